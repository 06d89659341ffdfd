import { halfEven } from '../../rounding.js';
import type { Kernel } from '../kernel.js';
import { windowBounds } from '../poolWindows.js';
import type { PoolConstants } from './averagePool.js';

/** A mean pool of codes by way of the real numbers that they stand for. */
export interface AveragePoolRealConstants extends PoolConstants {
  /**
   * In which order a window is summed: the columns by themselves, then their sums; row by row; or, of a window that is the whole plane, in
   * four lanes.
   */
  readonly order: 'columns' | 'rows' | 'lanes';
  /** Of the input, a float32 value. */
  readonly scale: number;
  /** Of the input. */
  readonly zeroPoint: number;
  /** Of the output, a float32 value. */
  readonly outScale: number;
  /** Of the output. */
  readonly outZeroPoint: number;
}

/**
 * The mean of each window of real numbers, rounded to float32 at every step, and quantized half to even.
 *
 * @see ONNX Runtime, `MlasPool`; ONNX, QuantizeLinear
 */
export const averagePoolReal: Kernel<AveragePoolRealConstants> = (constants, [x], [out]) => {
  const { rows, columns, channels, low, high, scale, zeroPoint, outScale, outZeroPoint, order } = constants;
  const [along, across] = [windowBounds(rows), windowBounds(columns)];
  const stride = columns.length * channels;
  const real = (at: number) => Math.fround(scale * (x[at] - zeroPoint));
  const sum = sums[order];
  return () => {
    for (let begin = 0, o = 0; begin < x.length; begin += rows.length * stride) {
      for (let i = 0; i < along.length; i += 2) {
        for (let j = 0; j < across.length; j += 2) {
          const [height, width] = [along[i + 1] - along[i], across[j + 1] - across[j]];
          const corner = begin + along[i] * stride + across[j] * channels;
          for (let c = 0; c < channels; c++) {
            const mean = Math.fround(sum(real, corner + c, height, stride, width, channels) / (height * width));
            const q = halfEven(Math.fround(mean / outScale)) + outZeroPoint;
            out[o++] = q < low ? low : q > high ? high : q;
          }
        }
      }
    }
  };
};

/** Sums a window, whose elements lie `down` and `right` from each other; every sum is rounded to float32. */
type WindowSum = (
  real: (at: number) => number,
  corner: number,
  height: number,
  down: number,
  width: number,
  right: number,
) => number;

const sums: Readonly<Record<AveragePoolRealConstants['order'], WindowSum>> = {
  columns(real, corner, height, down, width, right) {
    let sum = 0;
    for (let s = 0; s < width; s++) {
      let column = 0;
      for (let r = 0; r < height; r++) column = Math.fround(column + real(corner + r * down + s * right));
      sum = Math.fround(sum + column);
    }
    return sum;
  },
  rows(real, corner, height, down, width, right) {
    let sum = 0;
    for (let r = 0; r < height; r++) {
      for (let s = 0; s < width; s++) sum = Math.fround(sum + real(corner + r * down + s * right));
    }
    return sum;
  },
  lanes(real, corner, height, _down, width, right) {
    const whole = height * width - ((height * width) % 4);
    let [a, b, c, d] = [0, 0, 0, 0]; // the elements of a plane are evenly spaced
    for (let k = 0; k < whole; k += 4) {
      const at = corner + k * right;
      a = Math.fround(a + real(at));
      b = Math.fround(b + real(at + right));
      c = Math.fround(c + real(at + 2 * right));
      d = Math.fround(d + real(at + 3 * right));
    }
    let sum = Math.fround(Math.fround(a + c) + Math.fround(b + d));
    for (let k = whole; k < height * width; k++) sum = Math.fround(sum + real(corner + k * right));
    return sum;
  },
};
