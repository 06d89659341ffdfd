import { expect } from 'chai';
import FFT from 'fft.js';
import { emgShaper } from '../../../datasets/generators/emgShaper.js';
import { random } from '../../../lib/random.js';

describe('emgShaper', () => {
  it('has unit variance at any sample rate, to 5 standard errors', () => {
    for (const sampleRate of [400, 1000, 2000, 10_000]) {
      const next = emgShaper(sampleRate, random(3));
      const n = 200_000;
      let sum = 0;
      for (let i = 0; i < n; i++) sum += next() ** 2;
      // the spectrum is some 100 Hz wide, so n samples hold at least 2 * 100 n / sampleRate independent ones
      const independent = Math.min(n, (200 * n) / sampleRate);
      expect(sum / n, `${sampleRate} Hz`).to.be.closeTo(1, 5 * Math.sqrt(2 / independent));
    }
  });

  it('has the spectrum of Stulen and De Luca with corners at 60 and 120 Hz', () => {
    const [sampleRate, size, segments] = [8000, 1024, 400];
    const next = emgShaper(sampleRate, random(4));
    const fft = new FFT(size);
    const spectrum = fft.createComplexArray();
    const power = new Float64Array(size / 2);
    for (let s = 0; s < segments; s++) {
      const x = Float64Array.from(
        { length: size },
        (_, i) => next() * (0.5 - 0.5 * Math.cos((2 * Math.PI * i) / size)),
      );
      fft.realTransform(spectrum, x);
      for (let k = 0; k < size / 2; k++) power[k] += spectrum[2 * k] ** 2 + spectrum[2 * k + 1] ** 2;
    }
    const formula = (f: number): number => f ** 2 / ((f ** 2 + 60 ** 2) * (f ** 2 + 120 ** 2) ** 2);
    const reference = 12; // 94 Hz, near the top
    for (const k of [4, 8, 16, 24, 32, 48, 64]) {
      const [f, f0] = [(k * sampleRate) / size, (reference * sampleRate) / size];
      const ratio = power[k] / power[reference] / (formula(f) / formula(f0));
      // two estimates from 400 periodograms: 5 * sqrt(2 / 400) = 35 %, of which bilinear warping at 500 Hz takes 4 %
      expect(ratio, `${f} Hz`).to.be.within(1 / 1.36, 1.36);
    }
  });
});
