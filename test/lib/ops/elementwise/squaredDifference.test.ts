import { expect } from 'chai';
import { runLayer } from '../tfliteCases.js';

const squaredDifference = { type: 'squaredDifference', activation: 'none' } as const;

/** x multiplier 2^(shift - 31), rounded as gemmlowp does: the doubled high product first, then the shift, ties away from zero. */
function times(x: bigint, real: number): bigint {
  let shift = 0n;
  while (real < 0.5) {
    real *= 2;
    shift++;
  }
  const multiplier = BigInt(Math.floor(real * 2 ** 31 + 0.5));
  const product = x * multiplier;
  const nudge = product >= 0n ? 2n ** 30n : 1n - 2n ** 30n;
  const high = (product + nudge) / 2n ** 31n;
  const rest = high & (2n ** shift - 1n);
  const threshold = ((2n ** shift - 1n) >> 1n) + (high < 0n ? 1n : 0n);
  return (high >> shift) + (rest > threshold ? 1n : 0n);
}

describe('squaredDifference on codes', () => {
  it('is exact where the scales are powers of two: (3/2 - 2/4)^2 = 1, and saturates', () => {
    const inputs = [
      { of: ['int8', 0.5, 0], shape: [4], x: [3, -3, 127, 0] },
      { of: ['int8', 0.25, -1], shape: [4], x: [1, 1, -128, -1] },
    ] as const;
    // 1^2, 2^2, 95.25^2 and 0, in eighths
    expect(runLayer(squaredDifference, inputs, ['int8', 0.125, -100])).to.deep.equal([-92, -68, 127, -100]);
  });

  it('equals the fixed point of TensorFlow Lite, in integers of any size, on all pairs of codes', () => {
    const [scaleA, scaleB, scale] = [0.0213, 0.0371, 0.046].map(Math.fround);
    const codes = Array.from({ length: 256 }, (_, k) => k - 128);
    const inputs = [
      { of: ['int8', scaleA, 5], shape: [256, 1], x: codes },
      { of: ['int8', scaleB, -9], shape: [256], x: codes },
    ] as const;
    const twice = 2 * scaleB;
    const expected = codes.flatMap(a =>
      codes.map(b => {
        const x = times(BigInt((a - 5) * 128), scaleA / twice);
        const y = times(BigInt((b + 9) * 128), scaleB / twice);
        const q = times((x - y) * (x - y), (twice * twice) / (2 ** 14 * scale)) - 128n;
        return Number(q > 127n ? 127n : q);
      }),
    );
    expect(runLayer(squaredDifference, inputs, ['int8', scale, -128])).to.deep.equal(expected);
  });

  it('takes int16 codes of zero point 0', () => {
    const inputs = [
      { of: ['int16', 1, 0], shape: [2], x: [100, -50] },
      { of: ['int16', 1, 0], shape: [2], x: [40, 50] },
    ] as const;
    // 60^2 / 8 and 100^2 / 8
    expect(runLayer(squaredDifference, inputs, ['int16', 8, 0])).to.deep.equal([450, 1250]);
  });
});
