import { expect } from 'chai';
import { counterUniform } from '../../../lib/kernels/counterRandom.js';

/** MurmurHash3's finalizer in unbounded integers. */
function fmix32(x: bigint): bigint {
  let h = BigInt.asUintN(32, x);
  h = BigInt.asUintN(32, (h ^ (h >> 16n)) * 0x85ebca6bn);
  h = BigInt.asUintN(32, (h ^ (h >> 13n)) * 0xc2b2ae35n);
  return h ^ (h >> 16n);
}

/** The definition, word by word. */
function drawn(seed: number, channel: number, index: number): number {
  const outer = fmix32(fmix32(fmix32(BigInt(seed) + 0x9e3779b9n) + BigInt(channel)) + (BigInt(index) >> 32n));
  const inner = fmix32(outer + 0x85ebca6bn);
  return Number(fmix32(fmix32(BigInt(index) + outer) ^ inner)) / 2 ** 32;
}

/** 2^17 draws from one place on. */
const N = 2 ** 17;
const row = (seed: number, channel: number, start: number) =>
  Float64Array.from({ length: N }, (_, i) => counterUniform(seed, channel, start + i));

/** Sample correlation of two rows times sqrt(n): standard normal when they are independent. */
function correlation(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] - 0.5) * (b[i] - 0.5);
  return (sum * 12) / Math.sqrt(a.length);
}

const STARTS = [0, -N / 2, 2 ** 32 - N / 2, -(2 ** 40), Number.MAX_SAFE_INTEGER - N];

describe('counterUniform', () => {
  it('is MurmurHash3 finalizers over index, channel and seed', () => {
    // MurmurHash3_x86_32 of no bytes is the finalizer of the seed: published vectors
    expect([fmix32(0n), fmix32(1n), fmix32(0xffffffffn)]).to.deep.equal([0n, 0x514e28b7n, 0x81f16f39n]);
    for (const seed of [0, 1, 42, 0x7fffffff, 0xffffffff]) {
      for (const channel of [0, 1, 65535]) {
        for (const index of [0, 1, -1, 12345, 2 ** 32 - 1, 2 ** 32, -(2 ** 32), 2 ** 40 + 3, ...STARTS]) {
          expect(counterUniform(seed, channel, index)).to.equal(drawn(seed, channel, index));
        }
      }
    }
  });

  it('is uniform over 256 cells, in the high bits and in the low ones', () => {
    for (const start of STARTS) {
      for (const seed of [0, 1, 0xffffffff]) {
        const cells = [new Float64Array(256), new Float64Array(256)];
        for (const u of row(seed, 3, start)) {
          if (!(u >= 0 && u < 1)) expect.fail(`${u} is outside [0, 1)`);
          cells[0][Math.floor(u * 256)]++;
          cells[1][(u * 2 ** 32) % 256]++;
        }
        for (const counts of cells) {
          const chi = counts.reduce((sum, n) => sum + (n - N / 256) ** 2 / (N / 256), 0);
          // 255 degrees of freedom: mean 255, standard deviation 22.6; 5 of them each way
          expect(chi, `seed ${seed}, start ${start}`).to.be.within(142, 368);
        }
      }
    }
  });

  it('has no correlation from sample to sample', () => {
    for (const start of STARTS) {
      const u = row(7, 0, start);
      for (const lag of [1, 2, 3, 8, 32, 256, 4096]) {
        expect(Math.abs(correlation(u.subarray(lag), u.subarray(0, N - lag))), `lag ${lag}`).to.be.below(5);
      }
    }
  });

  it('has no correlation between channels, seeds, or the two halves of the index', () => {
    const u = row(0, 0, 0);
    for (const [seed, channel, start] of [
      [0, 1, 0],
      [0, 2, 0],
      [0, 65535, 0],
      [1, 0, 0],
      [2, 0, 0],
      [0x80000000, 0, 0],
      [1, 1, 0],
      [0, 0, 2 ** 32],
      [0, 1, 2 ** 32],
      [0, 0, -(2 ** 32)],
    ]) {
      expect(Math.abs(correlation(u, row(seed, channel, start))), `${seed} ${channel} ${start}`).to.be.below(5);
    }
  });

  it('moves every bit of the result for every bit of the index, channel and seed', () => {
    const trials = 4096;
    const words = (seed: number, channel: number, index: number) => counterUniform(seed, channel, index) * 2 ** 32;
    const flips: readonly ((bit: number, i: number) => number)[] = [
      (bit, i) => words(9, 5, i + (i & (2 ** bit) ? -(2 ** bit) : 2 ** bit)), // i < 2^31: one bit of the low word
      (bit, i) => words(9, 5, i + 2 ** (32 + Math.min(bit, 20))),
      (bit, i) => words(9, (5 ^ (1 << (bit % 16))) >>> 0, i),
      (bit, i) => words((9 ^ (1 << bit)) >>> 0, 5, i),
    ];
    for (const flip of flips) {
      for (let bit = 0; bit < 31; bit++) {
        const moved = new Float64Array(32);
        for (let i = 0; i < trials; i++) {
          const changed = words(9, 5, i) ^ flip(bit, i);
          for (let k = 0; k < 32; k++) moved[k] += (changed >>> k) & 1;
        }
        // half the trials, standard deviation sqrt(4096) / 2 = 32: 6 of them, as 3,968 counts are looked at
        for (const count of moved) expect(count).to.be.within(trials / 2 - 192, trials / 2 + 192);
      }
    }
  });
});
