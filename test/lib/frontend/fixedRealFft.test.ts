import { expect } from 'chai';
import { fixedRealFft } from '../../../lib/frontend/fixedRealFft.js';
import { random } from '../../../lib/random.js';

/** The transform over its size, in doubles. */
function exact(samples: Int16Array): number[] {
  const n = samples.length;
  return Array.from({ length: n + 2 }, (_, i) => {
    const wave = i % 2 === 0 ? Math.cos : (x: number) => -Math.sin(x);
    const k = Math.floor(i / 2);
    return samples.reduce((sum, x, t) => sum + x * wave((2 * Math.PI * ((k * t) % n)) / n), 0) / n;
  });
}

describe('fixedRealFft', () => {
  it('is the transform over its size, as near as its roundings let it, for sizes with and without a radix of 2', () => {
    // mean squares: a pass sums four numbers that were rounded twice, 4 * 2 / 12, and halves the error of the pass before: 0.89 in
    // all. The last step halves two of these twice and sums four: 0.33, and its floor adds 1/8. The root of 0.45 is 0.67.
    const generator = random(7);
    for (const size of [16, 64, 256, 512, 1024]) {
      const transform = fixedRealFft(size);
      const samples = Int16Array.from({ length: size }, () => 4000 * (2 * generator.uniform() - 1));
      const bins = new Int16Array(size + 2);
      transform.run(samples, bins);
      const wanted = exact(samples);
      const square = bins.reduce((sum, x, i) => sum + (x - wanted[i]) ** 2, 0) / bins.length;
      expect(Math.sqrt(square), `${size}`).to.be.below(1);
    }
  });

  it('puts a constant into bin 0 and an alternation into the last one', () => {
    const bins = new Int16Array(66);
    fixedRealFft(64).run(new Int16Array(64).fill(8000), bins);
    expect(Math.abs(bins[0] - 8000)).to.be.below(4); // each pass divides by 4 as * 8191 / 32768, 1 in 8192 too little
    expect(bins.subarray(2).every(x => Math.abs(x) <= 2)).to.equal(true);
    fixedRealFft(64).run(
      Int16Array.from({ length: 64 }, (_, i) => (i % 2 ? -8000 : 8000)),
      bins,
    );
    expect(Math.abs(bins[64] - 8000)).to.be.below(4);
  });
});
