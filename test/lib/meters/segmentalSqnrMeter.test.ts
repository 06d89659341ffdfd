import { expect } from 'chai';
import { type Frame, frame } from '../../../lib/frame.js';
import { comparisonOf, segmentalSqnrMeter } from '../../../lib/meters/index.js';
import { affine, affineParams, encodeFrame } from '../../../lib/quantizers/index.js';
import { accumulatorLaws } from '../../laws.js';

const unitSteps = affineParams({ scale: 1, bits: 4 });
const compare = (f: Frame) => comparisonOf(encodeFrame(affine(), f, unitSteps));
const pair = (x: number[], y: number[], start = 0) => ({
  reference: frame(Float32Array.from(x), { start }),
  test: frame(Float32Array.from(y), { start }),
});

describe('segmentalSqnrMeter', () => {
  it('averages segments in dB, each about its own mean, and skips those that do not vary', () => {
    const meter = segmentalSqnrMeter({ size: 2 });
    meter.push(pair([110, 90], [109, 91])); // variance 100, error 1: 20 dB, on whatever offset
    meter.push(pair([5, 5], [0, 0], 2)); // at the rail
    meter.push(pair([1, -1], [11, -11], 4)); // -20 dB
    meter.push(pair([1, -1], [0.5, -0.5], 6)); // 6.02 dB
    meter.push(pair([3], [3], 8)); // incomplete
    const { total } = meter.value();
    expect(total).to.include({ segments: 3, silent: 1, exact: 0, raised: 0, lowered: 0, worstStart: 4 });
    expect(total.segmentalSqnr).to.be.closeTo((20 - 20 + 20 * Math.log10(2)) / 3, 1e-12);
    expect(total.medianSqnr).to.be.closeTo(20 * Math.log10(2), 1 / 128);
    expect(total.worstSqnr).to.be.closeTo(-20, 1e-12);
  });

  it('clamps where told to: to [-10, 35] as speech enhancement does', () => {
    const meter = segmentalSqnrMeter({ size: 2, low: -10, high: 35 });
    meter.push(pair([10, -10], [9, -9])); // 20 dB
    meter.push(pair([1, -1], [1, -1], 2)); // no error: 35 dB
    meter.push(pair([1, -1], [11, -11], 4)); // -20 dB: -10 dB
    const { total } = meter.value();
    expect(total).to.include({ segments: 3, exact: 1, raised: 1, lowered: 1 });
    expect(total.segmentalSqnr).to.be.closeTo((20 + 35 - 10) / 3, 1e-12);
    expect(total.worstSqnr).to.be.closeTo(-20, 1e-12); // not clamped
  });

  it('has exact segments in the median, and in the mean only under a ceiling', () => {
    const meter = segmentalSqnrMeter({ size: 2 });
    meter.push(pair([1, -1, 1, -1], [1, -1, 0, 0])); // exact, 0 dB
    meter.push(pair([1, -1], [1, -1], 4));
    expect(meter.value().total).to.include({ segments: 3, exact: 2, segmentalSqnr: 0, medianSqnr: Infinity });
    const all = segmentalSqnrMeter({ size: 2 });
    all.push(pair([1, -1], [1, -1]));
    expect(all.value().total).to.include({ segmentalSqnr: Infinity, worstSqnr: Infinity, worstStart: 0 });
  });

  it('takes segments up to a level below a full-scale sine for silence', () => {
    // full scale 10: a sine of it has power 50. Levels of variance 1, 4: -16.99 and -10.97 dBFS
    for (const [silence, silent] of [
      [-17, 0],
      [-16.9, 1],
      [-10.9, 2],
    ]) {
      const meter = segmentalSqnrMeter({ size: 2, silence, fullScale: 10 });
      meter.push(pair([101, 99, 2, -2], [101, 98, 1, 0]));
      expect(meter.value().total.silent, `${silence}`).to.equal(silent);
    }
  });

  it('counts soft and loud segments alike, where the plain SQNR knows the loud one only', () => {
    const meter = segmentalSqnrMeter({ size: 2 });
    meter.push(pair([100, -100, 1, -1], [99, -99, 0, 0])); // 40 dB and 0 dB
    expect(meter.value().total.segmentalSqnr).to.be.closeTo(20, 1e-12);
  });

  it('has a mean of nothing before a segment is whole', () => {
    const meter = segmentalSqnrMeter({ size: 100 });
    meter.push(pair([1], [1]));
    expect(meter.value().total).to.deep.equal({
      ...{ segments: 0, silent: 0, exact: 0, raised: 0, lowered: 0 },
      ...{ segmentalSqnr: NaN, medianSqnr: NaN, worstSqnr: NaN, worstStart: NaN },
    });
  });

  it('holds no more than 256 incomplete segments, however many gaps there are', () => {
    const meter = segmentalSqnrMeter({ size: 4 });
    for (let k = 0; k < 1000; k++) meter.push(pair([1], [1], 8 * k));
    expect((meter.save() as { open: unknown[] }).open).to.have.length(256);
  });

  it('refuses wrong options, and states of other options', () => {
    expect(() => segmentalSqnrMeter({ size: 0 })).to.throw(RangeError, 'size');
    expect(() => segmentalSqnrMeter({ size: 1, low: 3, high: 3 })).to.throw(RangeError, 'low');
    expect(() => segmentalSqnrMeter({ size: 1, silence: 1 })).to.throw(RangeError, 'silence');
    expect(() => segmentalSqnrMeter({ size: 1, fullScale: 0 })).to.throw(RangeError, 'fullScale');
    const [a, b] = [segmentalSqnrMeter({ size: 1 }), segmentalSqnrMeter({ size: 2 })];
    expect(() => a.merge(b)).to.throw(TypeError, 'same options');
    expect(() => a.restore(b.save())).to.throw(Error, 'other options');
  });

  it('refuses a saved segment that lies in two', () => {
    const meter = segmentalSqnrMeter({ size: 4 });
    meter.push(pair([1], [1]));
    const saved = JSON.parse(JSON.stringify(meter.save())) as { open: { start: number; end: number }[] };
    Object.assign(saved.open[0], { start: 3, end: 5 });
    expect(() => segmentalSqnrMeter({ size: 4 }).restore(saved)).to.throw(Error, 'damaged');
  });

  accumulatorLaws('segmentalSqnrMeter', { make: () => segmentalSqnrMeter({ size: 6 }), input: compare });
  accumulatorLaws('segmentalSqnrMeter behind gains and centres', {
    make: () => segmentalSqnrMeter({ size: 5, low: -3, high: 20, silence: -20, fullScale: 4 }),
    input: f => compare({ ...f, gains: f.info.names.map(() => 0.3), centres: f.info.names.map((_, c) => 7 * c) }),
  });
});
