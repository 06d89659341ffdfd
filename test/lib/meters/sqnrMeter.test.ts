import { expect } from 'chai';
import { type Frame, frame } from '../../../lib/frame.js';
import { comparisonOf, sqnrMeter } from '../../../lib/meters/index.js';
import { affine, affineParams, dithered, encodeFrame, symmetric } from '../../../lib/quantizers/index.js';
import { random } from '../../../lib/random.js';
import { run } from '../../../lib/stage.js';
import { accumulatorLaws } from '../../laws.js';

const quantizer = affine({ bits: 8 });
const unitSteps = affineParams({ scale: 1, bits: 4 }); // codes and levels -8 ... 7
const compare = (f: Frame) => comparisonOf(encodeFrame(quantizer, f, unitSteps));

describe('sqnrMeter', () => {
  it('adds signal and error powers exactly', () => {
    const meter = sqnrMeter();
    meter.push(compare(frame(Float32Array.of(1.25, -2.25, 3, 0.5)))); // errors 0.25, -0.25, 0, 0.5 (half to even)
    const { channels, total } = meter.value();
    const power = (1.25 ** 2 + 2.25 ** 2 + 9 + 0.25) / 4;
    const noise = (0.0625 + 0.0625 + 0.25) / 4;
    expect(channels[0]).to.deep.include({
      name: 'ch0',
      samples: 4,
      overloaded: 0,
      power,
      granular: noise,
      overload: 0,
    });
    expect(channels[0].meanAbs).to.equal((1.25 + 2.25 + 3 + 0.5) / 4);
    expect(total.sqnr).to.be.closeTo(10 * Math.log10(power / noise), 1e-12);
  });

  it('keeps overload apart from granular error: beyond half a step outside the codes', () => {
    const meter = sqnrMeter();
    meter.push(compare(frame(Float32Array.of(7.4, 9, -8.5, -10)))); // 9 -> 7, -10 -> -8 overload
    const { total } = meter.value();
    expect(total.overloaded).to.equal(2);
    expect(total.overload).to.equal((4 + 4) / 4);
    expect(total.granular).to.be.closeTo((0.4 ** 2 + 0.25) / 4, 1e-6); // 7.4 as float32
    expect(total.granularSqnr).to.be.greaterThan(total.sqnr);
  });

  it('reports each channel and lets the strong one dominate the total', () => {
    const meter = sqnrMeter();
    const f = frame(Float32Array.of(100, -100, 1, -1), { channels: 2 });
    meter.push({ reference: f, test: frame(Float32Array.of(99, -99, 0, 0), { channels: 2 }) });
    const { channels, total } = meter.value();
    expect(channels[0].sqnr).to.be.closeTo(40, 1e-12);
    expect(channels[1].sqnr).to.be.closeTo(0, 1e-12);
    expect(total.sqnr).to.be.closeTo(10 * Math.log10((2e4 + 2) / 4), 1e-12);
  });

  it('counts samples it cannot compare', () => {
    const meter = sqnrMeter();
    const f = frame(Float32Array.of(1, NaN, Infinity, 2));
    meter.push({ reference: f, test: frame(Float32Array.of(1, 0, 0, 2)) });
    expect(meter.value().total).to.deep.include({ samples: 2, nonFinite: 2, granular: 0 });
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
    const { total } = meter.value();
    expect(total.errorSteps).to.be.closeTo(Math.sqrt((1 - 512 ** -2) / 12), 1e-6);
    expect(total.overloaded).to.equal(0);
  });

  it('has no error in steps where steps are not equal', () => {
    const meter = sqnrMeter();
    const f = frame(Float32Array.of(1, 2));
    meter.push({ reference: f, test: f });
    expect(meter.value().total.errorSteps).to.be.NaN;
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
    const { granular, dither, errorSteps } = meter.value().total;
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
    expect(meter.value().total.dither).to.be.closeTo((1 + 4 + 4 + 1) / 4 / 12, 1e-15);
  });

  it('merges only what was told of the same dither', () => {
    expect(() => sqnrMeter().merge(sqnrMeter({ dither: 'tpdf' }))).to.throw(TypeError, 'same dither');
    expect(() => sqnrMeter({ dither: 'pink' as never })).to.throw(RangeError, 'dither');
  });

  accumulatorLaws('sqnrMeter with dither', { make: () => sqnrMeter({ dither: 'tpdf' }), input: compare });
  accumulatorLaws('sqnrMeter', { make: sqnrMeter, input: compare });
});
