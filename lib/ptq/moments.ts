import type { TapRows } from './tapRows.js';

/** The most output places of a calibration that are summed for each layer: more of them tell little more. */
const MOST_ROWS = 2 ** 15;

/** Means and second moments of what meets the weights of a layer, one set a group. */
export interface Moments {
  readonly taps: number;
  readonly groups: number;
  /** Output places that were summed. */
  readonly count: number;
  /** Takes the input of one run: as the quantized layers before make it, and as it should be. */
  push(input: ArrayLike<number>, wanted: ArrayLike<number>): void;
  /** Mean of each tap. */
  mean(group: number): Float64Array;
  /** For every run, the mean of each tap as it came and as it should be, run behind run. */
  runs(group: number): { readonly came: Float64Array; readonly wanted: Float64Array; readonly count: number };
  /** Mean products of every tap with what every tap lacks, row by row; about their means where `centred`. */
  lacking(group: number, centred: boolean): Float64Array;
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
export function moments(layout: TapRows, runs: number, second: boolean): Moments {
  const { taps, groups, rows } = layout;
  const every = Math.max(1, Math.ceil((rows * runs) / MOST_ROWS));
  const make = (length: number) => Array.from({ length: groups }, () => new Float64Array(length));
  const [sums, lacks] = [make(taps), make(taps)];
  const [squares, crosses] = second ? [make(taps * taps), make(taps * taps)] : [[], []];
  const [row, lack] = [new Float64Array(taps), new Float64Array(taps)];
  const [came, should] = [make(taps * runs), make(taps * runs)];
  let [count, seen, run] = [0, 0, 0];
  const meanOf = (list: Float64Array) => list.map(sum => sum / Math.max(count, 1));
  return {
    taps,
    groups,
    get count() {
      return count;
    },
    push(input, wanted) {
      const taken = Math.ceil((rows - ((every - (seen % every)) % every)) / every);
      const at = run * taps;
      if (taken > 0) run++;
      for (let r = 0; r < rows; r++, seen++) {
        if (seen % every !== 0) continue;
        count++;
        for (let g = 0; g < groups; g++) {
          layout.read(input, r, g, row);
          layout.read(wanted, r, g, lack);
          for (let i = 0; i < taps; i++) {
            came[g][at + i] += row[i] / taken;
            should[g][at + i] += lack[i] / taken;
            lack[i] -= row[i];
            sums[g][i] += row[i];
            lacks[g][i] += lack[i];
          }
          if (!second) continue;
          addProducts(squares[g], row);
          addCrosses(crosses[g], row, lack);
        }
      }
    },
    mean: group => meanOf(sums[group]),
    runs: group => ({
      came: came[group].subarray(0, run * taps),
      wanted: should[group].subarray(0, run * taps),
      count: run,
    }),
    products(group, centred) {
      const mean = meanOf(sums[group]);
      const full = new Float64Array(taps * taps);
      for (let i = 0; i < taps; i++) {
        for (let j = 0; j <= i; j++) {
          const value = squares[group][i * taps + j] / Math.max(count, 1) - (centred ? mean[i] * mean[j] : 0);
          full[i * taps + j] = full[j * taps + i] = value;
        }
      }
      return full;
    },
    lacking(group, centred) {
      const [mean, lacked] = [meanOf(sums[group]), meanOf(lacks[group])];
      return crosses[group].map((sum, k) => {
        const product = centred ? mean[Math.floor(k / taps)] * lacked[k % taps] : 0;
        return sum / Math.max(count, 1) - product;
      });
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

/** Adds x y^T. */
function addCrosses(out: Float64Array, x: Float64Array, y: Float64Array): void {
  const n = x.length;
  for (let i = 0; i < n; i++) {
    const a = x[i];
    if (a === 0) continue;
    for (let j = 0, at = i * n; j < n; j++) out[at++] += a * y[j];
  }
}
