import { expect } from 'chai';
import { DataError } from '../../../lib/errors.js';
import { type Frame, frame, streamInfo } from '../../../lib/frame.js';
import { FilteredMeter } from '../../../lib/meters/filteredMeter.js';
import {
  type Comparison,
  comparisonOf,
  emaSqnrMeter,
  liveSqnrMeter,
  segmentalSqnrMeter,
  slidingSqnrMeter,
  sqnrMeter,
} from '../../../lib/meters/index.js';
import { affine, affineParams, deltaSigma, encodeFrame } from '../../../lib/quantizers/index.js';
import { run } from '../../../lib/stage.js';
import { summaryLaws } from '../../laws.js';

const unitSteps = affineParams({ scale: 1, bits: 4 });
const compare = (f: Frame) => comparisonOf(encodeFrame(affine(), f, unitSteps));
const info = streamInfo({ channels: 1, sampleRate: 1000 });
const pair = (n: number, x: (i: number) => number, e: (i: number) => number, start = 0): Comparison => ({
  reference: frame(
    Float32Array.from({ length: n }, (_, i) => x(i + start)),
    { info, start },
  ),
  test: frame(
    Float32Array.from({ length: n }, (_, i) => x(i + start) - e(i + start)),
    { info, start },
  ),
});
const tone = (f: number) => (i: number) => Math.sin((2 * Math.PI * f * i) / 1000);

describe('a meter behind a filter', () => {
  it('judges signal and error in the band alone', () => {
    // signal of 10 Hz in the band and of 200 Hz outside, errors of 20 Hz inside and of 300 Hz outside
    const x = (i: number) => tone(10)(i) + 5 * tone(200)(i);
    const e = (i: number) => 0.01 * tone(20)(i) + 0.5 * tone(300)(i);
    const meter = sqnrMeter({ band: [0, 40] });
    meter.push(pair(20_000, x, e));
    const [figures] = meter.value().channels;
    expect(figures.sqnr).to.be.closeTo(40, 0.01); // 1 against 0.01
    expect(figures.power).to.be.closeTo(0.5, 1e-3);
    expect(figures.largestError).to.be.closeTo(0.01 * Math.cos(Math.PI / 50), 1e-7); // 12 of 50 samples a cycle: not at the peak
    const { samples } = meter.value().total;
    expect(samples).to.equal(20_000 - 2 * Math.ceil((45 * 1000) / 40)); // the filter's reach at both ends
  });

  it('keeps every digit of an error on an offset of 10^6 times the signal', () => {
    const meter = sqnrMeter({ band: [0, 40] });
    const [wave, hum] = [tone(10), tone(20)];
    const x = Float32Array.from({ length: 20_000 }, (_, i) => wave(i));
    const reference = { ...frame(x, { info }), centres: [2 ** 20] };
    const test = {
      ...frame(
        x.map((v, i) => v - hum(i) / 100),
        { info },
      ),
      centres: [2 ** 20],
    };
    meter.push({ reference, test });
    const [{ sqnr, mean, offsetShare }] = meter.value().channels;
    expect(sqnr).to.be.closeTo(40, 0.01);
    expect(mean).to.be.closeTo(2 ** 20, 1);
    expect(offsetShare).to.be.closeTo(1, 1e-9);
  });

  it('shows what a modulator moves out of the band: full scale at R = 64, with its headroom and without', () => {
    const R = 64;
    const rate = streamInfo({ channels: 1, sampleRate: 2 * R });
    const x = Float32Array.from({ length: 2 ** 17 }, (_, i) => Math.sin((2 * Math.PI * i) / 391.3));
    const inBand = (headroom?: number) => {
      const meter = sqnrMeter({ band: [0, 1] });
      const quantizer = deltaSigma({ range: [-1, 1], ...(headroom !== undefined && { headroom }) });
      for (const codes of run(quantizer.encoder(), [frame(x, { info: rate })])) meter.push(comparisonOf(codes));
      return meter.value().total.sqnr;
    };
    // the same loop and a Hann window's spectrum in another program: 66.1 dB at 3.5 dB of headroom, 35.7 without; single tones scatter
    expect(inBand()).to.be.closeTo(66.1, 1.5);
    expect(inBand(0)).to.be.closeTo(35.7, 1);
  });

  it('leaves out what is beside a gap and a NaN, and counts the latter', () => {
    const make = () => sqnrMeter({ band: [0, 100] });
    const reach = Math.ceil((45 * 1000) / 100);
    const whole = make();
    whole.push(pair(5000, tone(10), tone(20)));
    expect(whole.value().total.samples).to.equal(5000 - 2 * reach);
    const gap = make();
    gap.push(pair(5000, tone(10), tone(20)));
    gap.push(pair(5000, tone(10), tone(20), 6000));
    expect(gap.value().total.samples).to.equal(2 * (5000 - 2 * reach));
    const hole = make();
    hole.push(pair(5000, i => (i === 2500 ? NaN : tone(10)(i)), tone(20)));
    expect(hole.value().total).to.include({ samples: 5000 - 4 * reach - 1, nonFinite: 2 * reach + 1 });
    expect(hole.value().total.sqnr).to.be.closeTo(0, 0.01);
  });

  it('serves every meter', () => {
    for (const meter of [
      emaSqnrMeter({ samples: 1000, band: [0, 100] }),
      slidingSqnrMeter({ samples: 4000, band: [0, 100] }),
      liveSqnrMeter({ band: [0, 100] }),
    ]) {
      meter.push(
        pair(
          9000,
          i => tone(10)(i) + 7,
          i => 0.1 * tone(20)(i) + tone(300)(i),
        ),
      );
      expect(meter.value().total.sqnr).to.be.closeTo(20, 0.1);
    }
    const segments = segmentalSqnrMeter({ size: 1000, band: [0, 100] });
    segments.push(pair(9000, tone(10), i => 0.1 * tone(20)(i) + tone(300)(i)));
    expect(segments.value().total).to.include({ segments: 7 }); // of nine, less the two that the ends cut
    expect(segments.value().total.segmentalSqnr).to.be.closeTo(20, 0.01);
    const weighted = sqnrMeter({ weighting: 'A' });
    weighted.push(pair(9000, tone(10), tone(31.5)));
    expect(weighted.value().total.sqnr).to.be.closeTo(-70.4 + 39.5, 3); // -70.4 dB is within 3 dB at 10 Hz
  });

  it('refuses what it cannot do: merge, streams without a rate, states of another band', () => {
    const [a, b] = [sqnrMeter({ band: [0, 40] }), sqnrMeter({ band: [0, 41] })];
    expect(() => a.merge(sqnrMeter({ band: [0, 40] }))).to.throw(TypeError, 'cannot be merged');
    expect(() => a.push(compare(frame(new Float32Array(3))))).to.throw(DataError, 'need the sample rate');
    expect(() => a.restore(b.save())).to.throw(Error, 'another band');
    expect(() => sqnrMeter({ band: [2, 1] })).to.throw(RangeError, 'sqnrMeter: band');
    expect(() => liveSqnrMeter({ weighting: 'Z' as never })).to.throw(RangeError, 'liveSqnrMeter: weighting');
  });

  it('equals direct convolution, sample by sample', () => {
    const taps = Float64Array.of(-0.1, 0.3, 0.6, 0.3, -0.1);
    const seen: [number, number, number][] = [];
    const sink = () => ({
      push: ({ reference, test }: Comparison) =>
        reference.data.forEach((x, i) =>
          seen.push([reference.start + i, x + (reference.centres?.[0] ?? 0), x - test.data[i]]),
        ),
      value: () => null,
      save: () => null,
      restore: () => {},
      reset: () => {},
    });
    const meter = new FilteredMeter('test', 'k', () => taps, sink);
    const x = Float32Array.from({ length: 40 }, (_, i) => 3 + Math.sin(i * i));
    const y = x.map((v, i) => v + Math.cos(3 * i));
    const at = (from: number, to: number) => ({
      reference: frame(x.slice(from, to), { start: from }),
      test: frame(y.slice(from, to), { start: from }),
    });
    meter.push(at(0, 7));
    meter.push(at(7, 40));
    meter.value(); // settles the rest into a copy
    expect(seen.length).to.equal(36);
    for (const [i, signal, error] of seen) {
      let [s, e] = [0, 0];
      taps.forEach((t, k) => {
        s += t * x[i + k - 2];
        e += t * (x[i + k - 2] - y[i + k - 2]);
      });
      expect(signal).to.be.closeTo(s, 1e-6);
      expect(error).to.be.closeTo(e, 1e-6);
    }
  });

  // short taps, so that the short streams of the laws fill windows of 16
  summaryLaws('FilteredMeter', {
    make: () =>
      new FilteredMeter(
        'test',
        'k',
        () => Float64Array.of(0.25, -0.5, 1, -0.5, 0.25),
        () => sqnrMeter(),
      ),
    input: compare,
  });
});
