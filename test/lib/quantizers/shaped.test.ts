import { expect } from 'chai';
import fc from 'fast-check';
import FFT from 'fft.js';
import { decodeFrame } from '../../../lib/decode.js';
import { DataError, OptionRangeError, OptionTypeError } from '../../../lib/errors.js';
import { frame, streamInfo } from '../../../lib/frame.js';
import {
  affine,
  midRise,
  muLaw,
  noiseFilters,
  type NoiseFilter,
  quantizeStage,
  shaped,
  type ShapedOptions,
  symmetric,
} from '../../../lib/quantizers/index.js';
import { random } from '../../../lib/random.js';
import { trackRangeStage } from '../../../lib/ranges/index.js';
import { fuse, run } from '../../../lib/stage.js';
import { stageLaws } from '../../laws.js';
import { coded, codesIn, decodedIn } from './coded.js';

const UNIT = [-127, 127] as const; // step 1 under symmetric of 8 bits
const SEED = 4;
const quantizer = symmetric();

const source = random(12);
const loud = Float32Array.from({ length: 2 ** 19 }, () => 15 * source.normal());

/** Error samples of a loud Gaussian signal, in steps. */
function errorsOf(options: Partial<ShapedOptions>, n: number): Float64Array {
  const x = loud.subarray(0, n);
  const [f] = coded(shaped({ quantizer, range: UNIT, ...options }), x);
  expect(f.clipped).to.equal(0);
  const e = new Float64Array(n);
  decodeFrame(f).data.forEach((y, i) => (e[i] = y - x[i]));
  return e;
}

const ntf = (filter: readonly number[], f: number) => {
  let [re, im] = [1, 0];
  filter.forEach((c, k) => {
    re -= c * Math.cos(2 * Math.PI * f * (k + 1));
    im += c * Math.sin(2 * Math.PI * f * (k + 1));
  });
  return re * re + im * im;
};

describe('shaped', () => {
  it('feeds errors back by hand', () => {
    // v = x - e: 0.4 -> 0, e -0.4; 0.8 -> 1, e 0.2; 0.2 -> 0, e -0.2; 0.6 -> 1, e 0.4; 0 -> 0
    const frames = coded(shaped({ quantizer, range: UNIT }), [0.4, 0.4, 0.4, 0.4, 0.4, 0.4]);
    expect(codesIn(frames)).to.deep.equal([0, 1, 0, 1, 0, 0]);
    // filter [0, 1]: even and odd samples are two loops
    const apart = coded(shaped({ quantizer, range: UNIT, filter: [0, 1] }), [0.4, 0.4, 0.4, 0.4, 0.4, 0.4]);
    expect(codesIn(apart)).to.deep.equal([0, 0, 1, 1, 0, 0]);
  });

  it('keeps the running sum of the error within half a step under the first order, for any signal', () => {
    fc.assert(
      fc.property(fc.array(fc.float({ min: -100, max: 100, noNaN: true })), list => {
        const x = Float32Array.from(list);
        let sum = 0;
        decodedIn(coded(shaped({ quantizer, range: UNIT }), x)).forEach((y, i) => {
          sum += y - x[i];
          expect(Math.abs(sum)).to.be.at.most(0.5 + 1e-9); // sums of float32 below 100 and of errors in doubles
        });
      }),
      { seed: 20_240_607, numRuns: 1000 },
    );
  });

  it('raises the total noise power by the sum of squares of the noise response', () => {
    for (const [name, filter] of Object.entries(noiseFilters)) {
      const gain = 1 + filter.reduce((sum, c) => sum + c * c, 0);
      const n = 2 ** 19;
      const e = errorsOf({ filter: name as NoiseFilter, dither: 'tpdf', seed: SEED }, n);
      const power = e.reduce((sum, v) => sum + v * v, 0) / n;
      // white error of 3 steps^2 / 12 in the loop. Squares of the filtered error correlate over the filter's length:
      // variance at most 2 gain^2 (2 taps + 1) / n; 5 standard errors
      const tolerance = 5 * Math.sqrt((2 * (2 * filter.length + 1)) / n);
      expect(power / (0.25 * gain), name).to.be.closeTo(1, tolerance);
    }
  });

  it('gives the noise the spectrum |1 - sum of c_k z^-k|^2, band by band', () => {
    const [size, segments, bands] = [1024, 512, 32];
    const fft = new FFT(size);
    const window = Float64Array.from({ length: size }, (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / size));
    const segment = new Float64Array(size);
    const energy = window.reduce((sum, w) => sum + w * w, 0);
    for (const filter of [...Object.keys(noiseFilters), [0.5], [0, 0.9]] as (NoiseFilter | number[])[]) {
      const e = errorsOf({ filter, dither: 'tpdf', seed: SEED }, size * segments);
      const spectrum = new Float64Array(size / 2);
      const out = fft.createComplexArray();
      for (let s = 0; s < segments; s++) {
        for (let i = 0; i < size; i++) segment[i] = window[i] * e[s * size + i];
        fft.realTransform(out, segment);
        for (let k = 0; k < size / 2; k++) spectrum[k] += (out[2 * k] ** 2 + out[2 * k + 1] ** 2) / energy / segments;
      }
      const coefficients = typeof filter === 'string' ? noiseFilters[filter] : filter;
      // the Hann window spreads a line over its neighbours by weights 1/6, 2/3, 1/6 of power
      const wanted = (k: number) =>
        0.25 *
        ((ntf(coefficients, (k - 1) / size) + ntf(coefficients, (k + 1) / size)) / 6 +
          (2 * ntf(coefficients, k / size)) / 3);
      const width = size / 2 / bands;
      for (let b = 0; b < bands; b++) {
        let [got, theory] = [0, 0];
        for (let k = Math.max(b * width, 2); k < (b + 1) * width; k++) {
          got += spectrum[k];
          theory += wanted(k);
        }
        // 16 bins, of which windows make about 8 independent, by 512 segments: standard error 1 / 64; 5 of them
        expect(got / theory, `${String(filter)}, band ${b}`).to.be.closeTo(1, 5 / 64);
      }
    }
  });

  it('moves the noise out of the lower band by what the theory says', () => {
    const low = (e: Float64Array) => {
      let [sum, power] = [0, 0]; // of means of 128
      for (let i = 0; i < e.length; i++) {
        sum += e[i] - (i >= 128 ? e[i - 128] : 0);
        power += (sum / 128) ** 2;
      }
      return power / e.length;
    };
    const n = 2 ** 17;
    const white = low(errorsOf({ filter: [0], dither: 'tpdf', seed: SEED }, n));
    const first = low(errorsOf({ filter: 'firstOrder', dither: 'tpdf', seed: SEED }, n));
    // mean of 128 white errors: variance v / 128; of first differences: (e_0 - e_128) / 128, variance 2 v / 128^2
    expect(10 * Math.log10(white / first)).to.be.closeTo(10 * Math.log10(64), 1); // 1024 independent means: 5 x 0.19 dB
  });

  it('recovers at once after the codes have saturated', () => {
    const x = new Float32Array(400).fill(0.3);
    x.fill(500, 100, 200);
    const frames = coded(shaped({ quantizer, range: UNIT, filter: 'secondOrder' }), x);
    expect(frames[0].clipped).to.be.at.least(100);
    const y = decodedIn(frames);
    // 2 steps of error, by the filter's 2 and -1: at most 6 steps off, for two samples, then 1.5 steps of its own
    y.slice(200).forEach((v, i) => expect(Math.abs(v - 0.3)).to.be.at.most(i < 2 ? 6.5 : 2.01));
  });

  it('stays silent in silence without dither, and is steady for infinities', () => {
    expect(codesIn(coded(shaped({ quantizer, range: UNIT }), new Float32Array(20)))).to.deep.equal(
      new Array(20).fill(0),
    );
    const [f] = coded(shaped({ quantizer, range: UNIT, filter: 'improvedE9' }), [Infinity, -Infinity, 0, 0]);
    expect(Array.from(f.data.subarray(0, 2))).to.deep.equal([127, -127]);
    expect(f.clipped).to.equal(2);
  });

  it('keeps the errors of each channel apart', () => {
    const [a, b] = [loud.subarray(0, 50), loud.subarray(50, 100)];
    const loop = shaped({ quantizer, range: UNIT, filter: 'improvedE5' });
    const both = coded(loop, [...a, ...b], { channels: 2 });
    expect(codesIn(both, 0)).to.deep.equal(codesIn(coded(loop, a)));
    expect(codesIn(both, 1)).to.deep.equal(codesIn(coded(loop, b)));
  });

  it('works on mid-rise and offset grids: the running error still stays within half a step', () => {
    for (const [grid, range, centre] of [
      [midRise(), [-128, 128], 0],
      [affine({ zero: 'free' }), [1000, 1255], 1128],
      [affine({ signed: false }), [0, 255], 128],
    ] as const) {
      const x = Float32Array.from({ length: 200 }, (_, i) => centre + 100 * Math.sin(i / 7));
      const frames = coded(shaped({ quantizer: grid, range }), x);
      const y = decodedIn(frames);
      let sum = 0;
      y.forEach((v, i) => expect(Math.abs((sum += v - x[i]))).to.be.at.most(0.5 + 1e-9));
      expect(y.every(v => (v - centre + (grid.name === 'midRise' ? 0.5 : 0)) % 1 === 0)).to.be.true;
      expect(frames[0].clipped).to.equal(0);
    }
  });

  it('refuses NaN, frames out of order and other channels', () => {
    const stage = () => quantizeStage({ quantizer: shaped({ quantizer, range: UNIT }) });
    const f = (list: number[], start: number, channels = 1) => frame(Float32Array.from(list), { start, channels });
    expect(() => [...run(stage(), [f([0, NaN], 4)])]).to.throw(DataError, 'shaped: channel ch0 is NaN at sample 5');
    expect(() => [...run(stage(), [f([0, 0], 4), f([0], 5)])]).to.throw(
      DataError,
      'shaped: frames must follow each other',
    );
    expect(() => [...run(stage(), [f([0], 4), f([0, 0], 5, 2)])]).to.throw(
      DataError,
      'number of channels must not change',
    );
    expect(() => coded(shaped({ quantizer }), [0])).to.throw(DataError, 'shaped: frame at sample 0 carries no range');
  });

  it('refuses a named filter at another rate than it is made for, and takes its coefficients', () => {
    const at = (filter: NoiseFilter | readonly number[], sampleRate?: number) => () => {
      const info = streamInfo({ channels: 1, sampleRate });
      return [...run(shaped({ quantizer, range: UNIT, filter }).encoder(), [frame(new Float32Array(4), { info })])];
    };
    expect(at('optimalF9', 8000)).to.throw(DataError, 'filter optimalF9 is made for 44100 Hz, the stream has 8000 Hz');
    for (const rate of [44_100, 48_000, undefined]) expect(at('optimalF9', rate)).not.to.throw();
    expect(at('secondOrder', 8000)).not.to.throw();
    expect(at(noiseFilters.optimalF9, 8000)).not.to.throw();
  });

  it('refuses wrong options at the call', () => {
    const make = (options: object) => () => shaped({ quantizer, ...options });
    expect(make({ filter: 'lipshitz' })).to.throw(OptionRangeError, 'shaped: filter must be one of firstOrder');
    expect(make({ filter: [] })).to.throw(OptionRangeError, 'filter must have 1 to 32 coefficients, got 0');
    expect(make({ filter: [1, NaN] })).to.throw(OptionRangeError, 'filter[1] must be in [-1024, 1024], got NaN');
    expect(make({ filter: 1 })).to.throw(OptionTypeError, 'filter must be a name or a list');
    expect(make({ dither: 'tpdf' })).to.throw(OptionTypeError, 'shaped: seed must be a number, got undefined');
    expect(make({ dither: 'blue' })).to.throw(OptionRangeError, 'dither must be one of none, rpdf');
    expect(make({ quantizer: muLaw() })).to.throw(OptionTypeError, 'must have equal steps');
    for (const bad of [
      affine({ rounding: 'floor' }),
      symmetric({ overflow: 'wrap' }),
      symmetric({ overflow: 'saturateZero' }),
    ]) {
      expect(make({ quantizer: bad })).to.throw(OptionRangeError, 'must round to the nearest level and saturate');
    }
  });

  it('refuses a damaged state', () => {
    const stage = () => quantizeStage({ quantizer: shaped({ quantizer, range: UNIT }) });
    const used = stage();
    used.process(frame(Float32Array.of(0.4, 1)), () => {});
    const saved = used.save() as Record<string, unknown>;
    for (const damage of [
      { errors: [1, 2] },
      { errors: ['NaN'] },
      { errors: 'x' },
      { end: 0.5 },
      { info: null },
      { info: {} },
    ]) {
      expect(() => stage().restore({ ...saved, ...damage }), JSON.stringify(damage)).to.throw(Error, 'shaped');
    }
  });

  stageLaws('shaped', {
    make: () =>
      quantizeStage({
        quantizer: shaped({ quantizer, filter: noiseFilters.improvedE5, dither: 'tpdf', seed: 2, range: [-9, 9] }),
      }),
  });
  stageLaws('shaped with a live range', {
    make: () =>
      fuse(
        trackRangeStage({ every: 8 }),
        quantizeStage({ quantizer: shaped({ quantizer: affine({ axis: 'channel' }), filter: 'secondOrder' }) }),
      ),
  });
});
