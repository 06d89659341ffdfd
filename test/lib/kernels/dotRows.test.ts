import { expect } from 'chai';
import { dotRows, packRows } from '../../../lib/kernels/dotRows.js';
import { random } from '../../../lib/random.js';

const SEED = 31;

describe('packRows', () => {
  it('puts the weights of four rows for one input into one word, row 0 lowest', () => {
    // 5 rows of 2 taps; the second group holds row 4 and zeros
    const packed = packRows([1, -1, 2, -2, 3, -3, -128, 127, 5, -5], 5, 2);
    expect([...packed].map(w => (w >>> 0).toString(16).padStart(8, '0'))).to.deep.equal([
      '80030201',
      '7ffdfeff',
      '00000005',
      '000000fb',
    ]);
  });
});

describe('dotRows', () => {
  it('equals sums in BigInt modulo 2^32, for any number of rows and taps', () => {
    const generator = random(SEED);
    const code = () => (generator.bits() % 256) - 128;
    for (let rows = 1; rows <= 9; rows++) {
      const taps = 1 + (generator.bits() % 40);
      const at = generator.bits() % 5;
      const weights = Int8Array.from({ length: rows * taps }, code);
      const x = Int16Array.from({ length: at + taps }, () => (generator.bits() % 65536) - 32768);
      const groups = Math.ceil(rows / 4);
      const bias = new Int32Array(4 * groups).map(() => generator.bits() | 0); // wraps: sums are modulo 2^32
      const wanted = Array.from({ length: rows }, (_, r) => {
        let sum = BigInt(bias[r]);
        for (let i = 0; i < taps; i++) sum += BigInt(weights[r * taps + i]) * BigInt(x[at + i]);
        return Number(BigInt.asIntN(32, sum));
      });
      const acc = new Int32Array(4 * groups);
      dotRows(packRows(weights, rows, taps), taps, x, at, bias, acc);
      expect([...acc].slice(0, rows), `seed ${SEED}, ${rows} rows`).to.deep.equal(wanted);
    }
  });
});
