import { expect } from 'chai';
import { addErrors, addMagnitudes, addMoments, addSquares, extremes } from '../../../lib/kernels/lanes.js';
import { random } from '../../../lib/random.js';

const generator = random(17);
const x = Float32Array.from({ length: 96 }, () => generator.normal());
const y = Float32Array.from({ length: 96 }, () => generator.normal());

/** The definition: lane k of the run takes the samples k, k + 8, ... in order. */
function plain(term: (i: number) => number): Float64Array {
  const lanes = Float64Array.from({ length: 24 }, (_, k) => k / 7);
  for (let i = 16; i < 80; i++) lanes[8 + ((i - 16) & 7)] += term(i);
  return lanes;
}

function kernel(run: (lanes: Float64Array) => void): Float64Array {
  const lanes = Float64Array.from({ length: 24 }, (_, k) => k / 7);
  run(lanes);
  return lanes;
}

describe('lane kernels', () => {
  it('equal the plain loop bit for bit', () => {
    expect(kernel(l => addSquares(x, 16, 80, l, 8))).to.deep.equal(plain(i => x[i] * x[i]));
    expect(kernel(l => addMagnitudes(x, 16, 80, 0.7, -0.2, l, 8))).to.deep.equal(
      plain(i => Math.abs(x[i] * 0.7 - 0.2)),
    );
    const d = (i: number) => x[i] * 0.7 - 0.2;
    expect(kernel(l => addMoments(x, 16, 80, 0.7, -0.2, l, new Float64Array(24), 8))).to.deep.equal(plain(d));
    expect(kernel(l => addMoments(x, 16, 80, 0.7, -0.2, new Float64Array(24), l, 8))).to.deep.equal(
      plain(i => d(i) * d(i)),
    );
  });

  it('sum errors and their squares, and find the largest', () => {
    const map = { ratio: 1.25, scale: 0.5, drop: 0.125 };
    const e = (i: number) => (x[i] - y[i - 5] * 1.25) * 0.5 + 0.125;
    const squares = new Float64Array(8);
    let largest = 0;
    const sums = kernel(l => (largest = addErrors(x, y, -5, 16, 80, map, l, 8, squares)));
    expect(sums).to.deep.equal(plain(e));
    const wanted = new Float64Array(8);
    for (let i = 16; i < 80; i++) wanted[i & 7] += e(i) * e(i);
    expect(squares).to.deep.equal(wanted);
    expect(largest).to.equal(Math.max(...Array.from({ length: 64 }, (_, k) => e(16 + k) ** 2)));
  });

  it('find the ends of finite samples, and tell that some are not', () => {
    const ends = new Float64Array(2);
    expect(extremes(Float32Array.of(99, -1, 0, 1.5, 99), 1, 4, ends)).to.equal(true);
    expect([...ends]).to.deep.equal([-1, 1.5]);
    for (const odd of [NaN, Infinity, -Infinity]) {
      expect(extremes(Float32Array.of(0, odd, 1), 0, 3, ends)).to.equal(false);
    }
  });
});
