import { expect } from 'chai';
import fc from 'fast-check';
import { encodeStaircase, staircase, stepEnd } from '../../../lib/kernels/staircase.js';

const SEED = 20240701;

/** Codes of samples on a staircase whose codes are the numbers of the steps. */
function steps(thresholds: readonly number[], x: readonly number[], scale = 1): number[] {
  const codes = Int32Array.from({ length: thresholds.length + 1 }, (_, k) => k);
  const stairs = staircase(Float64Array.from(thresholds), codes, -Infinity, Infinity);
  const out = new Uint16Array(x.length);
  expect(encodeStaircase(Float32Array.from(x), 0, x.length, { stairs, scale, qmin: 0 }, out)).to.equal(0);
  return Array.from(out);
}

describe('staircase', () => {
  it('finds the step of every sample, as counting the thresholds below it does', () => {
    const number = fc.oneof(
      fc.float({ min: -4, max: 4, noNaN: true }),
      fc.float({ noNaN: true, noDefaultInfinity: true }),
      fc.constantFrom(0, 1, 2 ** -149, -(2 ** -149), 2 ** 127, -(2 ** 127)),
    );
    fc.assert(
      fc.property(fc.array(number, { maxLength: 40 }), fc.array(number, { minLength: 1, maxLength: 40 }), (t, x) => {
        const thresholds = t.sort((a, b) => a - b);
        const samples = [...x, ...thresholds, Infinity, -Infinity];
        const counted = samples.map(v => thresholds.filter(threshold => threshold < v).length);
        expect(steps(thresholds, samples)).to.deep.equal(counted);
      }),
      { numRuns: 2000, seed: SEED },
    );
  });

  it('divides by the scale, so that a sample on a threshold is seen to be', () => {
    // 0.1f and 0.3f: the quotient is the double nearest to their ratio
    const [scale, x] = [Math.fround(0.1), Math.fround(0.3)];
    expect(steps([x / scale], [x], scale)).to.deep.equal([0]);
    expect(steps([3, 6], [3 * 0.25, 6 * 0.25, 7 * 0.25], 0.25)).to.deep.equal([0, 1, 2]);
  });

  it('counts overload, adds qmin, reads and writes only from begin to end, and stops at a NaN', () => {
    const stairs = staircase(Float64Array.of(0), Int32Array.of(0, 1), -2, 2);
    const out = new Int8Array(6).fill(99);
    const x = Float32Array.of(NaN, -3, -2, 2, Infinity, NaN);
    expect(encodeStaircase(x, 1, 5, { stairs, scale: 1, qmin: -1 }, out)).to.equal(2);
    expect(Array.from(out)).to.deep.equal([99, -1, -1, 0, 0, 99]);
    expect(encodeStaircase(x, 1, 6, { stairs, scale: 1, qmin: -1 }, out)).to.equal(~5);
    expect(encodeStaircase(x, 0, 6, { stairs, scale: 1, qmin: -1 }, out)).to.equal(~0);
  });

  it('serves a single step', () => {
    expect(steps([], [-1, 0, 5])).to.deep.equal([0, 0, 0]);
  });
});

describe('stepEnd', () => {
  it('gives a sample on a threshold to the step nearer to 0, on 0 to the upper one', () => {
    const thresholds = [-2, -0.1, 0, 0.1, 2].map(stepEnd);
    const x = [-2, 0, -0, 2, -2.5, 2.5, 2 ** -149, -(2 ** -149)];
    expect(steps(thresholds, x)).to.deep.equal([1, 3, 3, 4, 0, 5, 3, 2]);
  });

  it('moves by one double and no further', () => {
    expect([stepEnd(1), stepEnd(-1), stepEnd(0)]).to.deep.equal([1, -1 - Number.EPSILON, -Number.MIN_VALUE]);
  });
});
