import { expect } from 'chai';
import { logisticFixed16, tanhFixed16 } from '../../../lib/kernels/transcendental16.js';

/** All int16 numbers. */
const all = Array.from({ length: 65536 }, (_, k) => k - 32768);

/** CRC-32 (IEEE 802.3) of int16 numbers, little-endian. */
function checksum(numbers: readonly number[]): number {
  let crc = ~0;
  for (const byte of numbers.flatMap(x => [x & 255, (x >> 8) & 255])) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

const some = [-32768, -4096, -1, 0, 1, 4096, 32767];

// made by an independent implementation in numpy, with which recurrent layers equal those of TensorFlow Lite 2.21
describe('logisticFixed16', () => {
  it('equals gemmlowp on all int16 inputs, within 7 steps of the function', () => {
    expect(some.map(logisticFixed16)).to.deep.equal([11, 8815, 16383, 16384, 16384, 23952, 32756]);
    expect(checksum(all.map(logisticFixed16))).to.equal(0x89b3f38e);
    const error = all.map(x => Math.abs(logisticFixed16(x) - 32768 / (1 + Math.exp(-x / 4096))));
    expect(error.reduce((a, b) => Math.max(a, b))).to.be.below(7);
  });
});

describe('tanhFixed16', () => {
  it('equals gemmlowp on all int16 inputs with 0 to 6 integer bits, within 13 steps of the function', () => {
    const wanted = [0xa348daf8, 0xc979dd1d, 0x742f59b7, 0x70b28dfe, 0x215077b2, 0x3a695108, 0x32e074ae];
    wanted.forEach((crc, bits) => {
      expect(checksum(all.map(x => tanhFixed16(x, bits))), `${bits} integer bits`).to.equal(crc);
      const error = all.map(x => Math.abs(tanhFixed16(x, bits) - 32768 * Math.tanh(x / 2 ** (15 - bits))));
      expect(error.reduce((a, b) => Math.max(a, b))).to.be.below(13);
    });
    expect(some.map(x => tanhFixed16(x, 3))).to.deep.equal([-32767, -24964, -8, 0, 8, 24964, 32767]);
    expect(some.map(x => tanhFixed16(x, 6))).to.deep.equal([-32767, -32767, -64, 0, 64, 32767, 32767]);
  });
});
