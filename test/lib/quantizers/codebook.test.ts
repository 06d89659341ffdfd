import { expect } from 'chai';
import fc from 'fast-check';
import { decodeFrame, granularInterval } from '../../../lib/decode.js';
import { DataError, OptionRangeError, OptionTypeError } from '../../../lib/errors.js';
import { frame } from '../../../lib/frame.js';
import { checkParams } from '../../../lib/checkParams.js';
import { codebook, encodeFrame, quantizeStage } from '../../../lib/quantizers/index.js';
import { range } from '../../../lib/range.js';
import { trackRangeStage } from '../../../lib/ranges/index.js';
import { fuse } from '../../../lib/stage.js';
import { stageLaws } from '../../laws.js';

const SEED = 20240703;
const ANY = range(-1, 1);

/** Codes of plain samples, levels as they stand. */
function codes(levels: readonly number[], x: readonly number[]): number[] {
  const quantizer = codebook({ levels });
  return Array.from(encodeFrame(quantizer, frame(Float32Array.from(x)), quantizer.design(ANY)).data);
}

const level = fc.oneof(
  fc.float({ min: -8, max: 8, noNaN: true }),
  fc.float({ min: -(2 ** 60), max: 2 ** 60, noNaN: true }),
  fc.integer({ min: -4, max: 4 }),
);
const levelSets = fc.array(level, { minLength: 1, maxLength: 70 });

describe('codebook', () => {
  it('takes the nearest level, whatever the order of the levels', () => {
    expect(codes([10, -1, 3], [9, 7, 6, 1.5, 0.5, -7])).to.deep.equal([0, 0, 2, 2, 1, 1]);
  });

  it('gives a tie to the level nearer to 0, the one between -a and a to a', () => {
    expect(codes([-3, -1, 1, 3], [-2, 0, -0, 2])).to.deep.equal([1, 2, 2, 2]);
    expect(codes([1, 3, 5], [2, 4])).to.deep.equal([0, 1]);
    expect(codes([-5, -3, -1], [-4, -2])).to.deep.equal([1, 2]);
  });

  it('uses the lowest code of equal levels', () => {
    expect(codes([2, 0, 2, -0, 0], [2, 0, 5, -1])).to.deep.equal([0, 1, 0, 1]);
  });

  it('leaves levels as they stand, or brings the range to the load', () => {
    const levels = [-1, 0, 1];
    expect(codebook({ levels }).design(range(-100, 3)).scale).to.deep.equal([1]);
    expect(codebook({ levels, load: 4 }).design(range(-100, 3)).scale).to.deep.equal([25]);
    const channel = codebook({ levels, load: 4, axis: 'channel' });
    expect(channel.design(range([-100, -2, 0], [3, 8, 0])).scale).to.deep.equal([25, 2, 1]);
    const q = encodeFrame(
      channel,
      frame(Float32Array.of(20, -5, 2, 0.9), { channels: 2 }),
      channel.design(range([0, 0], [100, 8])),
    );
    expect(Array.from(q.data)).to.deep.equal([2, 1, 2, 1]);
    expect(Array.from(decodeFrame(q).data)).to.deep.equal([25, 0, 2, 0]);
  });

  it('has scales that are normal, finite float32 numbers', () => {
    const scale = (load: number, peak: number) => codebook({ levels: [1], load }).design(range(0, peak)).scale[0];
    expect(scale(3, 1)).to.equal(Math.fround(1 / 3));
    expect([scale(1e30, 1e-30), scale(1e-30, 1e30)]).to.deep.equal([2 ** -126, (2 - 2 ** -23) * 2 ** 127]);
  });

  it('codes with the levels of the parameters it is given, such as restored ones', () => {
    const given = checkParams('test', JSON.parse(JSON.stringify(codebook({ levels: [0, 10] }).design(ANY))), 1);
    if (given.kind !== 'codebook') throw new Error('not a codebook');
    const q = encodeFrame(codebook({ levels: [5] }), frame(Float32Array.of(4, 6)), given);
    expect(Array.from(q.data)).to.deep.equal([0, 1]);
  });

  it('counts bits for its codes: 1 for up to 2 levels, 16 for 65536', () => {
    const bits = (n: number) => codebook({ levels: new Float64Array(n).map((_, k) => k) }).design(ANY).bits;
    expect([1, 2, 3, 4, 5, 16, 17, 256, 257, 65536].map(bits)).to.deep.equal([1, 1, 2, 2, 3, 4, 5, 8, 9, 16]);
  });

  it('clips and counts beyond half the outermost step, infinities too, as granularInterval has it', () => {
    const quantizer = codebook({ levels: [0, 1, 3] });
    const params = quantizer.design(ANY);
    const x = Float32Array.of(-0.5, -0.51, 4, 4.01, Infinity, -Infinity);
    const q = encodeFrame(quantizer, frame(x), params);
    expect(granularInterval(params)).to.deep.equal([-0.5, 4]);
    expect([q.clipped, ...q.data]).to.deep.equal([4, 0, 0, 2, 2, 2, 0]);
  });

  it('makes NaN an error that says where', () => {
    const two = () =>
      encodeFrame(
        codebook({ levels: [0] }),
        frame(Float32Array.of(0, 1, 2, NaN), { channels: 2 }),
        codebook({ levels: [0] }).design(ANY),
      );
    expect(two).to.throw(DataError, /^codebook: channel ch1 is NaN at sample 1/);
  });

  it('refuses wrong options at the call', () => {
    expect(() => codebook({ levels: [] })).to.throw(
      OptionRangeError,
      /^codebook: levels must be 1 to 65536 numbers, got 0$/,
    );
    expect(() => codebook({ levels: [0, NaN] })).to.throw(
      OptionRangeError,
      /^codebook: levels\[1\] must be a finite number, got NaN$/,
    );
    expect(() => codebook({ levels: ['1'] as never })).to.throw(OptionTypeError, /levels\[0\] must be a number/);
    expect(() => codebook({ levels: 3 as never })).to.throw(OptionTypeError, /levels must be an array/);
    expect(() => codebook({ levels: { length: 2 ** 40 } })).to.throw(OptionTypeError, /levels must be an array/);
    expect(() => codebook({ levels: [0], load: 0 })).to.throw(OptionRangeError, /load/);
    expect(() => codebook({ levels: [0], axis: 'row' as never })).to.throw(OptionRangeError, /axis/);
  });

  it('does not see later changes of the list it was given', () => {
    const levels = [0, 1];
    const quantizer = codebook({ levels });
    levels[1] = 100;
    expect(quantizer.design(ANY).levels).to.deep.equal([0, 1]);
  });
});

describe('codebook: laws', () => {
  it('errs no more than any other level would', () => {
    fc.assert(
      fc.property(levelSets, fc.array(level, { minLength: 1, maxLength: 20 }), (levels, x) => {
        const found = codes(levels, x).map(code => levels[code]);
        for (let i = 0; i < x.length; i++) {
          const error = Math.abs(x[i] - found[i]);
          for (const other of levels) {
            const distance = Math.abs(x[i] - other);
            // the midpoint is rounded to a double, so distances within its rounding count as equal
            const rounding = 2 ** -52 * (Math.abs(other) + Math.abs(found[i]));
            expect(error).to.be.at.most(distance + rounding);
          }
        }
      }),
      { numRuns: 1500, seed: SEED },
    );
  });

  it('encodes every level to a code of that level, under any scale', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: -(2 ** 22), max: 2 ** 22 }), { minLength: 1, maxLength: 300 }),
        fc.float({ min: Math.fround(1e-6), max: Math.fround(1e6), noNaN: true }),
        (levels, peak) => {
          // distinct multiples of 2^-22 of the peak stay apart in float32 after scaling
          const quantizer = codebook({ levels, load: 2 ** 22 });
          const params = quantizer.design(range(-peak, peak));
          const all = frame(Float32Array.from(levels, l => params.scale[0] * l));
          expect(Array.from(encodeFrame(quantizer, all, params).data)).to.deep.equal(levels.map((_, k) => k));
        },
      ),
      { numRuns: 1000, seed: SEED + 1 },
    );
  });

  it('is monotone and saturates', () => {
    fc.assert(
      fc.property(levelSets, fc.array(level, { minLength: 2, maxLength: 20 }), (levels, x) => {
        const y = codes(levels, [-Infinity, ...x.sort((a, b) => a - b), Infinity]).map(code => levels[code]);
        for (let i = 1; i < y.length; i++) expect(y[i]).to.be.at.least(y[i - 1]);
        expect([y[0], y[y.length - 1]]).to.deep.equal([Math.min(...levels) + 0, Math.max(...levels) + 0]);
      }),
      { numRuns: 1500, seed: SEED + 2 },
    );
  });

  it('is odd for a set of levels that is, but for the tie at 0', () => {
    fc.assert(
      fc.property(levelSets, fc.array(level, { minLength: 1, maxLength: 20 }), (positive, x) => {
        const levels = [...positive, ...positive.map(l => -l)];
        const y = codes(levels, [...x, ...x.map(v => -v)]).map(code => levels[code]);
        x.forEach((v, i) => v !== 0 && expect(y[i] + y[x.length + i]).to.equal(0));
      }),
      { numRuns: 1500, seed: SEED + 3 },
    );
  });

  stageLaws('quantizeStage with a live range and codebook', {
    make: () =>
      fuse(
        trackRangeStage({ every: 8 }),
        quantizeStage({ quantizer: codebook({ levels: [-1, 0, 0.3, 1], load: 1, axis: 'channel' }) }),
      ),
  });
});
