import { executor as executorOf } from '../executor.js';
import { expect } from 'chai';
import { accumulatorProof, metered, single, tflm } from '../../../lib/network.js';
import type { Dense, Dialect, Values } from '../../../lib/network.js';
import { codesIn, INT16, INT8 } from '../ops/exactLayer.js';
import { oneLayer } from '../ops/network.js';

const dense = {
  type: 'dense',
  params: codesIn(INT8, [1], [0]),
  weights: { shape: [2, 1], data: Int8Array.of(2, -3), params: codesIn(INT8, [0.5], [0]) },
  bias: { shape: [2], data: Int32Array.of(0, 1) },
  activation: 'none',
} satisfies Omit<Dense, 'name' | 'inputs'>;

function run(dialect: Dialect, input = codesIn(INT8, [0.5], [0])) {
  const network = oneLayer([1], input, dense);
  const meter = metered(network, { dialect });
  const state = meter.newState();
  const out = new Int8Array(2);
  return { network, meter, out, push: (x: Values) => meter.run(state, x, out) };
}

describe('metered', () => {
  it('holds the extremes that each accumulator has taken, beside what it can take', () => {
    const { network, meter, push } = run(tflm);
    expect(meter.accumulators().get('y')).to.deep.equal({
      least: [Infinity, Infinity],
      most: [-Infinity, -Infinity],
      bounds: [256, 385],
      used: 0,
    });
    push(Int8Array.of(10));
    push(Int8Array.of(-64));
    expect(meter.accumulators().get('y')).to.deep.equal({
      least: [-128, -29],
      most: [20, 193],
      bounds: [256, 385],
      used: 193 / 385,
    });
    const proof = accumulatorProof(network).get('y');
    expect(meter.accumulators().get('y')?.bounds).to.deep.equal(
      proof?.least.map((least, c) => Math.max(-least, proof.most[c])),
    );
    meter.resetAccumulators();
    expect(meter.accumulators().get('y')?.used).to.equal(0);
  });

  it('meters wide accumulators, too', () => {
    const { meter, push } = run(tflm, codesIn(INT16, [0.5], [0]));
    push(Int16Array.of(-30000));
    expect(meter.accumulators().get('y')).to.include({ used: 90001 / (3 * 32768 + 1) });
  });

  it('computes what the network does in its dialect', () => {
    const { network, out, push } = run(single);
    const plain = executorOf(network, { dialect: single });
    const wanted = new Int8Array(2);
    for (let q = -128; q < 128; q++) {
      push(Int8Array.of(q));
      plain.run(Int8Array.of(q), wanted);
      expect([...out]).to.deep.equal([...wanted]);
    }
  });

  it('leaves alone what is no sum of products', () => {
    const relu = { type: 'relu', params: codesIn(INT8, [1], [0]) } as const;
    const meter = metered(oneLayer([1], codesIn(INT8, [0.5], [0]), relu));
    meter.run(meter.newState(), Int8Array.of(3), new Int8Array(1));
    expect([...meter.accumulators()]).to.deep.equal([]);
  });
});
