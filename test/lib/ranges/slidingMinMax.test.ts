import { expect } from 'chai';
import fc from 'fast-check';
import { frame } from '../../../lib/frame.js';
import { slidingMinMax } from '../../../lib/ranges/index.js';
import { summaryLaws } from '../../laws.js';

const SEED = 20_241_120;

const at = (start: number, ...x: number[]) => frame(Float32Array.from(x), { start });

describe('slidingMinMax', () => {
  it('has the extremes of the last samples', () => {
    const t = slidingMinMax({ window: 3 });
    t.push(at(0, 9, -9, 1, 2));
    expect(t.value()).to.deep.equal({ min: [-9], max: [2] });
    t.push(at(4, 3));
    expect(t.value()).to.deep.equal({ min: [1], max: [3] });
  });

  it('counts a gap as time', () => {
    const t = slidingMinMax({ window: 4 });
    t.push(at(0, 5, 6, 7));
    t.push(at(5, 1));
    expect(t.value()).to.deep.equal({ min: [1], max: [7] });
    t.push(at(100, 2));
    expect(t.value()).to.deep.equal({ min: [2], max: [2] });
  });

  it('equals a scan of the window, for any signal and window', () => {
    const value = fc.oneof(fc.float({ noNaN: true }), fc.constantFrom(0, -0, 1, 2));
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 1, maxLength: 100 }),
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 9 }),
        (list, window, size) => {
          const x = list.map(v => Math.fround(v));
          const t = slidingMinMax({ window, nonFinite: 'propagate' });
          for (let k = 0; k < x.length; k += size) {
            t.push(at(k - 5, ...x.slice(k, k + size)));
            const seen = x.slice(0, k + size).slice(-window);
            expect(t.value()).to.deep.equal({ min: [Math.min(...seen) + 0], max: [Math.max(...seen) + 0] });
          }
        },
      ),
      { numRuns: 1000, seed: SEED },
    );
  });

  it('takes a million samples of a falling ramp under a window of 4096 without rescanning it', () => {
    // a rescan at each of 1e6 samples would read 4e9; the window is full of candidates all the way
    const t = slidingMinMax({ window: 4096 });
    const n = 1_000_000;
    t.push(frame(Float32Array.from({ length: n }, (_, i) => n - i)));
    expect(t.value()).to.deep.equal({ min: [1], max: [4096] });
  });

  it('recovers when NaN leaves the window under propagate', () => {
    const t = slidingMinMax({ window: 2, nonFinite: 'propagate' });
    t.push(at(0, 1, NaN));
    expect(t.value()).to.deep.equal({ min: [NaN], max: [NaN] });
    t.push(at(2, 3));
    expect(t.value().max).to.deep.equal([NaN]);
    t.push(at(3, 4));
    expect(t.value()).to.deep.equal({ min: [3], max: [4] });
    const skip = slidingMinMax({ window: 2, nonFinite: 'skip' });
    skip.push(at(0, 1, NaN));
    expect([skip.value(), skip.skipped]).to.deep.equal([{ min: [1], max: [1] }, 1]);
    expect(() => slidingMinMax().push(at(0, Infinity))).to.throw('slidingMinMax: channel ch0 is Infinity');
  });

  it('refuses wrong options, frames out of order and hostile states', () => {
    expect(() => slidingMinMax({ window: 0 })).to.throw(RangeError, 'slidingMinMax: window must be');
    const t = slidingMinMax({ window: 4 });
    t.push(at(3, 1, 5, 2));
    expect(() => t.push(at(5, 1))).to.throw('slidingMinMax: frames must follow each other in time');
    const state = t.save() as { channels: Record<string, unknown>[] };
    for (const change of [
      { end: 1.5 },
      { poisoned: [] },
      { least: null },
      { greatest: { values: [1, 2], indices: [3, 4] } },
      { greatest: { values: [2, 1], indices: [4, 3] } },
      { greatest: { values: ['NaN'], indices: [3] } },
      { greatest: { values: [2], indices: [99] } },
      { greatest: { values: new Array(9).fill(1), indices: new Array(9).fill(1) } },
    ]) {
      const hostile = { ...state, channels: [{ ...state.channels[0], ...change }] };
      expect(() => slidingMinMax({ window: 4 }).restore(hostile), JSON.stringify(change)).to.throw(/^slidingMinMax: /);
    }
  });

  summaryLaws('slidingMinMax', { make: () => slidingMinMax({ window: 7 }) });
});
