import { expect } from 'chai';
import { realSpectrum } from '../../../lib/meters/index.js';
import { random } from '../../../lib/random.js';

/** |X_k|^2 by the definition, O(n^2). */
function byDefinition(x: Float64Array): number[] {
  const n = x.length;
  return Array.from({ length: (n >> 1) + 1 }, (_, k) => {
    let [re, im] = [0, 0];
    for (let i = 0; i < n; i++) {
      const angle = (2 * Math.PI * ((i * k) % n)) / n;
      re += x[i] * Math.cos(angle);
      im -= x[i] * Math.sin(angle);
    }
    return re * re + im * im;
  });
}

describe('realSpectrum', () => {
  it('agrees with the definition for every size from 2 to 130', () => {
    const generator = random(11);
    for (let size = 2; size <= 130; size++) {
      const x = Float64Array.from({ length: size }, () => generator.normal());
      const out = new Float64Array((size >> 1) + 1);
      const transform = realSpectrum(size);
      transform(x, out);
      transform(x, out); // a second time: nothing of the first is left
      const largest = Math.max(...byDefinition(x));
      byDefinition(x).forEach((p, k) => expect(out[k], `${size}, ${k}`).to.be.closeTo(p, 1e-13 * largest));
    }
  });

  it('obeys Parseval for a large size that is no power of two', () => {
    const size = 100_003; // a prime
    const generator = random(12);
    const x = Float64Array.from({ length: size }, () => generator.uniform() - 0.5);
    const out = new Float64Array((size >> 1) + 1);
    realSpectrum(size)(x, out);
    const energy = (out[0] + 2 * out.subarray(1).reduce((a, b) => a + b, 0)) / size;
    expect(energy / x.reduce((a, b) => a + b * b, 0)).to.be.closeTo(1, 1e-12);
  });

  it('refuses sizes it cannot hold', () => {
    for (const size of [0, 1, 2.5, 2 ** 20 + 1, NaN]) expect(() => realSpectrum(size)).to.throw(RangeError, 'size');
  });
});
