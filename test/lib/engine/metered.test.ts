import { expect } from 'chai';
import { accumulatorProof, integerExecutor, metered, single, tflm } from '../../../lib/network.js';
import type { Dense } from '../../../lib/network.js';
import { codesIn, INT16, INT8 } from '../ops/exactLayer.js';
import { oneLayer } from '../ops/network.js';

const dense = {
  type: 'dense',
  params: codesIn(INT8, [1], [0]),
  weights: { shape: [2, 1], data: Int8Array.of(2, -3), params: codesIn(INT8, [0.5], [0]) },
  bias: { shape: [2], data: Int32Array.of(0, 1) },
  activation: 'none',
} satisfies Omit<Dense, 'name' | 'inputs'>;

function run(meter: ReturnType<typeof metered>, input = codesIn(INT8, [0.5], [0])) {
  const network = oneLayer([1], input, dense);
  const executor = integerExecutor(network, { dialect: meter.dialect });
  return { network, executor, out: new Int8Array(2) };
}

describe('metered', () => {
  it('holds the extremes that each accumulator has taken, beside what it can take', () => {
    const meter = metered(tflm);
    const { network, executor, out } = run(meter);
    expect(meter.value().get('y')).to.deep.equal({
      least: [Infinity, Infinity],
      most: [-Infinity, -Infinity],
      bounds: [256, 385],
      used: 0,
    });
    executor.run(Int8Array.of(10), out);
    executor.run(Int8Array.of(-64), out);
    expect(meter.value().get('y')).to.deep.equal({
      least: [-128, -29],
      most: [20, 193],
      bounds: [256, 385],
      used: 193 / 385,
    });
    const proof = accumulatorProof(network).get('y');
    expect(meter.value().get('y')?.bounds).to.deep.equal(
      proof?.least.map((least, c) => Math.max(-least, proof.most[c])),
    );
    meter.reset();
    expect(meter.value().get('y')?.used).to.equal(0);
  });

  it('meters wide accumulators, too', () => {
    const meter = metered(tflm);
    const { executor, out } = run(meter, codesIn(INT16, [0.5], [0]));
    executor.run(Int16Array.of(-30000), out);
    expect(meter.value().get('y')).to.include({ used: 90001 / (3 * 32768 + 1) });
  });

  it('computes what its dialect does, under its name', () => {
    const meter = metered(single);
    expect(meter.dialect.name).to.equal('single');
    const { network, executor, out } = run(meter);
    const plain = integerExecutor(network, { dialect: single });
    const wanted = new Int8Array(2);
    for (let q = -128; q < 128; q++) {
      executor.run(Int8Array.of(q), out);
      plain.run(Int8Array.of(q), wanted);
      expect([...out]).to.deep.equal([...wanted]);
    }
    expect(meter.dialect.multiplier(0.5)(10)).to.equal(5);
  });

  it('leaves alone what is no sum of products', () => {
    const meter = metered(tflm);
    meter.dialect.requantizer({
      op: 'relu',
      layer: 'y',
      scales: [0.5],
      bounds: [9],
      zeroPoint: 0,
      low: -128,
      high: 127,
    });
    expect([...meter.value()]).to.deep.equal([]);
  });
});
