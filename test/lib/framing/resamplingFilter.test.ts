import { expect } from 'chai';
import { OptionRangeError } from '../../../lib/errors.js';
import { resamplingFilter } from '../../../lib/framing/index.js';

/** Gain in dB at a frequency in cycles a sample of the lower rate, by the definition of the transform. */
function gain(taps: Float64Array, up: number, down: number, frequency: number): number {
  const [half, step] = [(taps.length - 1) / 2, (2 * Math.PI * frequency) / Math.max(up, down)];
  const sum = taps.reduce((s, tap, k) => s + tap * Math.cos(step * (k - half)), 0);
  return 20 * Math.log10(Math.abs(sum) / up);
}

describe('resamplingFilter', () => {
  for (const [up, down] of [
    [1, 2],
    [1, 4],
    [13, 25],
    [3, 1],
    [160, 147],
    [160, 441],
  ]) {
    it(`${up}/${down} is flat within 0.1 dB to 0.45 of the lower rate, and 80 dB down from 0.55 on`, () => {
      const taps = resamplingFilter(up, down);
      const far = Math.max(up, down) / 2;
      for (let f = 0; f <= 0.45; f += 0.0025) expect(Math.abs(gain(taps, up, down, f)), `${f}`).to.be.below(0.1);
      // closely at the edge, where side lobes are highest, then over all of the spectrum
      for (let f = 0.55; f <= Math.min(2, far); f += 0.0025) expect(gain(taps, up, down, f), `${f}`).to.be.below(-80);
      for (let f = 2; f <= far; f += 0.9173) expect(gain(taps, up, down, f), `${f}`).to.be.below(-80);
    });

    it(`${up}/${down} is symmetric, and leaves a constant in every phase`, () => {
      const taps = resamplingFilter(up, down);
      expect([...taps].reverse()).to.deep.equal([...taps]);
      for (let p = 0; p < up; p++) {
        expect(taps.reduce((s, tap, k) => s + (k % up === p ? tap : 0), 0)).to.be.closeTo(1, 1e-14);
      }
    });
  }

  it('is one tap where the rate stays', () => {
    expect(resamplingFilter(1, 1)).to.deep.equal(Float64Array.of(1));
  });

  it('refuses what is no fraction', () => {
    expect(() => resamplingFilter(0, 1)).to.throw(OptionRangeError, 'up must be an integer in [1, 1024], got 0');
  });
});
