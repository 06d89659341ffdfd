import { expect } from 'chai';
import { halfBits, halfValue } from '../../../lib/packing/half.js';

describe('half', () => {
  it('knows the numbers of RFC 8949, appendix A', () => {
    for (const [x, bits] of [
      [0, 0x0000],
      [-0, 0x8000],
      [1, 0x3c00],
      [1.5, 0x3e00],
      [65504, 0x7bff],
      [5.960464477539063e-8, 0x0001],
      [0.00006103515625, 0x0400],
      [-4, 0xc400],
      [Infinity, 0x7c00],
      [-Infinity, 0xfc00],
    ]) {
      expect(halfBits(x)).to.equal(bits);
      expect(Object.is(halfValue(bits), x)).to.equal(true);
    }
  });

  it('gives every one of the 65,536 back, NaN apart', () => {
    for (let bits = 0; bits < 65536; bits++) {
      const x = halfValue(bits);
      expect(halfBits(x)).to.equal(Number.isNaN(x) ? -1 : bits);
    }
  });

  it('has no bits for what lies between or beyond', () => {
    for (const x of [1 + 2 ** -11, 65505, 65536, 2 ** -25, 3 * 2 ** -25, 1e-300, 0.1, NaN]) {
      expect(halfBits(x)).to.equal(-1);
    }
  });
});
