import { expect } from 'chai';
import { clock } from '../../../datasets/csv/clock.js';
import { type Pace, paceOf } from '../../../datasets/csv/pace.js';
import { newCounts } from '../../../datasets/csv/report.js';
import { random } from '../../../lib/random.js';

/** Jumps of the index at each stamp, which is in ns. */
function jumps(stamps: readonly number[], pace: Pace | undefined) {
  const counts = newCounts();
  const ticks = clock(pace, true, counts);
  const list = stamps.map(t =>
    ticks.advance({ seconds: Math.floor(t / 1e9), nanos: t - Math.floor(t / 1e9) * 1e9 }, 0),
  );
  return { list: list.slice(1), counts, span: ticks.span() };
}

const steps = (stamps: readonly number[]) => stamps.slice(1).map((t, i) => t - stamps[i]);

describe('clock', () => {
  it('marks a gap at its row where stamps are exact', () => {
    const stamps = [0, 10, 20, 50, 60].map(t => t * 1e6);
    expect(jumps(stamps, paceOf(steps(stamps))).list).to.deep.equal([1, 1, 3, 1]);
  });

  it('marks a gap only once it is proven where stamps jitter, and finds what is lost', () => {
    const r = random(3);
    const lostAt = 1500;
    const stamps = Array.from(
      { length: 2000 },
      (_, i) => 1e9 + Math.floor(1e7 * (i + (i >= lostAt ? 4 : 0) + 0.25 * r.normal())),
    );
    const pace = paceOf(steps(stamps));
    expect(pace?.patience).to.be.greaterThan(1);
    const { list, counts } = jumps(stamps, pace);
    expect([counts.missingSamples, list.reduce((sum, jump) => sum + jump, 0)]).to.deep.equal([4, 2003]);
    const where = list.findIndex(jump => jump > 1) + 1;
    expect(where).to.be.within(lostAt, lostAt + 10);
  });

  it('takes one late stamp among jittery ones for late', () => {
    const r = random(4);
    const stamps = Array.from(
      { length: 2000 },
      (_, i) => 1e9 + Math.floor(1e7 * (i + 0.25 * r.normal() + (i === 1000 ? 30 : 0))),
    );
    const { counts } = jumps(stamps, paceOf(steps(stamps)));
    expect([counts.gaps, counts.missingSamples]).to.deep.equal([0, 0]);
  });

  it('goes backward without a gap where the newest row comes first', () => {
    const stamps = [60, 50, 40, 10, 0].map(t => t * 1e6);
    const { list, counts, span } = jumps(stamps, paceOf(steps(stamps)));
    expect([list, counts.backwardTimestamps, span]).to.deep.equal([[1, 1, 3, 1], 0, 60e6]);
  });
});
