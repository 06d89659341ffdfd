import { expect } from 'chai';
import { halfUp } from '../../../lib/rounding.js';
import { type Pace, paceOf, samplesIn } from '../../../datasets/csv/pace.js';

/** The figures that the tests below speak of. */
function figures(intervals: readonly number[], copies?: readonly number[]) {
  const pace = paceOf(intervals, copies);
  return pace && { step: pace.step, period: pace.period, coarse: pace.coarse };
}

describe('paceOf', () => {
  it('is the interval itself on a regular grid, gaps and a stray short interval left out', () => {
    expect(figures([10, 10, 10, 10, 20, 10, 500, 10])).to.deep.equal({ step: 10, period: 10, coarse: false });
    const rare = [...new Array<number>(200).fill(10), 0, 1, -50];
    expect(figures(rare)).to.deep.equal({ step: 10, period: 10, coarse: false });
  });

  it('is count over span where stamps are rounded: 128 Hz in ms', () => {
    const stamps = Array.from({ length: 1000 }, (_, i) => halfUp((i * 1000) / 128) * 1e6);
    expect(paceOf(stamps.slice(1).map((t, i) => t - stamps[i]))?.period).to.equal(1e9 / 128);
    // 757 Hz in ms: intervals of 1 and 2 ms, none of them a gap
    const fast = Array.from({ length: 1000 }, (_, i) => halfUp((i * 1000) / 757) * 1e6);
    const pace = paceOf(fast.slice(1).map((t, i) => t - fast[i])) as Pace;
    expect(1e9 / pace.period).to.be.closeTo(757, 0.05);
    expect([1e6, 2e6].map(x => samplesIn(x, pace))).to.deep.equal([1, 1]);
  });

  it('is the span over the samples where stamps repeat', () => {
    expect(figures([16, 0, 16, 0, 16, 0])).to.deep.equal({ step: 16, period: 8, coarse: true });
  });

  it('is the span over the samples where rows come in batches: 8 Hz, eight a second within 8 ms', () => {
    const stamps = Array.from({ length: 160 }, (_, i) => Math.floor(i / 8) * 1e9 + halfUp((i % 8) * 1.25) * 1e6);
    const pace = paceOf(stamps.slice(1).map((t, i) => t - stamps[i]));
    expect([pace?.period, pace?.batch]).to.deep.equal([125e6, 8]);
  });

  it('leaves out copies of rows: few, equal in every cell, among rows that are not', () => {
    const intervals = Array.from({ length: 300 }, (_, i) => (i % 30 === 7 ? 0 : 10));
    const copies = intervals.map(x => (x === 0 ? 1 : 0));
    expect(paceOf(intervals, copies)).to.deep.include({ period: 10, coarse: false, copies: true });
    expect(
      paceOf(
        intervals,
        copies.map(() => 1),
      ),
    ).to.deep.include({ coarse: true, copies: false });
    expect(
      paceOf(
        intervals,
        copies.map(() => 0),
      ),
    ).to.deep.include({ coarse: true, copies: false });
  });

  it('goes backward where the newest row comes first', () => {
    expect(paceOf([-10, -10, -20, -10])).to.deep.include({ period: 10, direction: -1 });
  });

  it('is unknown without an interval above zero, and without a common one', () => {
    expect(paceOf([])).to.equal(undefined);
    expect(paceOf([0, 0, 0])).to.equal(undefined);
    expect(paceOf([1, 10, 100, 1000, 10000])).to.equal(undefined);
    expect(paceOf(Array.from({ length: 40 }, (_, i) => 2 ** i))).to.equal(undefined);
  });
});

describe('samplesIn', () => {
  it('rounds to whole periods above the limit', () => {
    const pace = { step: 10, period: 10, coarse: false, limit: 15 };
    expect([10, 14, 15, 16, 24, 26, 100].map(x => samplesIn(x, pace))).to.deep.equal([1, 1, 1, 2, 2, 3, 10]);
  });

  it('takes from coarse stamps only what exceeds a tick', () => {
    // 100 Hz under a clock of 16 ms: two ticks hold at least one period too many, 1 s at least 98
    const pace = { step: 16, period: 10, coarse: true, limit: 24 };
    expect([0, 16, 32, 1000].map(x => samplesIn(x, pace))).to.deep.equal([1, 1, 2, 99]);
  });
});
