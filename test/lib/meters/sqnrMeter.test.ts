import { expect } from 'chai';
import { DataError } from '../../../lib/errors.js';
import { type Frame, frame, streamInfo } from '../../../lib/frame.js';
import { comparisonOf, sqnrMeter, type SqnrOptions } from '../../../lib/meters/index.js';
import { affine, affineParams, dithered, encodeFrame, symmetric } from '../../../lib/quantizers/index.js';
import { random } from '../../../lib/random.js';
import { run } from '../../../lib/stage.js';
import { accumulatorLaws } from '../../laws.js';
import { sqnrScale } from './sqnrScale.js';

const quantizer = affine({ bits: 8 });
const unitSteps = affineParams({ scale: 1, bits: 4 }); // codes and levels -8 ... 7
const compare = (f: Frame) => comparisonOf(encodeFrame(quantizer, f, unitSteps));

describe('sqnrMeter', () => {
  it('adds signal and error powers exactly, about the mean and with the offset', () => {
    const meter = sqnrMeter();
    meter.push(compare(frame(Float32Array.of(1.25, -2.25, 3, 0.5)))); // errors 0.25, -0.25, 0, 0.5 (half to even)
    const { channels, total } = meter.value();
    const power = (1.25 ** 2 + 2.25 ** 2 + 9 + 0.25) / 4;
    const mean = 2.5 / 4;
    const noise = (0.0625 + 0.0625 + 0.25) / 4;
    expect(channels[0]).to.deep.include({
      ...{ name: 'ch0', samples: 4, overloaded: 0, power, mean, variance: power - mean ** 2, granular: noise },
      ...{ overload: 0, bias: -0.5 / 4, errorVariance: noise - (0.5 / 4) ** 2, rmse: Math.sqrt(noise) },
      ...{ largestError: 0.5, step: 1, meanAbs: (1.25 + 2.25 + 3 + 0.5) / 4, offsetShare: mean ** 2 / power },
    });
    const { crest, prdn, sqnr, sqnrWithOffset } = channels[0];
    expect(crest).to.be.closeTo(2.875 / Math.sqrt(power - mean ** 2), 1e-14); // -2.25 lies farthest from the mean
    expect(prdn).to.be.closeTo(100 * Math.sqrt((4 * noise) / (1.25 ** 2 + 2.25 ** 2 + 9.25 - 4 * mean ** 2)), 1e-12);
    expect(sqnr).to.be.closeTo(10 * Math.log10((power - mean ** 2) / noise), 1e-12);
    expect(sqnrWithOffset).to.be.closeTo(10 * Math.log10(power / noise), 1e-12);
    expect(total).to.deep.include({ samples: 4, channels: 1, constant: 0 });
    expect(total.sqnr).to.be.closeTo(sqnr, 1e-12);
    expect(total.sqnrWithOffset).to.be.closeTo(sqnrWithOffset, 1e-12);
  });

  it('keeps overload apart from granular error: beyond half a step outside the codes', () => {
    const meter = sqnrMeter();
    meter.push(compare(frame(Float32Array.of(7.4, 9, -8.5, -10)))); // 9 -> 7, -10 -> -8 overload
    const [figures] = meter.value().channels;
    expect(figures.overloaded).to.equal(2);
    expect(figures.overload).to.equal((4 + 4) / 4);
    expect(figures.granular).to.be.closeTo((0.4 ** 2 + 0.25) / 4, 1e-6); // 7.4 as float32
    expect(figures.granularSqnr).to.be.greaterThan(figures.sqnr);
  });

  it('keeps every digit on an offset of 10^6 standard deviations, wherever the stream begins', () => {
    // x = 2^20 + k / 8 and errors of 1/64: float32 holds all of them, so the sums can be made exactly, in integers
    const generator = random(11);
    const k = Array.from({ length: 5000 }, (_, i) => (i === 0 ? 60 : Math.floor(17 * generator.uniform()) - 8));
    const x = Float32Array.from(k, n => 2 ** 20 + n / 8);
    const meter = sqnrMeter();
    meter.push({ reference: frame(x), test: frame(x.map((v, i) => v + (i % 2 === 0 ? 1 / 8 : -1 / 8))) });
    const [s1, s2] = [k.reduce((s, n) => s + n, 0), k.reduce((s, n) => s + n * n, 0)];
    const variance = (s2 - (s1 * s1) / 5000) / 5000 / 64;
    const [figures] = meter.value().channels;
    expect(figures.variance / variance).to.be.closeTo(1, 1e-13);
    expect(figures.mean).to.equal(2 ** 20 + s1 / 5000 / 8);
    expect(figures.sqnr).to.be.closeTo(10 * Math.log10(variance * 64), 1e-11);
    expect(figures.offsetShare).to.be.closeTo(1, 1e-10);
  });

  it('tells the bias of an error from its spread', () => {
    const meter = sqnrMeter();
    const x = Float32Array.of(1, 2, 3, 4);
    meter.push({ reference: frame(x), test: frame(x.map((v, i) => v + 2 + (i % 2 === 0 ? 0.5 : -0.5))) });
    const [{ bias, errorVariance, rmse }] = meter.value().channels;
    expect([bias, errorVariance, rmse]).to.deep.equal([2, 0.25, Math.sqrt(4.25)]);
  });

  it('has a total that is the mean of the ratios of noise to variance: units do not matter', () => {
    const pair = (unit: number) => ({
      reference: frame(Float32Array.of(100 * unit, -100 * unit, 1, -1), { channels: 2 }),
      test: frame(Float32Array.of(99 * unit, -99 * unit, 0.9, -0.9), { channels: 2 }),
    });
    for (const unit of [2 ** -20, 1, 1024]) {
      const meter = sqnrMeter();
      meter.push(pair(unit));
      const { channels, total } = meter.value();
      expect(channels[0].sqnr).to.be.closeTo(40, 1e-9);
      expect(channels[1].sqnr).to.be.closeTo(20, 1e-5); // 0.9 as float32
      expect(total.sqnr).to.be.closeTo(-10 * Math.log10((1e-4 + 1e-2) / 2), 1e-5);
    }
  });

  it('weighs channels as told, and adds powers of one unit where told to', () => {
    const pair = {
      reference: frame(Float32Array.of(100, -100, 1, -1), { channels: 2 }),
      test: frame(Float32Array.of(99, -99, 0, 0), { channels: 2 }),
    };
    const total = (options: SqnrOptions) => {
      const meter = sqnrMeter(options);
      meter.push(pair);
      return meter.value().total.sqnr;
    };
    expect(total({ weights: [3, 1] })).to.be.closeTo(-10 * Math.log10((3e-4 + 1) / 4), 1e-12);
    expect(total({ weights: [3, 0] })).to.be.closeTo(40, 1e-12);
    expect(total({ pooled: true })).to.be.closeTo(10 * Math.log10((2e4 + 2) / 4), 1e-12);
    const info = streamInfo({ channels: 2, units: ['g', 'V'] });
    const mixed = { reference: { ...pair.reference, info }, test: pair.test };
    expect(() => sqnrMeter({ pooled: true }).push(mixed)).to.throw(DataError, 'different units');
    expect(() => sqnrMeter({ weights: [1] }).push(mixed)).to.throw(DataError, 'weights must be one per channel');
    expect(() => sqnrMeter({ weights: [0, 0] })).to.throw(RangeError, 'weights');
    expect(() => sqnrMeter({ weights: [1, 1], pooled: true })).to.throw(TypeError, 'not both');
  });

  it('leaves channels that do not vary out of the total, and says how many', () => {
    const meter = sqnrMeter();
    meter.push({
      reference: frame(Float32Array.of(1, -1, 5, 5), { channels: 2 }),
      test: frame(Float32Array.of(0.5, -0.5, 4, 4), { channels: 2 }),
    });
    const { channels, total } = meter.value();
    expect(channels[1].sqnr).to.equal(-Infinity);
    expect(total).to.include({ channels: 1, constant: 1 });
    expect(total.sqnr).to.be.closeTo(10 * Math.log10(4), 1e-12);
    expect(total.sqnrWithOffset).to.be.closeTo(-10 * Math.log10((1 / 4 + 1 / 25) / 2), 1e-12);
  });

  it('measures sensor values: gains that move and centres change no figure', () => {
    const sensor = Float32Array.of(3, 5, 9, 13, 3, 5, 9, 13);
    const decoded = Float32Array.of(3.5, 5, 8.5, 13, 3, 5.5, 9, 12.5);
    const plain = sqnrMeter();
    plain.push({ reference: frame(sensor), test: frame(decoded) });
    const moved = sqnrMeter();
    [1, 4].forEach((gain, k) => {
      const part = (x: Float32Array) => ({
        ...frame(
          x.slice(4 * k, 4 * k + 4).map(v => (v - 2) * gain),
          { start: 4 * k },
        ),
        gains: [gain],
        centres: [2],
      });
      moved.push({ reference: part(sensor), test: part(decoded) });
    });
    expect(moved.value()).to.deep.equal(plain.value());
    const across = sqnrMeter(); // the original against what lies behind a gain and a centre
    const test = { ...frame(decoded.map(v => (v - 1) * 8)), gains: [8], centres: [1] };
    across.push({ reference: frame(sensor), test });
    expect(across.value()).to.deep.equal(plain.value());
  });

  it("finds overload in the sensor's unit: codes -8 to 7 behind a gain of 2 reach 3.75", () => {
    const meter = sqnrMeter();
    const f = { ...frame(Float32Array.of(7.4375, 7.75)), gains: [2] };
    meter.push({ reference: frame(Float32Array.of(3.71875, 3.875)), test: encodeFrame(quantizer, f, unitSteps) });
    expect(meter.value().channels[0]).to.include({ overloaded: 1, step: 0.5 });
  });

  it('counts samples it cannot compare', () => {
    const meter = sqnrMeter();
    const f = frame(Float32Array.of(1, NaN, Infinity, 2));
    meter.push({ reference: f, test: frame(Float32Array.of(1, 0, 0, 2)) });
    expect(meter.value().total).to.deep.include({ samples: 2, nonFinite: 2 });
    expect(meter.value().channels[0]).to.include({ granular: 0, rmse: 0 });
  });

  it('has no channels before it has seen a frame', () => {
    expect(sqnrMeter().value()).to.deep.include({ channels: [] });
  });

  it('refuses frames that do not cover the same samples', () => {
    const push = () =>
      sqnrMeter().push({ reference: frame(new Float32Array(2)), test: frame(new Float32Array(2), { start: 1 }) });
    expect(push).to.throw(Error, 'must cover the same samples');
  });

  it('refuses codes that have lost their reference', () => {
    const { reference, ...sent } = encodeFrame(quantizer, frame(Float32Array.of(1)), unitSteps);
    expect(reference).to.exist;
    expect(() => comparisonOf(sent)).to.throw(Error, 'does not carry the samples');
  });

  it('shows the 40 dB that a channel 100 times weaker loses in a shared encoding', () => {
    const generator = random(7);
    const length = 100_000;
    const data = Float32Array.from(
      { length: 2 * length },
      (_, i) => (2 * generator.uniform() - 1) * (i < length ? 100 : 1),
    );
    const f = frame(data, { channels: 2 });
    const weak = (axis: 'tensor' | 'channel') => {
      const q = symmetric({ bits: 8, axis });
      const meter = sqnrMeter();
      meter.push(comparisonOf(encodeFrame(q, f, q.design({ min: [-100, -1], max: [100, 1] }))));
      return meter.value().channels[1].sqnr;
    };
    // per channel: 20 log10(2 * 127) of a uniform signal over 254 steps = 48.1 dB. Shared: the step is 100/127 = 0.787, the weak
    // channel has three levels: E x^2 = 1/3, noise = integral of the error over [-1, 1] = 2 (d^3/3) / 2 + ..., by exact integration
    const d = 100 / 127;
    const noise = (d / 2) ** 3 / 3 + ((1 - d) ** 3 + (d / 2) ** 3) / 3;
    expect(weak('channel')).to.be.closeTo(20 * Math.log10(254), 0.05);
    expect(weak('tensor')).to.be.closeTo(10 * Math.log10(1 / 3 / noise), 0.05);
  });

  it('gives the error in steps, whatever the steps: 1 / sqrt(12) for a ramp over whole steps', () => {
    const meter = sqnrMeter();
    let start = 0;
    for (const scale of [2, 2 ** -7, 1024]) {
      // 4096 points evenly over 8 steps, none on a tie: mean of ((2 j + 1 - 512) / 1024)^2 over j < 512 = 1/12 - 1/12/512^2
      const x = Float32Array.from({ length: 4096 }, (_, i) => (((2 * i + 1) / 4096 - 1) * 4 + 0.5) * scale);
      const f = frame(x, { start });
      meter.push(comparisonOf(encodeFrame(quantizer, f, affineParams({ scale, bits: 4 }))));
      start += x.length;
    }
    const [total] = meter.value().channels;
    expect(total.errorSteps).to.be.closeTo(Math.sqrt((1 - 512 ** -2) / 12), 1e-6);
    expect(total.overloaded).to.equal(0);
  });

  it('has no error in steps where steps are not equal', () => {
    const meter = sqnrMeter();
    const f = frame(Float32Array.of(1, 2));
    meter.push({ reference: f, test: f });
    expect(meter.value().channels[0].errorSteps).to.be.NaN;
  });

  it('tells declared dither from the rounding: 2 and 1 parts of 3 under tpdf', () => {
    // Lipshitz 1992: total error power 3 step^2 / 12 at any input. Mean of n squares of a bounded error, |e| <= 1.5 steps: standard
    // deviation below 2.25 / 2 / sqrt(n), four of them 0.0101 at n = 200 000, that is 0.12 in units of step^2 / 12
    const n = 200_000;
    const step = 0.125;
    const f = frame(new Float32Array(n).fill(0.37 * step));
    const rule = dithered({ quantizer: symmetric({ bits: 8 }), seed: 3, range: [-127 * step, 127 * step] });
    const meter = sqnrMeter({ dither: 'tpdf' });
    for (const codes of run(rule.encoder(), [f])) meter.push(comparisonOf(codes));
    const { granular, dither, errorSteps } = meter.value().channels[0];
    const unit = step ** 2 / 12;
    expect(dither / unit).to.be.closeTo(2, 1e-12);
    expect((granular - dither) / unit).to.be.closeTo(1, 0.12);
    expect(errorSteps).to.be.closeTo(0.5, 0.01); // sqrt(3 / 12)
  });

  it('weighs dither with the step in force, however steps change', () => {
    const meter = sqnrMeter({ dither: 'rpdf' });
    [1, 2, 2, 1].forEach((scale, k) =>
      meter.push(
        comparisonOf(encodeFrame(quantizer, frame(new Float32Array(5), { start: 5 * k }), affineParams({ scale }))),
      ),
    );
    expect(meter.value().channels[0].dither).to.be.closeTo((1 + 4 + 4 + 1) / 4 / 12, 1e-15);
  });

  it('merges only what was told of the same dither', () => {
    expect(() => sqnrMeter().merge(sqnrMeter({ dither: 'tpdf' }))).to.throw(TypeError, 'same dither');
    expect(() => sqnrMeter({ dither: 'pink' as never })).to.throw(RangeError, 'dither');
  });

  const laws = { input: compare, scaleOf: sqnrScale };
  accumulatorLaws('sqnrMeter with dither', { make: () => sqnrMeter({ dither: 'tpdf' }), ...laws });
  accumulatorLaws('sqnrMeter', { make: () => sqnrMeter(), ...laws });
  accumulatorLaws('sqnrMeter behind gains and centres', {
    make: () => sqnrMeter({ pooled: true }),
    input: f => compare({ ...f, gains: f.info.names.map(() => 3), centres: f.info.names.map((_, c) => 1e3 * c) }),
    scaleOf: sqnrScale,
  });
});
