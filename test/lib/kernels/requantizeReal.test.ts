import { expect } from 'chai';
import { requantizeFloat32, requantizeFloat64, requantizeShift } from '../../../lib/kernels/requantizeReal.js';
import type { RealEncoding } from '../../../lib/kernels/requantizeReal.js';

const kernels = { requantizeFloat32, requantizeFloat64, requantizeShift };
const all = { zeroPoint: 0, low: -(2 ** 31), high: 2 ** 31 - 1 };

/** One accumulator a scale. */
function codes(
  name: keyof typeof kernels,
  acc: readonly number[],
  scales: readonly number[],
  to: object = {},
): number[] {
  const out = new Int32Array(acc.length + 2).fill(9);
  const encoding: RealEncoding = { ...all, scale: Float64Array.from(scales), ...to };
  kernels[name](Float64Array.from(acc), encoding, out, 1);
  expect([out[0], out[acc.length + 1]], 'nothing else is written').to.deep.equal([9, 9]);
  const narrow = out.slice().fill(9);
  kernels[name](Int32Array.from(acc), encoding, narrow, 1);
  if (acc.every(x => x === (x | 0))) expect([...narrow]).to.deep.equal([...out]);
  return [...out.subarray(1, acc.length + 1)];
}

// BigInt comparisons: test/lib/integer/dialects/float32.test.ts, tflite.test.ts, shift.test.ts
describe('requantizeFloat32', () => {
  it('rounds the accumulator to float32, the product to float32, and that half to even', () => {
    expect(codes('requantizeFloat32', [2 ** 24 + 1, 2 ** 24 + 3], [1, 1])).to.deep.equal([2 ** 24, 2 ** 24 + 4]);
    expect(codes('requantizeFloat32', [-5, -3, -1, 1, 3, 5], new Array<number>(6).fill(0.5))).to.deep.equal([
      -2, -2, 0, 0, 2, 2,
    ]);
    // 3 * (1/6 rounded to float32) is 0.5 + 2^-26: the product rounds to 0.5, and that to 0
    expect(codes('requantizeFloat32', [3], [Math.fround(1 / 6)])).to.deep.equal([0]);
  });

  it('clamps products of any size, and puts zero at the zero point', () => {
    const to = { zeroPoint: 5, low: -128, high: 127 };
    expect(codes('requantizeFloat32', [2 ** 31 - 1, -(2 ** 31), 0], [1e30, 1e30, 1e30], to)).to.deep.equal([
      127, -128, 5,
    ]);
  });
});

describe('requantizeFloat64', () => {
  it('rounds half away from zero, and what is just below a half to zero', () => {
    expect(codes('requantizeFloat64', [-3, -1, 0, 1, 3], new Array<number>(5).fill(0.5))).to.deep.equal([
      -2, -1, 0, 1, 2,
    ]);
    expect(codes('requantizeFloat64', [1, -1], [0.49999999999999994, 0.49999999999999994])).to.deep.equal([0, 0]);
  });

  it('adds the zero point and clamps', () => {
    const to = { zeroPoint: -7, low: -9, high: 0 };
    expect(codes('requantizeFloat64', [1, 100, -100], [1, 1, 1], to)).to.deep.equal([-6, 0, -9]);
  });
});

describe('requantizeShift', () => {
  it('sends ties towards +infinity, in accumulators of up to 52 bits too', () => {
    expect(codes('requantizeShift', [-3, -1, 0, 1, 3], new Array<number>(5).fill(0.5))).to.deep.equal([-1, 0, 0, 1, 2]);
    const large = 2 ** 51;
    expect(
      codes('requantizeShift', [large, large - 1, -large, -large - 1], new Array<number>(4).fill(2 ** -52)),
    ).to.deep.equal([1, 0, 0, -1]);
  });

  it('shifts left by scales above 1/2, adds the zero point and clamps', () => {
    expect(
      codes('requantizeShift', [3, -3, 50], [4, 1, 2 ** 40], { zeroPoint: 1, low: -128, high: 127 }),
    ).to.deep.equal([13, -2, 127]);
  });
});
