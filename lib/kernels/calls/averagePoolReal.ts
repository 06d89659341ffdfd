import { halfEven } from '../../rounding.js';
import type { Kernel } from '../kernel.js';
import { windowBounds } from '../poolWindows.js';
import type { PoolConstants } from './averagePool.js';

/** A mean pool of codes by way of the real numbers that they stand for. */
export interface AveragePoolRealConstants extends PoolConstants {
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
 * The mean of each window of real numbers, every sum rounded to float32 row by row; the zero point is added before the code is rounded half
 * to even.
 *
 * @see ONNX Runtime, `QLinearAveragePool`
 */
export const averagePoolReal: Kernel<AveragePoolRealConstants> = (constants, [x], [out]) => {
  const { rows, columns, channels, low, high, scale, zeroPoint, outScale, outZeroPoint } = constants;
  const [along, across] = [windowBounds(rows), windowBounds(columns)];
  const stride = columns.length * channels;
  return () => {
    for (let begin = 0, o = 0; begin < x.length; begin += rows.length * stride) {
      for (let i = 0; i < along.length; i += 2) {
        for (let j = 0; j < across.length; j += 2) {
          const count = (along[i + 1] - along[i]) * (across[j + 1] - across[j]);
          for (let c = 0; c < channels; c++) {
            let sum = 0;
            for (let r = along[i]; r < along[i + 1]; r++) {
              const row = begin + r * stride + c;
              for (let s = across[j]; s < across[j + 1]; s++) {
                sum = Math.fround(sum + Math.fround(scale * (x[row + s * channels] - zeroPoint)));
              }
            }
            const y = Math.fround(Math.fround(sum / count) / outScale);
            const q = halfEven(Math.fround(y + outZeroPoint));
            out[o++] = q < low ? low : q > high ? high : q;
          }
        }
      }
    }
  };
};
