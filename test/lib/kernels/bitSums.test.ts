import { expect } from 'chai';
import { bitSums, gatherBits, packSigns } from '../../../lib/kernels/bitSums.js';
import { random } from '../../../lib/random.js';

const SEED = 43;

describe('packSigns', () => {
  it('sets the bit of each tap in the plane of its sign', () => {
    const weights = new Int32Array(66);
    weights.set([1, -1, 0], 0); // row 0
    weights[31] = -1;
    weights[32] = 1;
    weights[33 + 1] = 1; // row 1
    const [plus, minus] = packSigns(weights, 2, 33);
    expect([...plus]).to.deep.equal([1, 1, 2, 0]);
    expect([...minus]).to.deep.equal([(2 ** 31 + 2) | 0, 0, 0, 0]);
  });
});

describe('gatherBits', () => {
  it('reads each sample where it lies', () => {
    const bits = new Int32Array(1);
    gatherBits(Int16Array.of(0, -3, -2, -3, -2), 1, Int32Array.of(3, 0, 1), -3, bits);
    expect([...bits]).to.deep.equal([0b101]);
  });
});

describe('bitSums', () => {
  it('equals sums of integers for 1 to 3,000 taps, all ones and random', () => {
    const generator = random(SEED);
    for (let k = 0; k < 120; k++) {
      const taps = k < 4 ? [1, 31, 33, 3000][k] : 1 + (generator.bits() % 1200);
      const [rows, low] = [1 + (generator.bits() % 5), (generator.bits() % 3) - 1];
      const ones = k % 3 === 0; // counts as high as they get
      const weights = Int32Array.from({ length: rows * taps }, (_, i) =>
        ones ? (i % (2 * taps) < taps ? 1 : -1) : (generator.bits() % 3) - 1,
      );
      const x = Int16Array.from({ length: taps + 2 }, () => low + (ones ? 1 : generator.bits() & 1));
      const offsets = Int32Array.from({ length: taps }, (_, i) => taps - 1 - i);
      const [plus, minus] = packSigns(weights, rows, taps);
      const bits = new Int32Array(Math.ceil(taps / 32));
      gatherBits(x, 2, offsets, low, bits);
      const lanes = new Float64Array(rows);
      bitSums(new Float64Array(rows).fill(0.5), plus, minus, bits, lanes);
      const wanted = Array.from({ length: rows }, (_, r) => {
        let sum = 0;
        for (let i = 0; i < taps; i++) sum += weights[r * taps + i] * (x[2 + offsets[i]] - low);
        return sum + 0.5;
      });
      expect([...lanes], `seed ${SEED}, ${taps} taps`).to.deep.equal(wanted);
    }
  });
});
