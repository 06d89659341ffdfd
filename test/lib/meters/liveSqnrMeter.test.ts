import { expect } from 'chai';
import { type Frame, frame, streamInfo } from '../../../lib/frame.js';
import { comparisonOf, liveSqnrMeter, sqnrMeter } from '../../../lib/meters/index.js';
import { affine, affineParams, encodeFrame } from '../../../lib/quantizers/index.js';
import { accumulatorLaws } from '../../laws.js';
import { sqnrScale } from './sqnrScale.js';

const unitSteps = affineParams({ scale: 1, bits: 4 });
const compare = (f: Frame) => comparisonOf(encodeFrame(affine(), f, unitSteps));

describe('liveSqnrMeter', () => {
  it('shows the median and the worst of windows where the whole stream lies', () => {
    // ten seconds at 100 Hz: a wave of 1 with errors of 0.1, 20 dB; in second 3 a pop of 1000, coded with the same error
    const info = streamInfo({ channels: 1, sampleRate: 100 });
    const x = Float32Array.from({ length: 1000 }, (_, i) => (i % 2 === 0 ? 1 : -1));
    for (let i = 300; i < 316; i++) x[i] *= 1000;
    const y = x.map((v, i) => v + (i >= 700 && i < 800 ? v : 0.1)); // second 7: an error as large as the signal
    const meter = liveSqnrMeter();
    meter.push({ reference: frame(x, { info }), test: frame(y, { info }) });
    const { channels, total, windowSamples, windowSeconds } = meter.value();
    expect([windowSamples, windowSeconds]).to.deep.equal([100, 1]);
    expect(channels[0].sqnr).to.be.greaterThan(50); // by the pop alone
    expect(channels[0].windows.medianSqnr).to.be.closeTo(20, 1 / 64);
    expect(channels[0].windows).to.include({ segments: 10, worstStart: 700 });
    expect(channels[0].windows.worstSqnr).to.be.closeTo(0, 1e-9);
    expect(total.windows.medianSqnr).to.equal(channels[0].windows.medianSqnr);
  });

  it('has the figures of sqnrMeter beside them', () => {
    const f = frame(Float32Array.of(1.25, 3, -2.4, 0.5));
    const [live, plain] = [liveSqnrMeter(), sqnrMeter()];
    live.push(compare(f));
    plain.push(compare(f));
    expect(live.value().channels[0]).to.deep.include(plain.value().channels[0]);
  });

  it('makes windows of no fewer than 64 samples, and of 1024 where the rate is not known', () => {
    const size = (sampleRate: number | undefined, seconds?: number) => {
      const meter = liveSqnrMeter(seconds === undefined ? {} : { seconds });
      meter.push(compare(frame(new Float32Array(1), { info: streamInfo({ channels: 1, sampleRate }) })));
      return meter.value().windowSamples;
    };
    expect([size(26), size(1000, 0.5), size(undefined)]).to.deep.equal([64, 500, 1024]);
    expect(() => liveSqnrMeter({ seconds: 0 })).to.throw(RangeError, 'seconds');
    expect(() => liveSqnrMeter({ seconds: 1 }).restore(liveSqnrMeter({ seconds: 2 }).save())).to.throw(Error, '1 s');
    expect(() => liveSqnrMeter({ seconds: 1 }).merge(liveSqnrMeter({ seconds: 2 }))).to.throw(TypeError, 'seconds');
  });

  accumulatorLaws('liveSqnrMeter', {
    make: () => liveSqnrMeter(),
    input: compare,
    scaleOf: sqnrScale,
  });
});
