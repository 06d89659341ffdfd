import { expect } from 'chai';
import { emg } from '../../../datasets/generators/emg.js';
import { channelsOf } from './channelsOf.js';
import { correlation, moments } from './moments.js';

describe('emg', () => {
  const n = 100_000;

  it('gives codes of a 12-bit converter around mid-scale', () => {
    const [x] = channelsOf(emg({ sampleRate: 1000, samples: n }));
    expect(x.every(code => Number.isInteger(code) && code >= 0 && code <= 4095)).to.equal(true);
    const [f] = emg({ sampleRate: 1000, samples: 1, channels: 2 });
    expect(f.info).to.deep.equal({ sampleRate: 1000, names: ['ch0', 'ch1'], units: ['LSB', 'LSB'] });
  });

  it('has a standard deviation of 2.0 LSB at rest and a few dozen codes, like a real recording', () => {
    const [x] = channelsOf(emg({ sampleRate: 1000, samples: n, burstsPerMinute: 0 }));
    const m = moments(x, 2048);
    expect(m.mean).to.be.closeTo(2048, (5 * 2) / Math.sqrt(n));
    expect(m.variance).to.be.closeTo(4, 5 * 4 * Math.sqrt(2 / n));
    // 3.5 sigma to each side are certain in 100,000 samples, 8 sigma are not; the recording of 100,000 samples has 33
    expect(new Set(x).size).to.be.within(15, 33);
  });

  it('is louder in bursts by their share of the power', () => {
    const [sampleRate, seconds] = [400, 600];
    const [x] = channelsOf(emg({ sampleRate, samples: sampleRate * seconds, burstSigma: 30, seed: 2 }));
    // 12 bursts a minute of 1 s fill 0.2 of the time, with mean square 0.75 (flat for 0.6, flanks with 3/8 for 0.4)
    const expected = 2 ** 2 + 30 ** 2 * 0.2 * 0.75;
    // the bursts' share of 120 cycles of 5 s: renewal theory; 90 s of bursts hold some 90 * 200 independent values
    const share = Math.sqrt((0.8 ** 2 / 12 + 0.2 ** 2 * 16) / 25 / 120) / 0.2;
    const power = Math.sqrt(2 / (90 * 200));
    expect(moments(x, 2048).variance).to.be.closeTo(expected, 5 * expected * Math.hypot(share, power));
  });

  it('has independent channels, to 5 standard errors', () => {
    const [x, y] = channelsOf(emg({ sampleRate: 1000, samples: n, channels: 2, burstsPerMinute: 0 })).map(c =>
      c.map(code => code - 2048),
    );
    expect(Math.abs(correlation(x, y))).to.be.below(5 / Math.sqrt(n));
  });

  it('saturates at the ends of its converter', () => {
    const options = { bits: 8, burstSigma: 64, samples: n };
    const codes = new Set<number>();
    for (const f of emg({ sampleRate: 1000, ...options })) for (const code of f.data) codes.add(code);
    expect(Math.min(...codes)).to.equal(0);
    expect(Math.max(...codes)).to.equal(255);
  });

  it('refuses bursts that leave no rest, and a sample rate that cannot hold a muscle', () => {
    expect(() => emg({ sampleRate: 1000, burstsPerMinute: 30, burstSeconds: 1 })).to.throw(
      RangeError,
      'emg: bursts must fill less than half of the time, got 30 a minute of 1 s each',
    );
    expect(() => emg({ sampleRate: 250 })).to.throw(
      RangeError,
      'emg: sampleRate must be a finite number of at least 400, got 250',
    );
    expect(() => emg({ sampleRate: 1000, bits: 4 })).to.throw(RangeError, 'emg: bits must be an integer in [8, 24]');
    expect(() => emg({ sampleRate: 1000, restSigma: 0.1 })).to.throw(RangeError, 'emg: restSigma must be');
  });
});
