import { expect } from 'chai';
import { packWeights, unpackWeights } from '../../../../lib/kernels/sums/weights.js';

describe('packWeights', () => {
  it('packs 2 and 4 bits in twos complement, the first weight lowest, as TensorFlow Lite files hold them', () => {
    // 1 = 01, -2 = 10, -1 = 11, 0 = 00: 00111001, then 1 alone
    expect(packWeights(Int32Array.of(1, -2, -1, 0, 1))).to.deep.equal({
      length: 5,
      bits: 2,
      data: Uint8Array.of(0b00111001, 1),
    });
    // -8 = 1000, 7 = 0111, -1 = 1111
    expect(packWeights(Int32Array.of(-8, 7, -1))).to.deep.equal({
      length: 3,
      bits: 4,
      data: Uint8Array.of(0x78, 0x0f),
    });
  });

  it('takes the narrowest width that holds all of them', () => {
    const bits = (...values: number[]) => packWeights(Int32Array.from(values)).bits;
    expect([bits(), bits(0), bits(-2, 1), bits(2), bits(-3)]).to.deep.equal([2, 2, 2, 4, 4]);
    expect([bits(7, -8), bits(8), bits(-9), bits(127, -128)]).to.deep.equal([4, 8, 8, 8]);
    expect([bits(128), bits(-129), bits(32767, -32768)]).to.deep.equal([16, 16, 16]);
    expect([bits(32768), bits(-32769), bits(2 ** 31 - 1), bits(-(2 ** 31))]).to.deep.equal([32, 32, 32, 32]);
  });
});

describe('unpackWeights', () => {
  it('gives back what was packed, at every width and length', () => {
    for (const bits of [2, 4, 8, 16, 32]) {
      const [low, high] = [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1];
      for (let length = 1; length <= 9; length++) {
        const values = Int32Array.from({ length }, (_, i) => [low, high, -1, 0, 1][i % 5]);
        const packed = packWeights(values);
        expect(packed.bits).to.equal(bits);
        expect(packed.data.byteLength).to.equal(Math.ceil((length * bits) / 8));
        expect([...unpackWeights(packed)]).to.deep.equal([...values]);
      }
    }
  });
});
