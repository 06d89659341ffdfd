import { expect } from 'chai';
import { multiplication } from '../../../lib/kernels/multiplication.js';
import { tflite } from '../../../lib/network.js';
import { binary, expectExact, narrowOf, halfAwayInteger, significant, times } from './exact.js';

/** C: round(double(acc) * scale). */
function inDoubles(acc: bigint, scale: number): bigint {
  return halfAwayInteger(significant(times({ m: acc, e: 0 }, binary(scale)), 53));
}

describe('tflite', () => {
  it('goes by its name', () => {
    expect(tflite.name).to.equal('tflite');
  });

  it('rounds fully connected layers half away from zero, and others twice', () => {
    const wanted = { layer: 'y', scales: [0.25, 0.25, 0.5], bounds: [9, 9, 9], zeroPoint: 0, low: -128, high: 127 };
    const acc = Int32Array.of(1, -6, -1);
    const codes = (use: 'dense' | 'sum') => {
      const out = new Int8Array(3);
      narrowOf(tflite, { ...wanted, use })(acc, out, 0);
      return [...out];
    };
    expect(codes('dense')).to.deep.equal([0, -2, -1]);
    expect(codes('sum')).to.deep.equal([1, -2, 0]); // 1 / 2 -> 1 -> 1; -6 / 2 = -3 -> -2; -1 / 1 = -0.5 -> 0
  });

  it('equals exact arithmetic on 125,000 seeded accumulators of fully connected layers', () => {
    expectExact({ dialect: tflite, use: 'dense', bits: 32, count: 125_000, seed: 21, exact: inDoubles });
  });

  it('equals exact arithmetic on 125,000 seeded accumulators of 53 bits', () => {
    expectExact({ dialect: tflite, use: 'dense', bits: 53, count: 125_000, seed: 22, exact: inDoubles });
  });

  it('scales single numbers as tflm does', () => {
    expect([-5, 1, 6].map(multiplication(tflite.multiplication(0.25)))).to.deep.equal([-1, 1, 2]); // 1: 0.25 -> 0.5 -> 1, rounded twice
  });
});
