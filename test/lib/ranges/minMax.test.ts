import { expect } from 'chai';
import fc from 'fast-check';
import { DataError, FormatError, OptionRangeError, OptionTypeError } from '../../../lib/errors.js';
import { type Frame, frame, streamInfo } from '../../../lib/frame.js';
import { minMax, type MinMaxOptions, type MinMaxTracker } from '../../../lib/ranges/minMax.js';
import { accumulatorLaws } from '../../laws.js';
import { range, sameRange } from '../../../lib/range.js';
import type { RangeAccumulator } from '../../../lib/rangeTracker.js';

const SEED = 20240550;
const INFO = streamInfo({ channels: 2, sampleRate: 100, names: ['x', 'y'] });

/** A tracker that has seen frames. */
function seen(frames: readonly Frame[], options?: MinMaxOptions): MinMaxTracker {
  const tracker = minMax(options);
  for (const f of frames) tracker.push(f);
  return tracker;
}

const samples = (...x: number[]) => frame(Float32Array.from(x));

describe('minMax', () => {
  it('finds the extremes of each channel over all frames', () => {
    const tracker = seen([
      frame(Float32Array.of(1, -2, 10, 20), { info: INFO }),
      frame(Float32Array.of(3, 0, 15, 15), { info: INFO, start: 2 }),
    ]);
    expect(tracker.value()).to.deep.equal({ min: [-2, 10], max: [3, 20] });
    expect(Object.isFrozen(tracker.value())).to.be.true;
  });

  it('needs only one sample, and takes constant channels as they are', () => {
    expect(seen([samples(-7)]).value()).to.deep.equal(range(-7, -7));
    expect(seen([frame(Float32Array.of(5, 5, 0, 0), { channels: 2 })]).value()).to.deep.equal(range([5, 0], [5, 0]));
  });

  it('keeps the extremes of float32, denormals too', () => {
    const tiny = 2 ** -149;
    const huge = (2 - 2 ** -23) * 2 ** 127;
    expect(seen([samples(tiny, -tiny)]).value()).to.deep.equal(range(-tiny, tiny));
    expect(seen([samples(huge, -huge)]).value()).to.deep.equal(range(-huge, huge));
  });

  it('gives [0, 0] to channels of which no sample counted', () => {
    const empty = frame(new Float32Array(0), { channels: 2 });
    expect(seen([empty]).value()).to.deep.equal(range([0, 0], [0, 0]));
    const skipping = seen([frame(Float32Array.of(NaN, Infinity, 1, 2), { channels: 2 })], { nonFinite: 'skip' });
    expect(skipping.value()).to.deep.equal(range([0, 1], [0, 2]));
    expect(minMax().value()).to.deep.equal({ min: [], max: [] });
  });

  it('gives a value that later frames do not change', () => {
    const tracker = seen([samples(1, 2)]);
    const before = tracker.value();
    tracker.push(samples(-9, 9));
    expect(before).to.deep.equal(range(1, 2));
  });

  it('refuses NaN and infinities and says which channel and when', () => {
    for (const bad of [NaN, Infinity, -Infinity]) {
      const f = frame(Float32Array.of(1, 2, 3, bad), { info: INFO, start: 40 });
      expect(() => minMax().push(f))
        .to.throw(DataError, new RegExp(`^minMax: channel y is ${bad} at t = 0\\.410 s; choose nonFinite: 'skip'`))
        .with.property('code', 'data-non-finite');
    }
  });

  it('leaves them out and counts them under skip', () => {
    const tracker = seen([samples(NaN, 4, -Infinity, -3, Infinity), samples(NaN)], { nonFinite: 'skip' });
    expect(tracker.value()).to.deep.equal(range(-3, 4));
    expect(tracker.skipped).to.equal(4);
  });

  it('lets them into the range under propagate, for good, as numpy.min and numpy.max', () => {
    const nan = seen([samples(1, NaN, 2), samples(-5)], { nonFinite: 'propagate' });
    expect(nan.value()).to.deep.equal({ min: [NaN], max: [NaN] });
    const both = seen([samples(1, Infinity, -Infinity)], { nonFinite: 'propagate' });
    expect(both.value()).to.deep.equal({ min: [-Infinity], max: [Infinity] });
    const one = seen([samples(1, Infinity)], { nonFinite: 'propagate' });
    expect(one.value()).to.deep.equal({ min: [1], max: [Infinity] });
    const only = seen([samples(-Infinity)], { nonFinite: 'propagate' });
    expect(only.value()).to.deep.equal({ min: [-Infinity], max: [-Infinity] });
  });

  it('takes -0 for 0, wherever it stands', () => {
    for (const x of [[0, -0], [-0, 0], [-0], [NaN, -0, 0]]) {
      const { min, max } = seen([samples(...x)], { nonFinite: 'skip' }).value();
      expect([Object.is(min[0], 0), Object.is(max[0], 0)], String(x)).to.deep.equal([true, true]);
    }
  });

  it('does not let one channel poison another', () => {
    const tracker = seen([frame(Float32Array.of(NaN, 1, 5, 6), { channels: 2 })], { nonFinite: 'propagate' });
    expect(tracker.value()).to.deep.equal({ min: [NaN, 5], max: [NaN, 6] });
  });

  it('merges with what another one has seen', () => {
    const a = seen([samples(1, 2)], { nonFinite: 'skip' });
    a.merge(seen([samples(-4, NaN)], { nonFinite: 'skip' }));
    expect([a.value(), a.skipped]).to.deep.equal([range(-4, 2), 1]);
    a.merge(minMax()); // nothing seen: nothing changes
    expect(a.value()).to.deep.equal(range(-4, 2));
    const fresh = minMax();
    fresh.merge(a);
    expect([fresh.value(), fresh.skipped]).to.deep.equal([range(-4, 2), 1]);
    expect(() => fresh.push(frame(new Float32Array(2), { channels: 2 }))).to.throw(DataError, /number of channels/);
  });

  it('leaves the other one as it was', () => {
    const [a, b] = [seen([samples(1)]), seen([samples(2)])];
    minMax().merge(b);
    a.merge(b);
    a.push(samples(77));
    expect(b.value()).to.deep.equal(range(2, 2));
  });

  it('refuses to merge with other channels, or another kind of tracker', () => {
    const two = seen([frame(new Float32Array(2), { channels: 2 })]);
    expect(() => two.merge(seen([samples(1)])))
      .to.throw(DataError, /^minMax: cannot merge 1 channels into 2$/)
      .with.property('code', 'data-channels');
    const other = { save: () => ({ who: 'ema', version: 1 }) } as unknown as RangeAccumulator;
    expect(() => two.merge(other)).to.throw(OptionTypeError, /^minMax: merges only with another minMax$/);
  });

  it('refuses a change of channels or of rate in the stream', () => {
    const tracker = seen([frame(new Float32Array(2), { info: INFO })]);
    expect(() => tracker.push(samples(1))).to.throw(DataError, /^minMax: the number of channels must not change/);
    const faster = streamInfo({ channels: 2, sampleRate: 200 });
    expect(() => tracker.push(frame(new Float32Array(2), { info: faster }))).to.throw(DataError, /sample rate/);
  });

  it('goes on after restore, from nothing, from NaN and from a range', () => {
    for (const frames of [[], [samples(NaN, 1)], [samples(3, -1), samples(Infinity)]]) {
      const before = seen(frames, { nonFinite: 'propagate' });
      const after = minMax({ nonFinite: 'propagate' });
      after.push(frame(new Float32Array(6), { channels: 3 })); // to be forgotten
      after.restore(JSON.parse(JSON.stringify(before.save())));
      expect(sameRange(after.value(), before.value())).to.be.true;
      for (const tracker of [before, after]) tracker.push(samples(100));
      expect(sameRange(after.value(), before.value())).to.be.true;
    }
  });

  it('refuses hostile states', () => {
    const state = seen([frame(new Float32Array(4), { info: INFO })]).save() as Record<string, unknown>;
    const info = state.info as object;
    for (const change of [
      { who: 'ema' },
      { version: 2 },
      { min: [1] },
      { max: [1, 2, 3] },
      { min: [1, 'x'] },
      { max: { length: 2 } },
      { skipped: -1 },
      { skipped: 'many' },
      { info: 7 },
      { info: { ...info, names: [1, 2] } },
      { info: null },
    ]) {
      const tracker = seen([samples(4)]);
      expect(() => tracker.restore({ ...state, ...change }), JSON.stringify(change)).to.throw(FormatError, /^minMax: /);
      expect(tracker.value()).to.deep.equal(range(4, 4)); // all or nothing
    }
  });

  it('forgets everything on reset, the number of channels too', () => {
    const tracker = seen([frame(Float32Array.of(1, NaN), { channels: 2 })], { nonFinite: 'skip' });
    tracker.reset();
    expect([tracker.value(), tracker.skipped]).to.deep.equal([{ min: [], max: [] }, 0]);
    tracker.push(samples(4));
    expect(tracker.value()).to.deep.equal(range(4, 4));
  });

  it('refuses a wrong policy at the call', () => {
    expect(() => minMax({ nonFinite: 'ignore' as never })).to.throw(
      OptionRangeError,
      /^minMax: nonFinite must be one of error, skip, propagate; got "ignore"$/,
    );
  });

  it('gives the same range for any cutting, any merging and in any order', () => {
    const value = fc.oneof(fc.float(), fc.constantFrom(0, -0, NaN, Infinity, -Infinity));
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 1, maxLength: 30 }),
        fc.array(fc.nat(30), { maxLength: 4 }),
        fc.constantFrom('skip' as const, 'propagate' as const),
        (x, cuts, nonFinite) => {
          const whole = seen([samples(...x)], { nonFinite });
          const edges = [0, ...cuts.map(cut => Math.min(cut, x.length)).sort((a, b) => a - b), x.length];
          const frames = edges
            .slice(1)
            .map((to, k) => frame(Float32Array.from(x.slice(edges[k], to)), { start: edges[k] }));

          const inSequence = seen(frames, { nonFinite });
          const merged = seen(frames.slice(0, 1), { nonFinite });
          for (const f of frames.slice(1)) merged.merge(seen([f], { nonFinite }));
          const backwards = minMax({ nonFinite });
          for (const f of [...frames].reverse()) backwards.merge(seen([f], { nonFinite }));

          for (const tracker of [inSequence, merged, backwards]) {
            expect(sameRange(tracker.value(), whole.value())).to.be.true;
            expect(tracker.skipped).to.equal(whole.skipped);
          }
          const finite = x.map(Math.fround).filter(Number.isFinite);
          if (nonFinite === 'skip') {
            expect(whole.skipped).to.equal(x.length - finite.length);
            if (finite.length > 0)
              expect(whole.value()).to.deep.equal(range(Math.min(...finite) + 0, Math.max(...finite) + 0));
          } else {
            expect(whole.value()).to.deep.equal({ min: [Math.min(...x) + 0], max: [Math.max(...x) + 0] });
          }
        },
      ),
      { numRuns: 1500, seed: SEED },
    );
  });

  accumulatorLaws('minMax', { make: minMax });
});
