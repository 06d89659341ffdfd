import { expect } from 'chai';
import { predictSqnr } from '../../../lib/meters/index.js';
import { decodeFrame } from '../../../lib/decode.js';
import type { Frame } from '../../../lib/frame.js';
import { comparisonOf, sqnrMeter } from '../../../lib/meters/index.js';
import { frame } from '../../../lib/frame.js';
import {
  affine,
  affineParams,
  aLaw,
  codebook,
  dithered,
  encodeFrame,
  midRise,
  muLaw,
  powerOfTwo,
  type Quantizer,
  symmetric,
} from '../../../lib/quantizers/index.js';
import { random } from '../../../lib/random.js';
import { run } from '../../../lib/stage.js';
import { pointsOf, sketch } from '../../../lib/statistics/index.js';
import { recordings } from '../../recordings.js';

/** The density of a Laplacian of variance 1 on cells of 1/64, to 40 sigma. */
function laplacianPoints() {
  const width = 1 / 64;
  const values = Array.from({ length: 80 * 64 }, (_, k) => -40 + (k + 0.5) * width);
  const mass = (a: number, b: number) => (Math.exp(-Math.SQRT2 * a) - Math.exp(-Math.SQRT2 * b)) / 2; // 0 <= a < b
  const counts = values.map(x => mass(Math.abs(x) - width / 2, Math.abs(x) + width / 2));
  return { values, counts, width };
}

/** What a sketch knows of a frame. */
function sketched(f: Frame) {
  const all = sketch();
  all.push(f);
  const [h] = all.value();
  return pointsOf(h);
}

describe('predictSqnr', () => {
  it('gives 6.02 b + 1.76 dB for a full-scale sine and steps of 2 / 2^b', () => {
    for (const bits of [4, 8, 12]) {
      const sine = { power: 0.5, meanAbs: 2 / Math.PI };
      expect(predictSqnr(affineParams({ scale: 2 / 2 ** bits, bits }), sine)).to.be.closeTo(
        6.0206 * bits + 1.7609,
        1e-3,
      );
    }
  });

  it("agrees with the closed mu-law formula for Laplacian signals, up to its step count of 2^b against the quantizer's 2^b - 2", () => {
    // SQNR = 6.0206 b + 4.7712 - 20 log10(ln(1 + mu)) - 10 log10(1 + (r/mu)^2 + sqrt(2) r/mu), step 2 / 2^b
    const closed = (r: number) =>
      6.0206 * 8 +
      4.7712 -
      20 * Math.log10(Math.log(256)) -
      10 * Math.log10(1 + (r / 255) ** 2 + (Math.SQRT2 * r) / 255);
    for (const r of [8, 32, 100, 1000]) {
      const params = muLaw({ bits: 8 }).design({ min: [-r], max: [r] });
      const laplacian = { power: 1, meanAbs: Math.SQRT1_2 };
      expect(predictSqnr(params, laplacian)).to.be.closeTo(closed(r) - 20 * Math.log10(128 / 127), 1e-3);
    }
  });

  it('does not guess where the whole density would be needed', () => {
    const params = { kind: 'codebook', bits: 1, qmin: 0, qmax: 1, levels: [-1, 1], scale: [1] } as const;
    expect(predictSqnr(params, { power: 1, meanAbs: 1 })).to.equal(undefined);
  });

  it('predicts a Gaussian with overload from its distribution: the table of docs/quantization.md, section 3', () => {
    // 8 bits on [-L sigma, L sigma): 33.27 and 40.55 and 38.96 dB at L = 3, 4, 5, overload included
    const width = 1 / 128;
    const values = Array.from({ length: 16 * 128 }, (_, k) => -8 + (k + 0.5) * width);
    const points = { values, counts: values.map(x => Math.exp((-x * x) / 2)), width };
    for (const [load, sqnr] of [
      [3, 33.27],
      [4, 40.55],
      [5, 38.96],
    ] as const) {
      // thresholds of a mid-rise quantizer end at load; its outermost level is half a step inside
      const params = {
        kind: 'affine',
        bits: 8,
        qmin: -128,
        qmax: 127,
        scale: [load / 128],
        zeroPoint: [-0.5],
      } as const;
      expect(predictSqnr(params, points)).to.be.closeTo(sqnr, 0.03); // a cell at the threshold is in or out as a whole
    }
  });

  it('predicts mu-law from a distribution as the closed formula does from two moments', () => {
    const points = laplacianPoints();
    const params = muLaw({ bits: 8 }).design({ min: [-100], max: [100] }); // beyond the density: no overload
    const closed = predictSqnr(params, { power: 1, meanAbs: Math.SQRT1_2 });
    expect(predictSqnr(params, points)).to.be.closeTo(closed ?? NaN, 0.01);
  });

  it('predicts what a sketch saw of mu-law, A-law, uniform steps and a codebook within 0.1 dB of what is measured', () => {
    const generator = random(21);
    const f = frame(Float32Array.from({ length: 200_000 }, () => generator.normal()));
    const points = sketched(f);
    const range = { min: [-5], max: [5] };
    // standard error of a measured SQNR over 200 000 samples: below 10 log10(1 + 1 / sqrt(200 000)) * sqrt(2 + 2) = 0.02 dB
    for (const quantizer of [
      muLaw({ bits: 8 }),
      aLaw({ bits: 8 }),
      affine({ bits: 8 }),
      codebook({ levels: [-1.5, -0.4, 0.1, 0.7, 2] }),
    ]) {
      const params = quantizer.design(range);
      const meter = sqnrMeter();
      meter.push(comparisonOf(encodeFrame(quantizer as typeof quantizer & { encode: never }, f, params)));
      expect(predictSqnr(params, points), quantizer.name).to.be.closeTo(meter.value().total.sqnr, 0.1);
    }
  });

  it('assigns codebooks exactly: four Lloyd-Max levels of a Gaussian leave 0.117482 (9.300 dB)', () => {
    const width = 1 / 256;
    const values = Array.from({ length: 16 * 256 }, (_, k) => -8 + (k + 0.5) * width);
    const points = { values, counts: values.map(x => Math.exp((-x * x) / 2)), width };
    const levels = [-1.510418, -0.45278, 0.45278, 1.510418];
    const params = codebook({ levels }).design({ min: [-1], max: [1] });
    expect(predictSqnr(params, points)).to.be.closeTo(9.3, 5e-4);
  });

  it('takes levels in any order, and points without width', () => {
    const params = { kind: 'codebook', bits: 2, qmin: 0, qmax: 2, levels: [4, 0, 0], scale: [1] } as const;
    // 1 -> 0, 3 -> 4: error 1 each; the samples are 1 from their mean, 2
    expect(predictSqnr(params, { values: [1, 3], counts: [1, 1] })).to.be.closeTo(0, 1e-12);
  });

  it('refuses what is no distribution', () => {
    const params = affineParams({ scale: 1 });
    for (const points of [
      { values: [], counts: [] },
      { values: [1], counts: [1, 2] },
      { values: [NaN], counts: [1] },
      { values: [1], counts: [-1] },
      { values: [1], counts: [0] },
      { values: [1], counts: [1], width: -1 },
      { values: [1], counts: [1], width: [1, 1] },
    ]) {
      expect(() => predictSqnr(params, points)).to.throw(RangeError, 'points');
    }
  });

  it('is about the mean: an offset in signal and range changes nothing, a moment of it is told apart', () => {
    const params = affineParams({ scale: 2 ** -5, zeroPoint: -128 });
    const far = affineParams({ scale: 2 ** -5, zeroPoint: -128 - 2 ** 15 });
    const points = { values: [0.3, 1.7, 2.2], counts: [3, 1, 2], width: 0.25 };
    const moved = { ...points, values: points.values.map(x => x + 2 ** 10) };
    expect(predictSqnr(far, moved)).to.be.closeTo(predictSqnr(params, points) ?? NaN, 1e-9);
    // variance 2 beside an offset of 100, steps of 1: 10 log10(2 * 12)
    const moments = { power: 10_002, meanAbs: 100, variance: 2 };
    expect(predictSqnr(affineParams({ scale: 1 }), moments)).to.be.closeTo(10 * Math.log10(24), 1e-12);
  });

  it('foretells a signal that rests most of the time, where step^2 / 12 is 13 dB off', () => {
    const generator = random(5);
    const beat = (i: number) => Math.exp(-((((i % 500) - 250) / 6) ** 2));
    const f = frame(Float32Array.from({ length: 50_000 }, (_, i) => beat(i) + 0.002 * generator.normal()));
    const range = { min: [Math.min(...f.data)], max: [Math.max(...f.data)] };
    const quantizers = [2, 4, 6].flatMap(bits => [affine({ bits }), affine({ bits, zero: 'free' }), midRise({ bits })]);
    for (const quantizer of quantizers) {
      const params = quantizer.design(range);
      const measured = measure(f.data, decodeFrame(encodeFrame(quantizer, f, params)).data);
      expect(predictSqnr(params, sketched(f)), `${quantizer.name} ${params.bits}`).to.be.closeTo(measured, 0.1);
    }
  });
});

/** 10 log10(variance / mean squared error), in two passes. */
function measure(x: Float32Array, y: Float32Array): number {
  let [mean, variance, noise] = [0, 0, 0];
  for (const v of x) mean += v / x.length;
  for (let i = 0; i < x.length; i++) {
    variance += (x[i] - mean) ** 2;
    noise += (x[i] - y[i]) ** 2;
  }
  return 10 * Math.log10(variance / noise);
}

describe('predictSqnr on recordings', () => {
  const rules: Readonly<Record<string, (bits: number) => Quantizer>> = {
    affine: bits => affine({ bits }),
    'affine, free zero': bits => affine({ bits, zero: 'free' }),
    symmetric: bits => symmetric({ bits }),
    midRise: bits => midRise({ bits }),
    'midRise, range': bits => midRise({ bits, span: 'range' }),
    powerOfTwo: bits => powerOfTwo({ bits }),
    muLaw: bits => muLaw({ bits }),
    aLaw: bits => aLaw({ bits }),
  };
  const all = recordings();
  before(function () {
    if (all.length === 0) this.skip();
  });

  it('foretells what is measured within 0.5 dB: every recording, every rule, 2 to 12 bits', function () {
    this.timeout(120_000);
    const wrong: string[] = [];
    for (const { name, samples } of all) {
      const f = frame(samples);
      const accumulator = sketch();
      accumulator.push(f);
      const [h] = accumulator.value();
      if (h.min === h.max) continue; // a constant has no variation to measure
      const points = pointsOf(h);
      for (const [rule, make] of Object.entries(rules)) {
        for (const bits of [2, 3, 4, 6, 8, 10, 12]) {
          const quantizer = make(bits);
          const params = quantizer.design({ min: [h.min], max: [h.max] });
          const measured = measure(samples, decodeFrame(encodeFrame(quantizer, f, params)).data);
          const predicted = predictSqnr(params, points) ?? NaN;
          if (measured === predicted || Math.abs(measured - predicted) <= 0.5) continue; // both Infinity: exact
          wrong.push(`${name}, ${rule} ${bits}: ${measured} measured, ${predicted} predicted`);
        }
      }
    }
    expect(all.length).to.be.above(400);
    expect(wrong).to.deep.equal([]);
  });

  it('foretells subtractive dither and plain tpdf within 0.6 dB', function () {
    this.timeout(120_000);
    // a mean of at least 500 squares of errors, deviation of the square up to 1.3 times its mean: four of them are 0.9 dB at 500
    const wrong: string[] = [];
    for (const { name, samples } of all) {
      const f = frame(samples);
      const range = [Math.min(...samples), Math.max(...samples)] as const;
      if (range[0] === range[1] || samples.length < 2000) continue;
      const accumulator = sketch();
      accumulator.push(f);
      const points = pointsOf(accumulator.value()[0]);
      for (const bits of [2, 5, 10]) {
        for (const subtractive of [true, false]) {
          const quantizer = affine({ bits, zero: 'free' });
          const [codes] = run(dithered({ quantizer, subtractive, seed: 3, range }).encoder(), [f]);
          const measured = measure(samples, decodeFrame(codes).data);
          const predicted = predictSqnr(codes.params, points, 0, subtractive ? {} : { dither: 'tpdf' }) ?? NaN;
          if (Math.abs(measured - predicted) > 0.6) wrong.push(`${name}, ${bits} bits: ${measured}, ${predicted}`);
        }
      }
    }
    expect(wrong).to.deep.equal([]);
  });
});
