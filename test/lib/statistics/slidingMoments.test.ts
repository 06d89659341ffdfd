import { expect } from 'chai';
import fc from 'fast-check';
import { DataError, FormatError } from '../../../lib/errors.js';
import { frame } from '../../../lib/frame.js';
import { random } from '../../../lib/random.js';
import { moments, slidingMoments } from '../../../lib/statistics/index.js';
import { summaryLaws } from '../../laws.js';

const SEED = 20_241_104;

const at = (start: number, ...x: number[]) => frame(Float32Array.from(x), { start });

describe('slidingMoments', () => {
  it('keeps the variance of the window after 2 million samples with spikes of 1e8', () => {
    // the case where a running update of a window of 100 ends at 2.507 and the truth is 0.504
    const g = random(SEED);
    const m = slidingMoments({ window: 100 });
    const x = new Float32Array(1000);
    for (let start = 0; start < 2_000_000; start += 1000) {
      for (let i = 0; i < 1000; i++) x[i] = Math.SQRT1_2 * g.normal();
      if (start < 1_999_000) x[g.bits() % 1000] = 1e8;
      m.push(frame(x.slice(), { start }));
    }
    const last = x.slice(900);
    const mean = last.reduce((a, b) => a + b) / 100;
    const variance = last.reduce((a, b) => a + (b - mean) ** 2, 0) / 100; // in two passes
    expect(m.value()[0].variance).to.be.closeTo(variance, 1e-14);
  });

  it('forgets what has left the window, gaps counted as time', () => {
    const m = slidingMoments({ window: 4 });
    m.push(at(0, 100, 1, 2, 3, 4));
    expect(m.value()[0].mean).to.equal(2.5);
    m.push(at(7, 10)); // 5 and 6 are missing: the window is 4 to 7
    expect([m.value()[0].count, m.value()[0].mean]).to.deep.equal([2, 7]);
    m.push(at(100, 5));
    expect([m.value()[0].count, m.value()[0].mean]).to.deep.equal([1, 5]);
  });

  it('equals the moments of the last samples', () => {
    const value = fc.float({ noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 40 }), fc.integer({ min: 1, max: 20 }), (x, window) => {
        const sliding = slidingMoments({ window });
        sliding.push(frame(Float32Array.from(x), { start: -7 }));
        const whole = moments();
        whole.push(frame(Float32Array.from(x.slice(-window))));
        expect(sliding.value()).to.deep.equal(whole.value());
      }),
      { numRuns: 1000, seed: SEED },
    );
  });

  it('recovers when what is not finite leaves the window', () => {
    expect(() => slidingMoments({ window: 3 }).push(at(0, 1, NaN))).to.throw(DataError, 'ch0 is NaN at sample 1');
    for (const nonFinite of ['skip', 'propagate'] as const) {
      const m = slidingMoments({ window: 3, nonFinite });
      m.push(at(0, 1, NaN, 3));
      expect(m.value()[0].nonFinite).to.equal(1);
      expect(m.value()[0].mean).to.deep.equal(nonFinite === 'skip' ? 2 : NaN);
      m.push(at(3, 5, 7));
      expect([m.value()[0].nonFinite, m.value()[0].mean]).to.deep.equal([0, 5]);
    }
  });

  it('refuses samples out of order, wrong options and hostile states', () => {
    const m = slidingMoments({ window: 3 });
    m.push(at(5, 1));
    expect(() => m.push(at(4, 1))).to.throw(DataError, 'slidingMoments: frames must follow each other in time');
    expect(() => slidingMoments({ window: 0 })).to.throw(RangeError, 'slidingMoments: window must be');
    const state = m.save() as Record<string, unknown>;
    for (const change of [
      { window: 4 },
      { end: 0.5 },
      { samples: [] },
      { samples: [[1]] },
      { samples: 7 },
      { info: null },
    ])
      expect(() => slidingMoments({ window: 3 }).restore({ ...state, ...change })).to.throw(FormatError);
  });

  summaryLaws('slidingMoments', { make: () => slidingMoments({ window: 16 }) });
});
