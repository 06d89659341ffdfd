import { expect } from 'chai';
import fc from 'fast-check';
import { DataError, FormatError, OptionRangeError, OptionTypeError } from '../../../lib/errors.js';
import { frame, streamInfo } from '../../../lib/frame.js';
import { random } from '../../../lib/random.js';
import { type Histogram, quantile, rankError, sketch, type SketchOptions } from '../../../lib/statistics/index.js';
import { accumulatorLaws } from '../../laws.js';

const SEED = 20_241_101;
const HUGE = (2 - 2 ** -23) * 2 ** 127;

const samples = (...x: number[]) => frame(Float32Array.from(x));

function histogramOf(x: readonly number[], options?: SketchOptions): Histogram {
  const s = sketch(options);
  s.push(samples(...x));
  return s.value()[0];
}

/** Lognormal with sigma 4 and random signs, and among it zeros, denormals, infinities and NaN. */
function heavyTailed(count: number, seed: number): Float32Array {
  const g = random(seed);
  const odd = [0, -0, 2 ** -149, -(2 ** -130), Infinity, -Infinity, NaN];
  return Float32Array.from({ length: count }, (_, i) =>
    i % 50 === 0 ? odd[g.bits() % odd.length] : (g.bits() % 2 ? 1 : -1) * Math.exp(4 * g.normal()),
  );
}

/** A float32 >= 0 in units of 2^-149, from its bits. */
function wholeOf(x: number): bigint {
  const [bits] = new Uint32Array(Float32Array.of(x).buffer);
  const exponent = bits >>> 23;
  return exponent === 0 ? BigInt(bits) : BigInt((bits & 0x7fffff) | 0x800000) << BigInt(exponent - 1);
}

describe('sketch', () => {
  it('counts in the cells of the least power of two that the budget allows', () => {
    // 0.5 to 40 in at most 16 cells: width 2 spans 21 cells, width 4 spans 11
    const h = histogramOf([0.5, 3.9, 4, 17, 40], { cells: 16 });
    expect([h.exponent, h.first, h.min, h.max, h.count]).to.deep.equal([2, 0, 0.5, 40, 5]);
    expect(Array.from(h.counts)).to.deep.equal([2, 1, 0, 0, 1, 0, 0, 0, 0, 0, 1]);
  });

  it('puts negative samples below zero: cell k is [k 2^e, (k + 1) 2^e)', () => {
    const h = histogramOf([-16, -15.5, -1, 15, 15.5], { cells: 32 });
    expect([h.exponent, h.first]).to.deep.equal([0, -16]);
    expect([h.counts[0], h.counts[15], h.counts[31], h.counts.length]).to.deep.equal([2, 1, 2, 32]);
  });

  it('counts zeros of both signs, denormals, infinities and NaN apart', () => {
    const h = histogramOf([0, -0, 0, 2 ** -149, -(2 ** -127), 2 ** -126, Infinity, Infinity, -Infinity, NaN, 1]);
    expect(h.zeros).to.equal(3);
    expect(h.denormals).to.equal(2);
    expect([h.positiveInfinities, h.negativeInfinities, h.nans]).to.deep.equal([2, 1, 1]);
    expect(h.count).to.equal(7); // finite ones
    expect(h.counts.reduce((a, b) => a + b)).to.equal(4); // those in cells
    expect([h.min, h.max]).to.deep.equal([-(2 ** -127), 1]);
  });

  it('tells neighbouring float32 numbers apart when there are few of them', () => {
    for (const x of [1, 2 ** -149, HUGE / 2, 123456.789]) {
      const a = Math.fround(x);
      const b = Math.fround(a + Math.max(2 ** (Math.floor(Math.log2(a)) - 23), 2 ** -149));
      const h = histogramOf([a, b, b]);
      expect(Array.from(h.counts), `${x}`).to.deep.equal([1, 2]);
      expect(h.first * 2 ** h.exponent).to.equal(a);
    }
  });

  it('has the same cells in any order, cutting and merging where float32 numbers get sparser', () => {
    for (const [a, b] of [
      [2 ** 10 - 2 ** -14, 2 ** 10], // a power of two is the last number of the finer spacing
      [2 ** 10 - 2 ** -14, 2 ** 10 + 2 ** -13],
      [-(2 ** 10) - 2 ** -13, -(2 ** 10) + 2 ** -14],
    ]) {
      const expected = histogramOf([a, b]);
      expect(expected.exponent).to.equal(Math.max(Math.abs(a), Math.abs(b)) > 2 ** 10 ? -13 : -14);
      expect(histogramOf([b, a])).to.deep.equal(expected);
      const [one, other] = [sketch(), sketch()];
      for (const x of [a, b]) one.push(samples(x));
      expect(one.value()[0]).to.deep.equal(expected);
      const first = sketch();
      first.push(samples(a));
      other.push(samples(b));
      first.merge(other);
      expect(first.value()[0]).to.deep.equal(expected);
    }
  });

  it('takes all of float32', () => {
    const h = histogramOf([-HUGE, HUGE, 2 ** -149, 1, -1e-30]);
    expect([h.min, h.max, h.count]).to.deep.equal([-HUGE, HUGE, 5]);
    expect(h.counts.length).to.be.at.most(32768);
    expect(h.exponent).to.equal(114); // 2^129 / 2^114 = 32768
  });

  it('keeps counting with its memory bounded, however the range grows', () => {
    const s = sketch({ cells: 64 });
    for (let e = -140; e <= 120; e++) s.push(samples(2 ** e, -(2 ** e)));
    const [h] = s.value();
    expect(h.count).to.equal(522);
    expect(h.counts.reduce((a, b) => a + b)).to.equal(522);
    expect(h.counts.length).to.be.at.most(64);
  });

  it('gives the same bytes for 1,000 partitions, orders and merge trees of 20,000 heavy-tailed samples', function () {
    this.timeout(60_000);
    const n = 20_000;
    const x = heavyTailed(n, SEED);
    const make = () => sketch({ cells: 2048 });
    const whole = make();
    whole.push(frame(x));
    const bytes = JSON.stringify(whole.save());
    const [h] = whole.value();
    const finite = x.filter(Number.isFinite).length;
    expect(h.count).to.equal(finite);
    expect(h.counts.reduce((a, b) => a + b, h.zeros)).to.equal(finite); // no count lost
    expect(h.positiveInfinities + h.negativeInfinities + h.nans).to.equal(n - finite);

    const g = random(SEED + 1);
    const order = new Float32Array(n);
    for (let run = 0; run < 1000; run++) {
      // n = 2^5 5^4: odd steps that are no multiples of 5 visit every sample once
      let [step, at] = [g.bits() % n, g.bits() % n];
      while (step % 2 === 0 || step % 5 === 0) step = (step + 1) % n;
      for (let i = 0; i < n; i++, at = (at + step) % n) order[i] = x[at];
      const cuts = Array.from({ length: g.bits() % 40 }, () => g.bits() % n).sort((a, b) => a - b);
      const parts = Array.from({ length: 1 + (g.bits() % 12) }, make);
      [...cuts, n].forEach((to, k) => {
        const start = k === 0 ? 0 : cuts[k - 1];
        parts[g.bits() % parts.length].push(frame(order.subarray(start, to), { start }));
      });
      while (parts.length > 1) {
        const [one] = parts.splice(g.bits() % parts.length, 1);
        parts[g.bits() % parts.length].merge(one);
      }
      if (JSON.stringify(parts[0].save()) !== bytes) expect.fail(`run ${run} of seed ${SEED} differs`);
    }
  });

  it('has quantiles within the rank error it reports, and within a cell of the exact ones', () => {
    const g = random(SEED + 2);
    const n = 50_000;
    for (const [law, next] of [
      ['gaussian', () => g.normal()],
      ['exponential, one-sided', () => -Math.log(1 - g.uniform())],
      ['cubed gaussian', () => g.normal() ** 3],
      ['half zeros', () => Math.max(g.normal(), 0)],
    ] as const) {
      const x = Float32Array.from({ length: n }, next);
      const s = sketch();
      s.push(frame(x));
      const [h] = s.value();
      const sorted = x.slice().sort();
      for (const p of [0, 0.0001, 0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 0.9999, 1]) {
        const exact = sorted[Math.min(Math.max(Math.ceil(p * n), 1), n) - 1];
        const q = quantile(h, p);
        expect(Math.abs(q - exact), `${law} at ${p}`).to.be.below(2 ** h.exponent);
        const below = sorted.findIndex(v => v > q); // samples <= q
        const from = sorted.findIndex(v => v >= q); // samples < q
        const rank = Math.ceil(p * n); // in whole samples, so that no rounding of p n disturbs
        const off = Math.max((from < 0 ? n : from) - rank, rank - (below < 0 ? n : below), 0);
        expect(off, `rank of ${law} at ${p}`).to.be.at.most(Math.ceil(rankError(h, p) * n) + 1);
      }
    }
  });

  it('lets infinities and NaN into the extremes under propagate', () => {
    const of = (...x: number[]) => {
      const h = histogramOf(x, { nonFinite: 'propagate' });
      return [h.min, h.max];
    };
    expect(of(1, Infinity)).to.deep.equal([1, Infinity]);
    expect(of(1, -Infinity)).to.deep.equal([-Infinity, 1]);
    expect(of(1, NaN, Infinity)).to.deep.equal([NaN, NaN]);
    expect(of(Infinity)).to.deep.equal([Infinity, Infinity]);
    expect(of(-Infinity)).to.deep.equal([-Infinity, -Infinity]);
  });

  it('refuses them under error and says which channel and when', () => {
    const info = streamInfo({ channels: 2, sampleRate: 100, names: ['x', 'y'] });
    const f = frame(Float32Array.of(1, 2, 3, NaN), { info, start: 40 });
    expect(() => sketch({ nonFinite: 'error' }).push(f)).to.throw(
      DataError,
      "sketch: channel y is NaN at t = 0.410 s; choose nonFinite: 'skip'",
    );
  });

  it('gives values that later frames do not change', () => {
    const s = sketch();
    s.push(samples(1, 2));
    const [before] = s.value();
    s.push(samples(-9, 1));
    expect([before.count, before.min, before.max]).to.deep.equal([2, 1, 2]);
    expect(Object.isFrozen(before)).to.be.true;
  });

  it('merges with itself, and refuses sketches of other cells or channels', () => {
    const s = sketch();
    s.push(samples(0, 1, 2, NaN));
    s.merge(s);
    const [h] = s.value();
    expect([h.count, h.zeros, h.nans]).to.deep.equal([6, 2, 2]);
    expect(() => s.merge(sketch({ cells: 64 }))).to.throw(OptionTypeError, '32768 cells');
    const two = sketch();
    two.push(frame(new Float32Array(2), { channels: 2 }));
    expect(() => s.merge(two)).to.throw(DataError, 'sketch: cannot merge 2 channels into 1');
  });

  it('refuses hostile states', () => {
    const s = sketch({ cells: 64 });
    s.push(samples(-3, 0, 1, 5));
    const state = s.save() as { channels: Record<string, unknown>[] } & Record<string, unknown>;
    const channel = (change: object) => ({ ...state, channels: [{ ...state.channels[0], ...change }] });
    for (const hostile of [
      { ...state, cells: 128 },
      { ...state, channels: [] },
      { ...state, channels: 'many' },
      { ...state, info: null },
      channel({ counts: [1, 2] }),
      channel({ counts: new Array(65).fill(1) }),
      channel({ counts: [1.5] }),
      channel({ extremes: [5, -3] }),
      channel({ extremes: [-3, 1e300] }),
      channel({ extremes: [-3, 'NaN'] }),
      channel({ zeros: -1 }),
      channel({ nans: 'many' }),
      channel({ counts: [], extremes: [] }), // zeros without extremes
    ]) {
      expect(() => sketch({ cells: 64 }).restore(hostile), JSON.stringify(hostile).slice(0, 200)).to.throw(FormatError);
    }
  });

  it('refuses wrong options at the call', () => {
    expect(() => sketch({ cells: 8 })).to.throw(
      OptionRangeError,
      'sketch: cells must be an integer in [16, 65536], got 8',
    );
    expect(() => sketch({ nonFinite: 'ignore' as never })).to.throw(OptionRangeError, 'nonFinite must be one of');
  });

  it('counts every sample in its own cell, as exact integer arithmetic has it', () => {
    const value = fc.oneof(
      fc.float({ noNaN: true, noDefaultInfinity: true }),
      fc.constantFrom(0, -0, 1, -1, 2 ** -149),
    );
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 40 }), list => {
        const x = list.map(Math.fround);
        const h = histogramOf(x, { cells: 16 });
        // numbers as integers in units of 2^-149; a floor division by 2^(e + 149) names the cell
        const whole = (v: number) => (v < 0 ? -1n : 1n) * wholeOf(Math.abs(v));
        const shift = BigInt(h.exponent + 149);
        const wanted = new Array<number>(h.counts.length).fill(0);
        for (const v of x) if (v !== 0) wanted[Number((whole(v) >> shift) - BigInt(h.first))]++;
        expect(Array.from(h.counts)).to.deep.equal(wanted);
        expect(h.counts.length).to.be.at.most(16);
      }),
      { numRuns: 1000, seed: SEED },
    );
  });

  accumulatorLaws('sketch', { make: () => sketch({ cells: 64 }) });
});
