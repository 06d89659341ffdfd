import { expect } from 'chai';
import { frame } from '../../../lib/frame.js';
import { random } from '../../../lib/random.js';
import { entropy } from '../../../lib/ranges/index.js';
import { accumulatorLaws } from '../../laws.js';

const SEED = 20_241_112;

/** NVIDIA's procedure (Migacz, GTC 2017, slides 38 to 40), step by step on the counts of |x|: how many cells to keep. */
function migacz(bins: readonly number[], groups: number): number {
  let [best, least] = [bins.length, Infinity];
  for (let i = bins.length; i >= groups; i--) {
    const p = bins.slice(0, i);
    p[i - 1] += bins.slice(i).reduce((a, b) => a + b, 0);
    const q = new Array<number>(i).fill(0);
    for (let g = 0; g < groups; g++) {
      const [from, to] = [Math.floor((g * i) / groups), Math.floor(((g + 1) * i) / groups)];
      const part = bins.slice(from, to);
      const filled = part.filter(n => n > 0).length;
      part.forEach((n, k) => (q[from + k] = n > 0 ? part.reduce((a, b) => a + b) / filled : 0));
    }
    const [sumP, sumQ] = [p, q].map(list => list.reduce((a, b) => a + b));
    let kl = 0;
    p.forEach((n, k) => (kl += n > 0 ? (n / sumP) * Math.log(n / sumP / (q[k] / sumQ)) : 0));
    if (kl < least - 1e-12) [best, least] = [i, kl];
  }
  return best;
}

describe('entropy', () => {
  it('keeps as much as the published procedure, followed step by step', () => {
    const g = random(SEED);
    for (const next of [
      () => g.normal() ** 3,
      () => -Math.log(1 - g.uniform()) * (g.bits() % 2 ? 1 : -1),
      () => g.normal(),
    ]) {
      const x = Float32Array.from({ length: 4000 }, next);
      const t = entropy({ bits: 4, about: 'zero', cells: 256 });
      t.push(frame(x));
      const [h] = t.histograms();
      const width = 2 ** h.exponent;
      const bins = new Array<number>(Math.max(-h.first, h.first + h.counts.length)).fill(0);
      h.counts.forEach((n, i) => (bins[h.first + i < 0 ? -h.first - i - 1 : h.first + i] += n));
      const kept = migacz(bins, 8);
      const wanted = kept === bins.length ? Math.max(-h.min, h.max) : kept * width;
      expect(Math.max(-t.value().min[0], t.value().max[0])).to.equal(Math.min(wanted, Math.max(-h.min, h.max)));
    }
  });

  it('keeps all of a uniform signal', () => {
    const t = entropy();
    t.push(frame(Float32Array.from({ length: 100_000 }, (_, i) => i / 50_000 - 1)));
    expect(t.value().min[0]).to.equal(-1);
    expect(t.value().max[0]).to.be.above(0.999);
  });

  it('clips a heavy tail, and does not collapse on the zeros of a ReLU', () => {
    const g = random(SEED);
    const x = Float32Array.from({ length: 200_000 }, () => Math.max(g.normal(), 0));
    x[17] = 40;
    const t = entropy({ about: 'zero' });
    t.push(frame(x));
    expect(t.value().min[0]).to.equal(0);
    expect(t.value().max[0]).to.be.within(2.5, 10);
  });

  it('keeps all counts of a converter, whether or not one more tips the mean: binomial counts -6 to 6', () => {
    const binomial = [1, 12, 66, 220, 495, 792, 924, 792, 495, 220, 66, 12, 1];
    for (const more of [0, 1]) {
      const x = binomial.flatMap((n, k) => new Array<number>(n + (k === 5 ? more : 0)).fill(k - 6));
      for (const bits of [4, 8]) {
        for (const about of ['mean', 'zero'] as const) {
          const t = entropy({ bits, about });
          t.push(frame(Float32Array.from(x)));
          // onnxruntime 1.30 gives +-3.0 to +-4.25 on these samples, which clips 2 to 12 % of them
          expect(t.value(), `${more} more, ${bits} bits, about ${about}`).to.deep.equal({ min: [-6], max: [6], bits });
        }
      }
    }
  });

  it('gives the extremes where there are fewer cells than codes', () => {
    const t = entropy();
    t.push(frame(Float32Array.of(1, 2, 3)));
    expect(t.value()).to.deep.equal({ min: [1], max: [3], bits: 8 });
  });

  it('refuses wrong options at the call', () => {
    expect(() => entropy({ bits: 11 })).to.throw(RangeError, 'entropy: bits must be an integer in [2, 10], got 11');
  });

  accumulatorLaws('entropy', { make: () => entropy({ bits: 3, cells: 64 }) });
});
