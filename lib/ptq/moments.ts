import type { TapRows } from './tapRows.js';

/** The most output places of a calibration that are summed for each layer: more of them tell little more. */
const MOST_ROWS = 2 ** 15;

/** Means and second moments of what meets the weights of a layer, one set a group. */
export interface Moments {
  readonly taps: number;
  readonly groups: number;
  /** Takes the input of one run. */
  push(input: ArrayLike<number>): void;
  /** Mean of each tap. */
  mean(group: number): Float64Array;
  /** Mean products of every two taps, row by row; about their means where `centred`. */
  products(group: number, centred: boolean): Float64Array;
}

/**
 * Sums in double precision, in constant memory; of long calibrations every n-th place.
 *
 * @internal
 *
 * @param runs how many inputs will come
 */
export function moments(layout: TapRows, runs: number, second = true): Moments {
  const { taps, groups, rows } = layout;
  const every = Math.max(1, Math.ceil((rows * runs) / MOST_ROWS));
  const sums = Array.from({ length: groups }, () => new Float64Array(taps));
  const squares = Array.from({ length: second ? groups : 0 }, () => new Float64Array(taps * taps));
  const row = new Float64Array(taps);
  let [count, seen] = [0, 0];
  return {
    taps,
    groups,
    push(input) {
      for (let r = 0; r < rows; r++, seen++) {
        if (seen % every !== 0) continue;
        count++;
        for (let g = 0; g < groups; g++) {
          layout.read(input, r, g, row);
          const sum = sums[g];
          for (let i = 0; i < taps; i++) sum[i] += row[i];
          if (second) addProducts(squares[g], row);
        }
      }
    },
    mean: group => sums[group].map(sum => sum / Math.max(count, 1)),
    products(group, centred) {
      const mean = this.mean(group);
      const full = new Float64Array(taps * taps);
      for (let i = 0; i < taps; i++) {
        for (let j = 0; j <= i; j++) {
          const value = squares[group][i * taps + j] / Math.max(count, 1) - (centred ? mean[i] * mean[j] : 0);
          full[i * taps + j] = full[j * taps + i] = value;
        }
      }
      return full;
    },
  };
}

/** Adds the lower half of x x^T. */
function addProducts(out: Float64Array, x: Float64Array): void {
  const n = x.length;
  for (let i = 0; i < n; i++) {
    const a = x[i];
    if (a === 0) continue;
    for (let j = 0, at = i * n; j <= i; j++) out[at++] += a * x[j];
  }
}
