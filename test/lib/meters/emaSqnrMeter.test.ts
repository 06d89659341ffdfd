import { expect } from 'chai';
import { type Frame, frame } from '../../../lib/frame.js';
import { comparisonOf, emaSqnrMeter } from '../../../lib/meters/index.js';
import { affine, affineParams, encodeFrame } from '../../../lib/quantizers/index.js';
import { summaryLaws } from '../../laws.js';

const unitSteps = affineParams({ scale: 1, bits: 4 });
const compare = (f: Frame) => comparisonOf(encodeFrame(affine(), f, unitSteps));
const pair = (x: Float32Array, y: Float32Array, start = 0) => ({
  reference: frame(x, { start }),
  test: frame(y, { start }),
});

describe('emaSqnrMeter', () => {
  it('weighs a sample k back by exp(-k / samples), without bias', () => {
    const meter = emaSqnrMeter({ samples: 2 });
    meter.push(pair(Float32Array.of(3, 1, 2), Float32Array.of(2, 1, 0)));
    const w = [Math.exp(-1), Math.exp(-0.5), 1];
    const sum = w[0] + w[1] + w[2];
    const { channels, total } = meter.value();
    const mean = (3 * w[0] + w[1] + 2) / sum;
    const variance = ((3 - mean) ** 2 * w[0] + (1 - mean) ** 2 * w[1] + (2 - mean) ** 2) / sum;
    expect(channels[0].mean).to.be.closeTo(mean, 1e-14);
    expect(channels[0].variance).to.be.closeTo(variance, 1e-14);
    expect(channels[0].power).to.be.closeTo((9 * w[0] + w[1] + 4) / sum, 1e-13);
    expect(channels[0].noise).to.be.closeTo((w[0] + 4) / sum, 1e-13);
    expect(total.sqnr).to.be.closeTo(10 * Math.log10((variance * sum) / (w[0] + 4)), 1e-12);
    expect(total.sqnrWithOffset).to.be.closeTo(10 * Math.log10((9 * w[0] + w[1] + 4) / (w[0] + 4)), 1e-12);
  });

  it('follows a change of level within a few time constants', () => {
    const meter = emaSqnrMeter({ samples: 10 });
    const wave = (n: number, a: number) => Float32Array.from({ length: n }, (_, i) => (i % 2 === 0 ? a : -a));
    meter.push(pair(wave(100, 100), wave(100, 99)));
    expect(meter.value().total.sqnrWithOffset).to.be.closeTo(40, 1e-9);
    meter.push(pair(wave(300, 1), wave(300, 0), 100));
    expect(meter.value().total.sqnrWithOffset).to.be.closeTo(10 * Math.log10(1 + 1e4 * Math.exp(-30)), 1e-8);
  });

  it('keeps every digit on an offset of 10^6 standard deviations', () => {
    const meter = emaSqnrMeter({ samples: 1000 });
    const x = Float32Array.from({ length: 20_000 }, (_, i) => 2 ** 20 + (i % 2 === 0 ? 1 : -1));
    meter.push(
      pair(
        x,
        x.map(v => v + 0.125),
      ),
    );
    // weights of neighbours differ by 1 / 1000: the mean is off by tanh(1 / 2000), the variance is 1 less its square
    expect(meter.value().total.sqnr).to.be.closeTo(10 * Math.log10((1 - Math.tanh(1 / 2000) ** 2) * 64), 1e-9);
  });

  it('leaves out NaN and infinite samples', () => {
    const meter = emaSqnrMeter({ samples: 5 });
    meter.push(pair(Float32Array.of(2, NaN, Infinity), Float32Array.of(1, 0, 0)));
    expect(meter.value().channels[0]).to.include({ mean: 2, variance: 0, power: 4, noise: 1, sqnr: -Infinity });
    expect(meter.value().channels[0].sqnrWithOffset).to.equal(10 * Math.log10(4));
  });

  it('refuses a time constant below a sample, and states of another one', () => {
    for (const samples of [0, 0.5, NaN]) expect(() => emaSqnrMeter({ samples })).to.throw(RangeError, 'samples');
    expect(() => emaSqnrMeter({ samples: 2 }).restore(emaSqnrMeter({ samples: 3 }).save())).to.throw(
      Error,
      '2 samples',
    );
  });

  summaryLaws('emaSqnrMeter', { make: () => emaSqnrMeter({ samples: 7 }), input: compare });
});
