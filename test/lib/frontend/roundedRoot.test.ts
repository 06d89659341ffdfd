import { expect } from 'chai';
import { roundedRoot } from '../../../lib/frontend/roundedRoot.js';
import { random } from '../../../lib/random.js';

/** The nearest root in exact arithmetic: r^2 + r < n means that n is nearer to r + 1. */
function isNearest(n: number, root: number): boolean {
  const [x, r] = [BigInt(n), BigInt(root)];
  return x <= r * r + r && (r === 0n || x > r * r - r);
}

describe('roundedRoot', () => {
  it('is the nearest integer to the root, at squares and between them, up to 2^53', () => {
    const generator = random(3);
    for (let k = 0; k < 20_000; k++) {
      const r = Math.floor(2 ** (26.4 * generator.uniform()));
      for (const n of [r * r, r * r - 1, r * r + 1, r * r + r, r * r + r + 1]) {
        if (n >= 0 && !(n > 0xffff * 0x10000 && n < 2 ** 32))
          expect(isNearest(n, roundedRoot(n)), `${n}`).to.equal(true);
      }
    }
  });

  it('stays in 16 bits below 2^32', () => {
    expect([2 ** 32 - 1, 2 ** 32].map(roundedRoot)).to.deep.equal([65535, 65536]);
  });
});
