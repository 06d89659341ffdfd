import type { Codes } from '../qparams.js';
import { roundedMean } from './roundedMean.js';

/** The windows of a pool along one axis. */
export interface PoolAxis {
  /** Entries of the axis. */
  readonly length: number;
  /** Windows. */
  readonly count: number;
  /** Entries of a window. */
  readonly size: number;
  /** Entries from window to window. */
  readonly stride: number;
  /** Entries of the first window that lie before the axis; they do not count. */
  readonly before: number;
}

/** The entries [from, to) that each window pools, flat: from0, to0, from1, to1, ... */
export function windowBounds({ length, count, size, stride, before }: PoolAxis): Int32Array {
  const bounds = new Int32Array(2 * count);
  for (let k = 0; k < count; k++) {
    const begin = k * stride - before;
    bounds[2 * k] = Math.max(begin, 0);
    bounds[2 * k + 1] = Math.min(begin + size, length);
  }
  return bounds;
}

/** The windows of a pool over (height, width, channels), and the limits of its codes. */
export interface PoolWindows {
  /** Rows [from, to) of each window, flat. */
  readonly rows: Int32Array;
  /** Columns [from, to) of each window, flat. */
  readonly columns: Int32Array;
  readonly width: number;
  readonly channels: number;
  readonly low: number;
  readonly high: number;
}

/**
 * The mean of the codes in each window, ties away from zero, within limits.
 *
 * @param x     codes; the plane begins at `begin`
 * @param out   codes, written from `at` on
 */
export function averageWindows(
  x: Codes,
  begin: number,
  { rows, columns, width, channels, low, high }: PoolWindows,
  out: Codes,
  at: number,
): void {
  let o = at;
  for (let i = 0; i < rows.length; i += 2) {
    for (let j = 0; j < columns.length; j += 2) {
      const [top, bottom, left, right] = [rows[i], rows[i + 1], columns[j], columns[j + 1]];
      const count = (bottom - top) * (right - left);
      for (let c = 0; c < channels; c++) {
        let sum = 0;
        for (let r = top; r < bottom; r++) {
          const row = begin + r * width * channels + c;
          for (let s = left; s < right; s++) sum += x[row + s * channels];
        }
        const q = roundedMean(sum, count); // codes of 16 bits and 2^28 samples stay exact in doubles
        out[o++] = q < low ? low : q > high ? high : q;
      }
    }
  }
}

/**
 * The largest code in each window, within limits.
 *
 * @param x     codes; the plane begins at `begin`
 * @param out   codes, written from `at` on
 */
export function maxWindows(
  x: Codes,
  begin: number,
  { rows, columns, width, channels, low, high }: PoolWindows,
  out: Codes,
  at: number,
): void {
  let o = at;
  for (let i = 0; i < rows.length; i += 2) {
    for (let j = 0; j < columns.length; j += 2) {
      const [top, bottom, left, right] = [rows[i], rows[i + 1], columns[j], columns[j + 1]];
      for (let c = 0; c < channels; c++) {
        let largest = low;
        for (let r = top; r < bottom; r++) {
          const row = begin + r * width * channels + c;
          for (let s = left; s < right; s++) {
            const q = x[row + s * channels];
            if (q > largest) largest = q;
          }
        }
        out[o++] = largest > high ? high : largest;
      }
    }
  }
}
