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

  it('meters each sum of a layer with several, and one bound for all columns of a product of matrices', () => {
    const int8 = codesIn(INT8, [0.5], [0]);
    const svdf = {
      type: 'svdf',
      params: int8,
      features: { shape: [1, 1], data: Int8Array.of(2), params: int8 },
      time: { shape: [1, 2], data: Int8Array.of(1, -3), params: int8 },
      bias: { shape: [1], data: Int32Array.of(7) },
      rank: 1,
      activation: 'none',
      stateParams: codesIn(INT8, [0.25], [0]), // 2 x * 0.25 / 0.25: the memory holds 2 x
    } as const;
    const meter = metered(oneLayer([1], int8, svdf));
    const state = meter.newState();
    for (const x of [10, -5]) meter.run(state, Int8Array.of(x), new Int8Array(1));
    expect([...meter.accumulators()]).to.deep.equal([
      ['y/features', { least: [-10], most: [20], bounds: [256], used: 20 / 256 }],
      ['y/time', { least: [7 - 3 * 20], most: [7 + 20 + 3 * 10], bounds: [7 + 127 + 3 * 128], used: 57 / 518 }],
    ]);

    const network = {
      ...oneLayer([1, 1], int8, { type: 'matMul', params: int8, transposeA: false, transposeB: false }),
      inputs: [
        { name: 'x', shape: [1, 1], params: int8 },
        { name: 'b', shape: [1, 2], params: int8 },
      ],
    };
    const layers = network.layers.map(layer => ({ ...layer, inputs: ['x', 'b'] }));
    const product = metered({ ...network, layers });
    product.run(product.newState(), [Int8Array.of(-8), Int8Array.of(3, -4)], [new Int8Array(2)]);
    expect(product.accumulators().get('y')).to.deep.equal({
      least: [-24, 32],
      most: [-24, 32],
      bounds: [16384, 16384],
      used: 32 / 16384,
    });
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
