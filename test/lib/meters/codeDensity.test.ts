import { expect } from 'chai';
import { codeDensity } from '../../../lib/meters/index.js';

/** Counts of codes with the given transitions, for values dense on [-1, 1] in a sine or a ramp. */
function countsOf(transitions: readonly number[], source: 'ramp' | 'sine', samples: number): number[] {
  const share = (t: number) => (source === 'ramp' ? (t + 1) / 2 : 1 - Math.acos(t) / Math.PI);
  const below = [...transitions.map(t => Math.floor(share(t) * samples + 0.5)), samples];
  return below.map((n, k) => n - (k === 0 ? 0 : below[k - 1]));
}

describe('codeDensity', () => {
  it('finds every width and place of a staircase with a narrow, a wide and a missing code', () => {
    // transitions in steps of 1/8: widths 1, 0.5, 1.5, 1, 0, 2 and so a mean of 1
    const places = [0, 1, 1.5, 3, 4, 4, 6];
    const transitions = places.map(p => -0.4 + p / 8);
    for (const source of ['ramp', 'sine'] as const) {
      const { dnl, inl, worstDnl, worstInl } = codeDensity({ counts: countsOf(transitions, source, 2 ** 40), source });
      [0, -0.5, 0.5, 0, -1, 1].forEach((d, k) => expect(dnl[k], source).to.be.closeTo(d, 1e-9));
      [0, 0, -0.5, 0, 0, -1, 0].forEach((d, k) => expect(inl[k], source).to.be.closeTo(d, 1e-9));
      expect([worstDnl, worstInl].every(x => Math.abs(x - 1) < 1e-9)).to.equal(true);
    }
  });

  it('is 0 throughout for equal steps, wherever the sine lies', () => {
    const transitions = Array.from({ length: 15 }, (_, k) => -0.61 + 0.08 * k);
    const { worstDnl, worstInl } = codeDensity({ counts: countsOf(transitions, 'sine', 2 ** 40), source: 'sine' });
    expect(worstDnl).to.be.lessThan(1e-9);
    expect(worstInl).to.be.lessThan(1e-9);
  });

  it('takes the best line off where told to', () => {
    // places 0, 2, 2, 4 in mean steps of 4/3: inl 0, 0.5, -0.5, 0; slope sum(v (k - 1.5)) / 5 = (-0.25 - 0.25) / 5 = -0.1
    const { inl } = codeDensity({ counts: [5, 200, 0, 200, 5], source: 'ramp', line: 'best' });
    [-0.15, 0.45, -0.45, 0.15].forEach((d, k) => expect(inl[k]).to.be.closeTo(d, 1e-12));
  });

  it('refuses too few codes, ends without samples, and what is no count', () => {
    expect(() => codeDensity({ counts: [1, 1, 1], source: 'ramp' })).to.throw(RangeError, 'at least 4');
    expect(() => codeDensity({ counts: [0, 1, 1, 1], source: 'ramp' })).to.throw(RangeError, 'at an end');
    expect(() => codeDensity({ counts: [1, 0, 0, 1], source: 'ramp' })).to.throw(RangeError, 'between the ends');
    expect(() => codeDensity({ counts: [1, 1, NaN, 1], source: 'ramp' })).to.throw(RangeError, 'counts[2]');
    expect(() => codeDensity({ counts: [1, 1, 1, 1], source: 'noise' as never })).to.throw(RangeError, 'source');
  });
});
