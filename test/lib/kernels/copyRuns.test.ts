import { expect } from 'chai';
import { copyPlan, copyRuns } from '../../../lib/kernels/copyRuns.js';
import { type CopiedAxis, copyOf, places } from '../../../lib/ops/movement/copyOf.js';

const axis = (count: number, from: number, to: number) => ({ from: places(count, from), to: places(count, to) });

const planOf = (axes: readonly CopiedAxis[]) => copyPlan(copyOf(axes));

describe('copyPlan', () => {
  it('makes one run of axes that go together in both arrays', () => {
    expect(planOf([axis(2, 12, 12), axis(3, 4, 4), axis(4, 1, 1)])).to.deep.equal({
      length: 24,
      step: 1,
      from: Int32Array.of(0),
      to: Int32Array.of(0),
    });
  });

  it('makes runs of one step in the source: a transposed matrix is one run a row', () => {
    // (2, 3) to (3, 2)
    expect(planOf([axis(3, 1, 2), axis(2, 3, 1)])).to.deep.equal({
      length: 2,
      step: 3,
      from: Int32Array.of(0, 1, 2),
      to: Int32Array.of(0, 2, 4),
    });
  });

  it('copies element by element where the last axis is not even, and begins where single entries say', () => {
    const uneven = { from: Int32Array.of(1, 0, 1), to: places(3, 1) };
    const single = { from: Int32Array.of(10), to: Int32Array.of(0) };
    expect(planOf([single, uneven])).to.deep.equal({
      length: 1,
      step: 1,
      from: Int32Array.of(11, 10, 11),
      to: Int32Array.of(0, 1, 2),
    });
    expect(planOf([])).to.deep.equal({ length: 1, step: 1, from: Int32Array.of(0), to: Int32Array.of(0) });
  });
});

describe('copyRuns', () => {
  it('copies short, long, spaced and single runs of any type, anew in every run', () => {
    for (const count of [1, 5, 200]) {
      for (const step of [1, -1, 0, 3]) {
        const x = Int16Array.from({ length: 2000 }, (_, i) => i);
        const out = new Int16Array(3 * count);
        const begin = step < 0 ? 900 : 7;
        const plan = planOf([axis(3, 50, count), { from: places(count, step, begin), to: places(count, 1) }]);
        const run = copyRuns(x, out, plan);
        run();
        const wanted = Array.from(out, (_, o) => begin + 50 * Math.floor(o / count) + step * (o % count));
        expect([...out], `${count} by ${step}`).to.deep.equal(wanted);
        x[begin] = -5;
        run();
        expect(out[0], `${count} by ${step}`).to.equal(-5);
      }
    }
  });
});
