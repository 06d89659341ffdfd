import { expect } from 'chai';
import { frame } from '../../../lib/frame.js';
import { clippedError, freeGrid } from '../../../lib/ranges/clippedError.js';
import { pointsOf, sketch } from '../../../lib/statistics/index.js';
import { affine } from '../../../lib/quantizers/index.js';
import { range } from '../../../lib/range.js';

function errorOf(x: number[], first: number, step: number, levels: number): number {
  const s = sketch({ cells: 16 });
  s.push(frame(Float32Array.from(x)));
  const [h] = s.value();
  return clippedError(pointsOf(h), { first, step, levels });
}

describe('clippedError', () => {
  it('is step^2 / 12 a sample over whole steps', () => {
    // cells of width 1 from 0 to 16, steps of 1/4 inside: the fill of a cell covers whole steps
    const x = Array.from({ length: 16 }, (_, i) => [i + 0.4, i + 0.6])
      .flat()
      .concat(0.0001, 15.9999);
    expect(errorOf(x, 0, 0.25, 65)).to.be.closeTo((34 * 0.25 ** 2) / 12, 1e-4);
  });

  it('adds the overload beyond the outermost levels', () => {
    // the first cell is [-8, -7], with two values: the mean of (x + 2)^2 is (6^3 - 5^3) / 3; the last is the value 7: (7 - 2)^2
    expect(errorOf([-8, -7.5, 7], -2, 1, 5)).to.be.closeTo((2 * 91) / 3 + 25, 1e-9);
  });

  it('counts what zeros cost where no level is at 0', () => {
    expect(errorOf([-7.5, 0, 0, 0, 7.5], -0.5, 15, 2)).to.equal(3 * 7.5 ** 2);
  });

  it('takes samples at their value where a cell holds one: codes of a converter cost nothing on levels of their own', () => {
    expect(errorOf([100, 103, 100, 107], 100, 1, 8)).to.equal(0);
    expect(errorOf([100, 103, 100, 107], 50, 2, 4)).to.equal(2); // 103 and 107 lie half way
  });
});

describe('freeGrid', () => {
  it('is that of affine: 1000 to 1255 in 256 steps of 1', () => {
    expect(freeGrid([1000, 1255], 8)).to.deep.equal({ first: 1000, step: 1, levels: 256 });
    const { first, step } = freeGrid([0.3, 7.1], 4);
    const params = affine({ bits: 4 }).design(range(0.3, 7.1));
    expect([step, first]).to.deep.equal([params.scale[0], params.qmin - params.zeroPoint[0]]);
  });
});
