import { expect } from 'chai';
import FFT from 'fft.js';
import { rrIntervals } from '../../../datasets/generators/rrIntervals.js';
import { random } from '../../../lib/random.js';

describe('rrIntervals', () => {
  it('is 60 / heartRate without variability', () => {
    const rr = rrIntervals({ heartRate: 75, heartRateSigma: 0, random: random(1) });
    for (const t of [0, 1, 1e6]) expect(rr(t)).to.equal(0.8);
  });

  it('leaves every beat at least 30 % of the mean at the largest variability', () => {
    for (let seed = 0; seed < 20; seed++) {
      const rr = rrIntervals({ heartRate: 80, heartRateSigma: 10, random: random(seed) });
      for (let t = 0; t < 600; t += 0.5) expect(rr(t), `seed ${seed}`).to.be.within(0.3 * 0.75, 1.7 * 0.75);
    }
  });

  it('has twice as much power around 0.25 Hz as around 0.1 Hz', () => {
    const size = 65536; // s, at 1 Hz
    const rr = rrIntervals({ heartRate: 60, heartRateSigma: 1, random: random(5) });
    const fft = new FFT(size);
    const spectrum = fft.createComplexArray();
    fft.realTransform(
      spectrum,
      Float64Array.from({ length: size }, (_, t) => rr(t) - 1),
    );
    const bandPower = (low: number, high: number): number => {
      let sum = 0;
      for (let k = Math.ceil(low * size); k <= high * size; k++) sum += spectrum[2 * k] ** 2 + spectrum[2 * k + 1] ** 2;
      return sum;
    };
    // 5 band widths to each side; the sinusoids have equal amplitudes, so their phases do not matter at this resolution
    expect(bandPower(0.2, 0.3) / bandPower(0.05, 0.15)).to.be.closeTo(2, 0.1);
  });
});
