import { expect } from 'chai';
import { paceOf, samplesIn } from '../../../datasets/csv/pace.js';

describe('paceOf', () => {
  it('is the interval itself on a regular grid, gaps and a stray short interval left out', () => {
    expect(paceOf([10, 10, 10, 10, 20, 10, 500, 10])).to.deep.equal({ step: 10, period: 10, coarse: false });
    const rare = [...new Array<number>(200).fill(10), 0, 1, -50];
    expect(paceOf(rare)).to.deep.equal({ step: 10, period: 10, coarse: false });
  });

  it('is the mean where stamps fall to either side of the samples', () => {
    expect(paceOf([8, 8, 8, 7, 8])).to.deep.equal({ step: 8, period: 7.8, coarse: false });
  });

  it('is the span over the samples where stamps repeat', () => {
    expect(paceOf([16, 0, 16, 0])).to.deep.equal({ step: 16, period: 8, coarse: true });
  });

  it('is unknown without an interval above zero, and without a common one', () => {
    expect(paceOf([])).to.equal(undefined);
    expect(paceOf([0, 0, -1])).to.equal(undefined);
    expect(paceOf([1, 10, 100, 1000, 10000])).to.equal(undefined);
  });
});

describe('samplesIn', () => {
  it('rounds to whole periods above 1.5 steps', () => {
    const pace = { step: 10, period: 10, coarse: false };
    expect([10, 14, 15, 16, 24, 26, 100].map(x => samplesIn(x, pace))).to.deep.equal([1, 1, 1, 2, 2, 3, 10]);
  });

  it('takes from coarse stamps only what exceeds a tick', () => {
    // 100 Hz under a clock of 16 ms: two ticks hold at least one period too many, 1 s at least 98
    const pace = { step: 16, period: 10, coarse: true };
    expect([0, 16, 32, 1000].map(x => samplesIn(x, pace))).to.deep.equal([1, 1, 2, 99]);
  });
});
