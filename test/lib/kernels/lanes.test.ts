import { expect } from 'chai';
import {
  addMagnitudes,
  addSquaredErrors,
  addSquaredSteps,
  addSquares,
  countInside,
} from '../../../lib/kernels/lanes.js';
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
    expect(kernel(l => addMagnitudes(x, 16, 80, l, 8))).to.deep.equal(plain(i => Math.abs(x[i])));
    expect(kernel(l => addSquaredErrors(x, y, -5, 16, 80, l, 8))).to.deep.equal(plain(i => (x[i] - y[i - 5]) ** 2));
    expect(kernel(l => addSquaredSteps(x, y, -5, 16, 80, 0.3, l, 8))).to.deep.equal(
      plain(i => ((x[i] - y[i - 5]) * 0.3) ** 2),
    );
  });

  it('count what is inside an interval, ends included, NaN not', () => {
    expect(countInside(Float32Array.of(9, -1, 0, 1, NaN, 1.5, 9), 1, 6, -1, 1)).to.equal(3);
  });
});
