import { expect } from 'chai';
import FFT from 'fft.js';
import { bearing } from '../../../datasets/generators/bearing.js';
import { bearingFrequencies } from '../../../datasets/generators/bearingFrequencies.js';
import { channelsOf } from './channelsOf.js';
import { moments } from './moments.js';

const [RATE, SIZE] = [12_000, 65536];

/** Power spectrum of the squared envelope of a band, as used for bearing diagnosis (Randall and Antoni 2011). */
function envelopeSpectrum(x: Float32Array, low: number, high: number): Float64Array {
  const fft = new FFT(SIZE);
  const complex = Array.from({ length: 2 * SIZE }, (_, i) => (i % 2 === 0 ? x[i / 2] : 0));
  const spectrum = fft.createComplexArray();
  fft.transform(spectrum, complex);
  for (let k = 0; k < SIZE; k++) {
    const f = (k * RATE) / SIZE;
    if (f < low || f > high) spectrum[2 * k] = spectrum[2 * k + 1] = 0; // positive band only: the analytic signal
  }
  const analytic = fft.createComplexArray();
  fft.inverseTransform(analytic, spectrum);
  const squared = Float64Array.from({ length: SIZE }, (_, i) => analytic[2 * i] ** 2 + analytic[2 * i + 1] ** 2);
  const out = fft.createComplexArray();
  fft.realTransform(out, squared);
  return Float64Array.from({ length: SIZE / 2 }, (_, k) => out[2 * k] ** 2 + out[2 * k + 1] ** 2);
}

/** Height of a spectral line, searched within 2 bins, over the mean of the 200 bins around it. */
function lineOver(power: Float64Array, frequency: number): number {
  const k = Math.trunc((frequency * SIZE) / RATE + 0.5);
  const around = [...power.subarray(k - 105, k - 5), ...power.subarray(k + 6, k + 106)];
  return Math.max(...power.subarray(k - 2, k + 3)) / (around.reduce((a, b) => a + b) / around.length);
}

describe('bearing', () => {
  const geometry = { balls: 9, ballDiameter: 7.94, pitchDiameter: 39.04 };
  const options = { sampleRate: RATE, samples: SIZE, geometry, shaftFrequency: 29.5, impact: 0.3, seed: 4 } as const;
  const { bpfo, bpfi } = bearingFrequencies(geometry, 29.5);
  const spectrumOf = (fault: 'none' | 'outer' | 'inner'): Float64Array =>
    envelopeSpectrum(channelsOf(bearing({ ...options, fault }))[0], 2500, 3500);

  // a bin of noise alone is exponentially distributed: 25 times its mean has probability e^-25
  it('shows a pit of the outer race as a line at the formula of the ball pass frequency', () => {
    const power = spectrumOf('outer');
    expect(lineOver(power, bpfo)).to.be.above(25);
    expect(lineOver(power, bpfi)).to.be.below(25);
  });

  it('shows a pit of the inner race as a line with sidebands one turn of the shaft away', () => {
    const power = spectrumOf('inner');
    expect(lineOver(power, bpfi)).to.be.above(25);
    expect(lineOver(power, bpfi - 29.5)).to.be.above(25);
    expect(lineOver(power, bpfi + 29.5)).to.be.above(25);
    expect(lineOver(power, bpfo)).to.be.below(25);
  });

  it('shows no such line for a healthy bearing', () => {
    const power = spectrumOf('none');
    expect(lineOver(power, bpfo)).to.be.below(25);
    expect(lineOver(power, bpfi)).to.be.below(25);
  });

  it('is heavy-tailed when damaged and nearly Gaussian when healthy', () => {
    const kurtosis = (fault: 'none' | 'outer'): number => {
      const m = moments(channelsOf(bearing({ ...options, fault, impact: 2, unbalance: 0 }))[0], 0);
      return m.fourth / m.variance ** 2;
    };
    expect(kurtosis('none')).to.be.closeTo(3, 5 * Math.sqrt(24 / SIZE));
    expect(kurtosis('outer')).to.be.above(6);
  });

  it('gives the power of its shaft harmonics and its noise, to 5 standard errors', () => {
    const n = 120_000; // 300 whole turns of 30 Hz
    const healthy = { sampleRate: RATE, samples: n, shaftFrequency: 30, unbalance: 0.4, noise: 0.1 };
    const expected = (0.4 ** 2 / 2) * (1 + 1 / 4 + 1 / 16) + 0.01;
    // variance of the mean of (s + v)^2: (2 noise^4 + 4 E s^2 noise^2) / n
    const error = Math.sqrt((2 * 1e-4 + 4 * 0.105 * 0.01) / n);
    expect(moments(channelsOf(bearing(healthy))[0], 0).variance).to.be.closeTo(expected, 5 * error);
  });

  it('is one channel in g', () => {
    const [f] = bearing({ sampleRate: RATE, samples: 1 });
    expect(f.info).to.deep.equal({ sampleRate: RATE, names: ['vibration'], units: ['g'] });
  });

  it('refuses a resonance beyond half the sample rate, and faults that it does not know', () => {
    expect(() => bearing({ sampleRate: 1000, resonance: 600 })).to.throw(
      RangeError,
      'bearing: resonance must be a frequency in (0, 500) Hz, below half the sample rate, got 600',
    );
    expect(() => bearing({ sampleRate: 1000, fault: 'cage' as 'none' })).to.throw(
      RangeError,
      'bearing: fault must be one of none, outer, inner; got "cage"',
    );
    expect(() => bearing({ sampleRate: 1000, slip: 0.2 })).to.throw(RangeError, 'bearing: slip must be');
  });
});
