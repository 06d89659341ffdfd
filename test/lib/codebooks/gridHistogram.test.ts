import { expect } from 'chai';
import fc from 'fast-check';
import { type CellCounts, gridHistogram, type GridHistogramOptions } from '../../../lib/codebooks/gridHistogram.js';
import { DataError, FormatError, OptionRangeError, OptionTypeError } from '../../../lib/errors.js';
import { frame } from '../../../lib/frame.js';
import { accumulatorLaws } from '../../laws.js';

const SEED = 20240711;

/** What a histogram holds after some samples. */
function counted(x: readonly number[], options: GridHistogramOptions = {}): CellCounts {
  const histogram = gridHistogram(options);
  histogram.push(frame(Float32Array.from(x)));
  return histogram.value();
}

describe('gridHistogram', () => {
  it('counts samples in cells of the least power of two that spans them, known by the middle of their cell', () => {
    // 0 to 9.9 in 16 cells: width 1 (10 cells), as 0.5 would take 20. Zeros, and cells of one value, are known exactly
    const { values, counts } = counted([0, 0.1, 0.9, 5.3, 9.9], { cells: 16 });
    expect(counts).to.deep.equal([1, 2, 1, 1]);
    expect(values).to.deep.equal([0, 0.5, Math.fround(5.3), Math.fround(9.9)]);
  });

  it('knows the codes of a converter for what they are', () => {
    // multiples of 3 counts, 4000 of them in 4096 cells: each cell holds one value
    const codes = Array.from({ length: 4000 }, (_, k) => k - 2000);
    expect(counted([...codes, 7])).to.deep.equal({ values: codes, counts: codes.map(q => (q === 7 ? 2 : 1)) });
    // halves in cells of 2: three of them in the first
    expect(counted([0, 0.5, 1, 1.5, 30], { cells: 16 })).to.deep.equal({ values: [0, 1, 30], counts: [1, 3, 1] });
  });

  it('takes all float32 numbers, least and largest together', () => {
    const largest = (2 - 2 ** -23) * 2 ** 127;
    const { values, counts } = counted([-largest, -(2 ** -149), 0, -0, 2 ** -149, largest]);
    expect(counts).to.deep.equal([1, 1, 2, 1, 1]);
    expect(values[0]).to.be.closeTo(-largest, largest / 2048);
    expect(counted([1e-40, 2e-40]).counts).to.deep.equal([1, 1]);
    expect(counted([1, 1 + 2 ** -23, 1])).to.deep.equal({ values: [1, 1 + 2 ** -23], counts: [2, 1] });
    expect(counted([3e38])).to.deep.equal({ values: [Math.fround(3e38)], counts: [1] });
    expect(counted([])).to.deep.equal({ values: [], counts: [] });
  });

  it('loses no sample, keeps the order, and stays within one cell of each: at most 2 / cells of the range', () => {
    const sample = fc.oneof(
      fc.float({ min: -8, max: 8, noNaN: true }),
      fc.float({ noNaN: true, noDefaultInfinity: true }),
      fc.integer({ min: -99, max: 99 }),
    );
    fc.assert(
      fc.property(
        fc.array(sample, { minLength: 1, maxLength: 60 }),
        fc.constantFrom(16, 64, 1024),
        (samples, cells) => {
          const { values, counts } = counted(samples, { cells });
          expect(values.length).to.be.at.most(cells);
          expect(counts.reduce((a, b) => a + b)).to.equal(samples.length);
          const x = Float32Array.from(samples, v => v + 0).sort();
          // the cell is less than 2 / (cells - 1) of the range, as with cells half as wide the samples would span too many
          const width = (2 * (x[x.length - 1] - x[0])) / (cells - 1);
          let i = 0;
          values.forEach((value, k) => {
            if (k > 0) expect(value).to.be.above(values[k - 1]);
            for (let n = 0; n < counts[k]; n++, i++) expect(Math.abs(x[i] - value)).to.be.at.most(width / 2);
          });
        },
      ),
      { numRuns: 1000, seed: SEED },
    );
  });

  it('merges with itself, in any tree, to the same state bit for bit', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.array(
            fc.oneof(fc.float({ min: -8, max: 8, noNaN: true }), fc.float({ noNaN: true, noDefaultInfinity: true })),
            { maxLength: 9 },
          ),
          {
            minLength: 1,
            maxLength: 6,
          },
        ),
        parts => {
          const part = (x: readonly number[]) => {
            const histogram = gridHistogram({ cells: 32 });
            histogram.push(frame(Float32Array.from(x)));
            return histogram;
          };
          const left = parts.map(part).reduce((a, b) => (a.merge(b), a));
          const right = parts.map(part).reduceRight((a, b) => (a.merge(b), a));
          const whole = part(parts.flat());
          expect(left.save()).to.deep.equal(whole.save());
          expect(right.save()).to.deep.equal(whole.save());
          left.merge(left);
          whole.merge(part(parts.flat()));
          expect(left.save()).to.deep.equal(whole.save());
        },
      ),
      { numRuns: 1000, seed: SEED + 1 },
    );
  });

  it('refuses NaN and infinities and says where', () => {
    for (const x of [NaN, Infinity, -Infinity]) {
      const f = frame(Float32Array.of(1, 2, 3, x), { channels: 2, start: 10 });
      expect(() => gridHistogram().push(f)).to.throw(
        DataError,
        new RegExp(`^gridHistogram: channel ch1 is ${x} at sample 11`),
      );
    }
  });

  it('merges only with its like', () => {
    expect(() => gridHistogram({ cells: 16 }).merge(gridHistogram({ cells: 32 }))).to.throw(
      OptionTypeError,
      /of 16 cells$/,
    );
    expect(() => gridHistogram().merge({} as never)).to.throw(OptionTypeError);
  });

  it('refuses damaged states, and those of other cells, and stays as it was', () => {
    const histogram = gridHistogram({ cells: 16 });
    histogram.push(frame(Float32Array.of(3, 5, 5)));
    const before = histogram.value();
    expect(before).to.deep.equal({ values: [3, 5], counts: [1, 2] });
    const good = histogram.save() as { sketch: object };
    const hostile = [
      { ...good, who: 'nobody' },
      { ...good, version: 1 },
      { ...good, sketch: null },
      { ...good, sketch: { ...good.sketch, cells: 32 } },
      { ...good, sketch: { ...good.sketch, channels: [{}] } },
      { ...good, sketch: { ...good.sketch, channels: 'many' } },
    ];
    for (const wrong of hostile) {
      expect(() => histogram.restore(wrong), JSON.stringify(wrong)).to.throw(FormatError);
      expect(histogram.value()).to.deep.equal(before);
    }
  });

  it('refuses wrong options at the call', () => {
    for (const cells of [8, 17, 100, 32768, 64.5])
      expect(() => gridHistogram({ cells })).to.throw(OptionRangeError, /^gridHistogram: cells must be/);
  });

  accumulatorLaws('gridHistogram', { make: () => gridHistogram({ cells: 16 }) });
});
