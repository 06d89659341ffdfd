import { expect } from 'chai';
import { StepRuns } from '../../../lib/meters/stepRuns.js';

const filled = (steps: readonly number[]) => {
  const runs = new StepRuns();
  for (const step of steps) {
    runs.begin(step);
    runs.granular[1] += 4;
    runs.overload[2] += 5;
    runs.add(10);
  }
  return runs;
};

describe('StepRuns', () => {
  it('divides the errors of each run by its own step, and counts samples without equal steps apart', () => {
    expect(filled([2, 2, 0, 3]).totals()).to.deep.equal({
      ...{ granular: 16, overload: 20, stepped: 30, stepPower: 20 * 4 + 10 * 9, squaredSteps: 18 / 4 + 9 / 9 },
    });
  });

  it('merges, and comes back from JSON in the middle of a run', () => {
    const a = filled([2]);
    a.merge(filled([3, 0]));
    const b = new StepRuns();
    b.restore('test', JSON.parse(JSON.stringify(a.save())));
    b.begin(2);
    b.add(1);
    expect(b.totals()).to.deep.equal({
      ...{ granular: 12, overload: 15, stepped: 21, stepPower: 11 * 4 + 90, squaredSteps: 9 / 4 + 1 },
    });
    expect(() => b.restore('test', [1])).to.throw(Error, 'test');
  });
});
