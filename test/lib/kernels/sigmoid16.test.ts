import { expect } from 'chai';
import { logistic16, tanh16 } from '../../../lib/kernels/sigmoid16.js';

/** All int16 inputs in Q3.12. */
const all = Array.from({ length: 65536 }, (_, k) => k - 32768);
const some = [-32768, -20000, -4097, -4096, -1000, -171, -170, -1, 0, 1, 170, 171, 1000, 4096, 20000, 32767];

/** CRC-32 (IEEE 802.3) of int16 numbers, little-endian. */
function checksum(numbers: readonly number[]): number {
  let crc = ~0;
  for (const byte of numbers.flatMap(x => [x & 255, (x >> 8) & 255])) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

// made by the operators LOGISTIC and TANH of TensorFlow Lite 2.21 (BUILTIN_REF), int16, input scale 2^-12
describe('logistic16', () => {
  it('equals TensorFlow Lite on all int16 inputs', () => {
    expect(some.map(q => logistic16(3 * q))).to.deep.equal([
      11, 247, 8811, 8812, 14394, 16042, 16044, 16382, 16384, 16386, 16724, 16726, 18374, 23956, 32521, 32757,
    ]);
    expect(checksum(all.map(q => logistic16(3 * q)))).to.equal(0x928f0a46);
  });

  it('saturates beyond the table', () => {
    expect([logistic16(2 ** 20), logistic16(-(2 ** 20))]).to.deep.equal([32767, 1]);
  });
});

describe('tanh16', () => {
  it('equals TensorFlow Lite on all int16 inputs', () => {
    expect(some.map(q => tanh16(3 * q))).to.deep.equal([
      -32767, -32764, -24959, -24956, -7845, -1368, -1360, -8, 0, 8, 1360, 1368, 7845, 24956, 32764, 32767,
    ]);
    expect(checksum(all.map(q => tanh16(3 * q)))).to.equal(0xabdd53cc);
  });
});
