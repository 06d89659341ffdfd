import { expect } from 'chai';
import { type Polyphase, polyphase } from '../../../lib/framing/polyphase.js';

/** The filter at the rate of all phases: tap of the sample k behind the base and phase p stands at p - k up. */
function prototype({ up, reach, taps }: Polyphase): Map<number, number> {
  const width = 2 * reach + 1;
  const h = new Map<number, number>();
  for (let p = 0; p < up; p++) for (let k = -reach; k <= reach; k++) h.set(p - k * up, taps[p * width + reach + k]);
  return h;
}

/** Gain in dB at a frequency in cycles a sample of that rate; 0 dB is the gain of constants. */
function gain(h: Map<number, number>, up: number, f: number): number {
  let [re, im] = [0, 0];
  for (const [t, x] of h) {
    re += x * Math.cos(2 * Math.PI * f * t);
    im += x * Math.sin(2 * Math.PI * f * t);
  }
  return 20 * Math.log10(Math.hypot(re, im) / up);
}

describe('polyphase', () => {
  for (const [up, down] of [
    [1, 4],
    [13, 25],
    [4, 1],
    [5, 4],
  ] as const) {
    it(`passes up to 0.45 of the lower rate within 0.01 dB, and stops 80 dB from 0.55 on: ${up} to ${down}`, () => {
      const h = prototype(polyphase({ up, down }));
      const lower = 1 / Math.max(up, down); // of the rate of all phases
      for (let k = 0; k <= 45; k++) expect(Math.abs(gain(h, up, (k / 100) * lower)), `${k / 100}`).to.be.below(0.01);
      let worst = -Infinity;
      for (let f = 0.55 * lower; f <= 0.5; f += 0.007 * lower) worst = Math.max(worst, gain(h, up, f));
      expect(worst).to.be.below(-80);
    });
  }

  it('has phases that sum to 1', () => {
    const { up, reach, taps } = polyphase({ up: 13, down: 25 });
    for (let p = 0; p < up; p++) {
      const row = taps.subarray(p * (2 * reach + 1), (p + 1) * (2 * reach + 1));
      expect(row.reduce((a, b) => a + b, 0)).to.be.closeTo(1, 1e-14);
    }
  });
});
