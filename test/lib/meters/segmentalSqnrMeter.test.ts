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
  it('averages segments in dB, clamped to [-10, 35], and skips silence', () => {
    const meter = segmentalSqnrMeter({ size: 2 });
    meter.push(pair([10, 0], [9, 0])); // 20 dB
    meter.push(pair([1, 1], [1, 1], 2)); // no error: 35 dB
    meter.push(pair([1, 0], [11, 0], 4)); // -20 dB: -10 dB
    meter.push(pair([0, 0], [5, 5], 6)); // silence
    meter.push(pair([3], [3], 8)); // incomplete
    const { total } = meter.value();
    expect(total).to.deep.include({ segments: 3, silent: 1, raised: 1, lowered: 1 });
    expect(total.segmentalSqnr).to.be.closeTo((20 + 35 - 10) / 3, 1e-12);
  });

  it('takes segments up to a given power for silence', () => {
    const meter = segmentalSqnrMeter({ size: 2, silence: 1 });
    meter.push(pair([1, -1, 2, 0], [1, -1, 1, 0])); // powers 1 and 2
    expect(meter.value().total).to.deep.include({ segments: 1, silent: 1 });
    expect(meter.value().total.segmentalSqnr).to.be.closeTo(20 * Math.log10(2), 1e-12);
  });

  it('counts soft and loud segments alike, where the plain SQNR knows the loud one only', () => {
    const meter = segmentalSqnrMeter({ size: 1 });
    meter.push(pair([100, 1], [99, 0])); // 40 dB, clamped to 35, and 0 dB
    expect(meter.value().total.segmentalSqnr).to.equal(17.5);
  });

  it('has a mean of nothing before a segment is whole', () => {
    const meter = segmentalSqnrMeter({ size: 100 });
    meter.push(pair([1], [1]));
    expect(meter.value().total).to.deep.equal({ segments: 0, silent: 0, raised: 0, lowered: 0, segmentalSqnr: NaN });
  });

  it('holds no more than 256 incomplete segments, however many gaps there are', () => {
    const meter = segmentalSqnrMeter({ size: 4 });
    for (let k = 0; k < 1000; k++) meter.push(pair([1], [1], 8 * k));
    expect((meter.save() as { open: unknown[] }).open).to.have.length(256);
  });

  it('refuses wrong options, and states of other options', () => {
    expect(() => segmentalSqnrMeter({ size: 0 })).to.throw(RangeError, 'size');
    expect(() => segmentalSqnrMeter({ size: 1, low: 3, high: 3 })).to.throw(RangeError, 'low');
    expect(() => segmentalSqnrMeter({ size: 1, silence: -1 })).to.throw(RangeError, 'silence');
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
});
