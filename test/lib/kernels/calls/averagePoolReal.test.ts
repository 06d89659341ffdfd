import { expect } from 'chai';
import { averagePoolReal, type AveragePoolRealConstants } from '../../../../lib/kernels/calls/averagePoolReal.js';
import { requantizer } from '../../../../lib/kernels/requantization.js';

const whole = (length: number) => ({ length, count: 1, size: length, stride: 1, before: 0 });

/** The mean of one plane of one channel. */
function mean(x: readonly number[], height: number, given: Partial<AveragePoolRealConstants> = {}): number {
  const plane = { rows: whole(height), columns: whole(x.length / height), channels: 1, low: -128, high: 127 };
  const scales = { scale: 1, zeroPoint: 0, outScale: 1, outZeroPoint: 0 };
  const out = new Int8Array(1);
  averagePoolReal({ ...plane, ...scales, order: 'columns', ...given }, [Int8Array.from(x)], [out], { requantizer })();
  return out[0];
}

describe('averagePoolReal', () => {
  it('rounds half to even before the zero point is added, in every order', () => {
    for (const order of ['columns', 'rows', 'lanes'] as const) {
      expect(mean([1, 2, 1, 2], 2, { order })).to.equal(2); // 1.5
      expect(mean([2, 3, 2, 3], 2, { order })).to.equal(2); // 2.5
      expect(mean([2, 3, 2, 3], 2, { order, outZeroPoint: 1 })).to.equal(3);
      expect(mean([5, 1, 2, 3, 4, 6], 2, { order, zeroPoint: -1 })).to.equal(4); // 27 / 6 = 4.5
      expect(mean([9, 9, 9, 9], 1, { order, high: 5 })).to.equal(5);
      expect(mean([9, 9, 9, 9], 1, { order, scale: 0.5, outScale: 0.25 })).to.equal(18);
    }
  });

  it('sums in float32, the columns first: what is no tie in float32 is none, as onnxruntime 1.30 gave it', () => {
    const step = Math.fround(0.11328834295272827);
    const params = { scale: step, outScale: step, zeroPoint: 1, outZeroPoint: 1 };
    const code = (steps: readonly number[]) =>
      mean(
        Array.from(steps, q => q + 1),
        2,
        params,
      ) - 1;
    expect(code([-7, -4, -3, -8])).to.equal(-5); // -22 / 4
    expect(code([8, 0, 2, -4])).to.equal(2); // 6 / 4
    expect(code([-11, 16, -1, -10])).to.equal(-2); // -6 / 4
  });
});
