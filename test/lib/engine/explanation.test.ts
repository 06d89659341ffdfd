import { expect } from 'chai';
import { dense, explanation, explanationText, lower, reshape, sequential } from '../../../lib/network.js';
import { importTflite } from '../../../lib/network.js';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sharedData } from '../../sharedData.js';
import { oneLayer } from '../ops/network.js';
import { affineParams } from '../../../lib/quantizers/index.js';

const params = affineParams({ scale: 0.5, zeroPoint: 0 });
const weights = { shape: [2, 3], data: Int8Array.of(1, -2, 3, 4, 5, 6), params };
const bias = { shape: [2], data: Int32Array.of(10, -20) };
const network = oneLayer([3], params, { type: 'dense', weights, bias, activation: 'none', params });

describe('explanation', () => {
  it('says calls, kernels, MACs, bytes, and the bits that accumulators need', () => {
    const { calls, macs, arenaBytes, stateBytes, dialect } = explanation(lower(network));
    // largest sum: 20 + 128 (4 + 5 + 6) = 1940, which 12 bits hold
    expect(calls).to.have.length(1);
    expect(calls[0]).to.include({ type: 'dense', kernel: 'dense', macs: 6, bytes: 2, bits: 12 });
    expect(calls[0].reads).to.deep.equal(['x']);
    expect(calls[0].place).to.match(/^arena\+\d+$/);
    expect({ macs, arenaBytes, stateBytes, dialect }).to.deep.equal({
      macs: 6,
      arenaBytes: 32,
      stateBytes: 0,
      dialect: 'tflm',
    });
  });

  it('counts the bytes of constants: 6 weights of 4 bits, 2 biases, one multiplier and one shift, of 4 bytes each', () => {
    const { calls, constantBytes } = explanation(lower(network));
    expect([calls[0].constantBytes, constantBytes]).to.deep.equal([3 + 8 + 4 + 4, 19]);
  });

  it('tells views from calls, and float networks from others', () => {
    const float = sequential({
      name: 'f',
      input: [4],
      layers: [dense({ units: 6 }), reshape({ shape: [2, 3], name: 'r' })],
    });
    const { calls, views, dialect } = explanation(lower(float));
    expect([calls.length, calls[0].kernel, views, dialect]).to.deep.equal([1, 'float', ['r'], undefined]);
    expect(calls[0].constantBytes).to.equal(4 * (24 + 6));
  });
});

describe('explanationText', () => {
  it('is a line a call and two for all, of at most 80 characters whatever the names', () => {
    const long = {
      ...network,
      name: 'n'.repeat(300),
      layers: [{ ...network.layers[0], name: 'y'.repeat(200) }],
      outputs: ['y'.repeat(200)],
    };
    const lines = explanationText(explanation(lower(long))).split('\n');
    expect(lines).to.have.length(4);
    expect(Math.max(...lines.map(line => line.length))).to.be.at.most(80);
    expect(lines[1]).to.match(/^0 y+\.\.yyyy dense +6 +\d+ +12 arena\+\d+ +2$/);
  });

  it('fits 80 characters for a whole model', function () {
    const data = sharedData();
    const path = data && join(data, 'models', 'mww_v2_okay_nabu.tflite');
    if (!path || !existsSync(path)) return this.skip();
    const text = explanationText(explanation(lower(importTflite(new Uint8Array(readFileSync(path))))));
    expect(Math.max(...text.split('\n').map(line => line.length))).to.be.at.most(80);
    expect(text).to.match(/arena 4688, state 3472$/);
  });
});
