import { expect } from 'chai';
import { frame } from '../../../lib/frame.js';
import { clippedError } from '../../../lib/ranges/clippedError.js';
import { edgesOf, sketch } from '../../../lib/statistics/index.js';

function errorOf(x: number[], origin: number, step: number, levels: number): number {
  const s = sketch({ cells: 16 });
  s.push(frame(Float32Array.from(x)));
  const [h] = s.value();
  return clippedError(h, edgesOf(h), { origin, step, levels });
}

describe('clippedError', () => {
  it('is step^2 / 12 a sample over whole steps', () => {
    // cells of width 1 from 0 to 16, steps of 1/4 inside: the fill of a cell covers whole steps
    const x = Array.from({ length: 16 }, (_, i) => i + 0.5).concat(0.0001, 15.9999);
    expect(errorOf(x, 0, 0.25, 65)).to.be.closeTo((18 * 0.25 ** 2) / 12, 1e-4);
  });

  it('adds the overload beyond the outermost levels', () => {
    // the first cell is [-8, -7]: the mean of (x + 2)^2 is (6^3 - 5^3) / 3; the last is drawn in to the point 7: (7 - 2)^2
    expect(errorOf([-8, 7], -2, 1, 5)).to.be.closeTo(91 / 3 + 25, 1e-9);
  });

  it('counts what zeros cost where no level is at 0', () => {
    // levels -8 and 7: each zero is 7 off, and the mean square of [-8, -7] from -8 is 1/3
    expect(errorOf([-8, 0, 0, 0, 7], -8, 15, 2)).to.be.closeTo(3 * 49 + 1 / 3, 1e-9);
  });
});
