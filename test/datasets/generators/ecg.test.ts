import { expect } from 'chai';
import { ecg, ecgWave } from '../../../datasets/generators/ecg.js';
import { channelsOf } from './channelsOf.js';
import { moments } from './moments.js';

/** McSharry 2003, Table I: angle (rad), a, b of P, Q, R, S, T. */
const TABLE: readonly (readonly [number, number, number])[] = [
  [-Math.PI / 3, 1.2, 0.25],
  [-Math.PI / 12, -5, 0.1],
  [0, 30, 0.1],
  [Math.PI / 12, -7.5, 0.1],
  [Math.PI / 2, 0.75, 0.4],
];

/** Times of the R peaks, s: tops above half the height, placed by a parabola through three samples. */
function beats(x: Float32Array, sampleRate: number): number[] {
  const times: number[] = [];
  for (let i = 1; i + 1 < x.length; i++) {
    if (x[i] > 0.5 && x[i] >= x[i - 1] && x[i] > x[i + 1]) {
      times.push((i + (x[i - 1] - x[i + 1]) / (2 * (x[i - 1] - 2 * x[i] + x[i + 1]))) / sampleRate);
    }
  }
  return times;
}

describe('ecgWave', () => {
  it('solves equation 1 of McSharry 2003 with the parameters of its Table I', () => {
    // dz/dtheta = -sum a dtheta exp(-dtheta^2 / 2 b^2), where R alone would rise to a b^2 = 0.3
    const h = 1e-4;
    for (let angle = -3; angle <= 3; angle += 0.01) {
      const slope = (0.3 * (ecgWave(angle + h) - ecgWave(angle - h))) / (2 * h);
      let expected = 0;
      for (const [at, a, b] of TABLE) {
        const distance = ((angle - at + 3 * Math.PI) % (2 * Math.PI)) - Math.PI;
        expected -= a * distance * Math.exp((-distance * distance) / (2 * b * b));
      }
      // h^2/6 times the third derivative, at most 3 a / b = 900: 1.5e-6
      expect(slope).to.be.closeTo(expected, 2e-6);
    }
  });

  it('has P, R and T above and Q and S below the baseline, and no seam', () => {
    const [p, q, r, s, t] = TABLE.map(([at]) => ecgWave(at));
    expect(p).to.be.within(0.15, 0.3);
    expect(q).to.be.below(-0.1);
    expect(r).to.be.within(0.95, 1);
    expect(s).to.be.below(-0.1);
    expect(t).to.be.within(0.35, 0.45);
    expect(ecgWave(Math.PI)).to.be.closeTo(ecgWave(-Math.PI), 1e-12);
  });
});

describe('ecg', () => {
  const quiet = { wander: 0, noise: 0 } as const;

  it('beats at the heart rate, exactly so without variability', () => {
    const sampleRate = 500;
    const [x] = channelsOf(ecg({ ...quiet, sampleRate, heartRate: 72, heartRateSigma: 0, samples: 60 * sampleRate }));
    const times = beats(x, sampleRate);
    expect(times).to.have.length(72);
    // a parabola misplaces the top of a Gaussian of width 0.1 rad = 6.6 samples by less than 0.01 samples, 2e-5 s
    for (let k = 1; k < times.length; k++) expect(times[k] - times[k - 1]).to.be.closeTo(60 / 72, 4e-5);
  });

  it('varies its heart rate by the given standard deviation', () => {
    const [sampleRate, seconds] = [250, 3600];
    const options = { sampleRate, heartRate: 60, heartRateSigma: 2, samples: seconds * sampleRate, seed: 3 };
    const times = beats(channelsOf(ecg({ ...quiet, ...options }))[0], sampleRate);
    const intervals = times.slice(1).map((t, k) => t - times[k]);
    const mean = intervals.reduce((a, b) => a + b) / intervals.length;
    const variance = intervals.reduce((sum, t) => sum + (t - mean) ** 2, 0) / intervals.length;
    // seconds / (RR = 1 s) beats; sigma of RR = 60 * 2 / 60^2 = 1/30 s
    expect(mean).to.be.closeTo(1, 0.001);
    // bands of 0.01 Hz leave 2 sqrt(pi) 0.01 * 3600 = 128 independent values each: 5 standard errors of the variance
    expect(variance * 900).to.be.closeTo(1, 5 * Math.sqrt(2 / 128));
  });

  it('puts the baseline on the breath and the mains at their frequency, with their amplitude', () => {
    const base = { sampleRate: 1000, amplitude: 0, samples: 4000 };
    const [breath] = channelsOf(ecg({ ...base, noise: 0, wander: 0.2 }));
    const [hum] = channelsOf(ecg({ ...base, noise: 0, wander: 0, mains: 0.05, mainsFrequency: 60 }));
    for (let i = 0; i < 4000; i++) {
      expect(breath[i]).to.be.closeTo(0.2 * Math.sin((2 * Math.PI * i) / 4000), 1e-7);
      expect(hum[i]).to.be.closeTo(0.05 * Math.sin(2 * Math.PI * 0.06 * i), 1e-7);
    }
  });

  it('adds white noise of the given standard deviation, to 5 standard errors', () => {
    const n = 100_000;
    const [x] = channelsOf(ecg({ sampleRate: 500, amplitude: 0, wander: 0, noise: 0.02, samples: n }));
    const m = moments(x, 0);
    expect(m.mean).to.be.closeTo(0, (5 * 0.02) / Math.sqrt(n));
    expect(m.variance).to.be.closeTo(0.0004, 5 * 0.0004 * Math.sqrt(2 / n));
  });

  it('is one channel in mV', () => {
    const [f] = ecg({ sampleRate: 360, samples: 1 });
    expect(f.info).to.deep.equal({ sampleRate: 360, names: ['ecg'], units: ['mV'] });
  });

  it('refuses a variability that could make beats vanish, and mains that would alias', () => {
    expect(() => ecg({ sampleRate: 250, heartRate: 60, heartRateSigma: 10 })).to.throw(
      RangeError,
      'ecg: heartRateSigma must be a number in [0, heartRate / 8 = 7.5], got 10',
    );
    expect(() => ecg({ sampleRate: 80, mains: 0.1 })).to.throw(
      RangeError,
      'ecg: mainsFrequency must be a frequency in [0, 40] Hz, half the sample rate, got 50',
    );
    expect(() => ecg({ sampleRate: 250, noise: -1 })).to.throw(RangeError, 'ecg: noise must be');
    expect(() => ecg({ sampleRate: NaN })).to.throw(RangeError, 'ecg: sampleRate must be');
  });
});
