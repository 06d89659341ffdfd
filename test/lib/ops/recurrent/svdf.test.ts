import { executor as executorOf } from '../../executor.js';
import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import {
  type Network,
  networkFromJson,
  networkToJson,
  sequential,
  type Shape,
  summary,
  type Svdf,
  svdf,
} from '../../../../lib/network.js';
import { layerFrom, type OracleCase, runLayer } from '../oracleCases.js';

interface Numbers {
  readonly shape: Shape;
  readonly data: readonly number[];
}

/** Runs one behind the other, and what the formula gives; `fixtures/svdf.json` says how. */
const { cases } = JSON.parse(readFileSync(new URL('../fixtures/float/svdf.json', import.meta.url), 'utf8')) as {
  cases: { layer: OracleCase['layer']; runs: { input: Numbers; output: Numbers }[] }[];
};

function networkOf(layer: OracleCase['layer'], shape: Shape): Network {
  return {
    name: 'n',
    arithmetic: 'float32',
    inputs: [{ name: 'input0', shape }],
    layers: [layerFrom(layer, 1)],
    outputs: ['layer'],
  };
}

describe('svdf', () => {
  it('agrees with its formula from run to run, over ranks, batches and activations', () => {
    for (const { layer, runs } of cases) {
      const executor = executorOf(networkOf(layer, runs[0].input.shape));
      expect(executor.outputs[0].shape).to.deep.equal(runs[0].output.shape);
      const out = new Float32Array(runs[0].output.data.length);
      const range = Math.max(...runs.flatMap(({ output }) => output.data.map(Math.abs)));
      runs.forEach(({ input, output }, k) => {
        executor.run(Float32Array.from(input.data), out);
        output.data.forEach((y, i) => expect(out[i], `run ${k}, entry ${i}`).to.be.closeTo(y, 1e-6 * range));
      });
    }
  });

  it('goes on from a saved state in another executor, bit for bit, and forgets at a reset', () => {
    const { layer, runs } = cases[1];
    const network = networkOf(layer, runs[0].input.shape);
    const play = (executor: ReturnType<typeof executorOf>, part: typeof runs): number[][] =>
      part.map(({ input }) => {
        const out = new Float32Array(executor.tap('layer').length);
        executor.run(Float32Array.from(input.data), out);
        return [...out];
      });
    const one = executorOf(network);
    const all = play(one, runs);
    one.reset();
    expect([...one.state.keys()]).to.deep.equal(['layer/memory']);
    expect(play(one, runs.slice(0, 3))).to.deep.equal(all.slice(0, 3));
    const other = executorOf(network);
    other.restore(JSON.parse(JSON.stringify(one.save())));
    expect(play(other, runs.slice(3))).to.deep.equal(all.slice(3));
  });

  it('counts its products, and survives JSON, also with params of its memory', () => {
    const network = sequential({ name: 'n', input: [2, 3], layers: [svdf({ units: 4, memory: 10, rank: 2 })] });
    expect(summary(network).macs).to.equal(2 * 8 * (3 + 10));
    expect(networkFromJson(networkToJson(network))).to.deep.equal(network);
    const stateParams = { kind: 'affine', bits: 16, qmin: -32768, qmax: 32767, scale: [2 ** -9], zeroPoint: [0] };
    const coded = { ...network, layers: [{ ...network.layers[0], stateParams }] } as typeof network;
    expect(networkFromJson(networkToJson(coded))).to.deep.equal(coded);
  });

  it('refuses what does not fit, and wrong options', () => {
    const network = sequential({ name: 'n', input: [3], layers: [svdf({ units: 2, memory: 4, rank: 2, name: 's' })] });
    const layer = { ...(network.layers[0] as Svdf), inputs: ['input0'] };
    expect(() => runLayer({ ...layer, rank: 3 }, [{ shape: [3], data: [] }])).to.throw(
      Error,
      'network: layer "s": rank must divide the 4 filters, got 3',
    );
    expect(() => runLayer({ ...layer, rank: 1 }, [{ shape: [3], data: [] }])).to.throw(
      Error,
      'network: layer "s": bias must have shape (units = 4), got (2)',
    );
    expect(() => runLayer(layer, [{ shape: [2], data: [] }])).to.throw(
      Error,
      'features must have shape (units * rank, in = 2), got (4, 3)',
    );
    expect(() => svdf({ units: 1, memory: 0 })).to.throw(RangeError, 'svdf: memory must be');
  });
});
