import { edgesOf, type Histogram } from '../statistics/histogram.js';

/** What a fixed-point rule for a clip needs of |x|: tails beyond a threshold. Zeros are in no figure. */
export interface Magnitudes {
  /** Samples that are not 0. */
  readonly count: number;
  /** Sum of |x|. */
  readonly sum: number;
  /** Largest |x|. */
  readonly peak: number;
  /** Samples with |x| > c and the sum of their |x|, the samples spread evenly in each cell. */
  tail(c: number): { readonly count: number; readonly sum: number };
}

/** |x| of a histogram. */
export function magnitudesOf(h: Histogram): Magnitudes {
  const edges = edgesOf(h);
  const { counts, first } = h;
  function tail(c: number): { count: number; sum: number } {
    let [count, sum] = [0, 0];
    for (let i = 0; i < counts.length; i++) {
      const negative = first + i < 0;
      const a = negative ? -edges[i + 1] : edges[i];
      const b = negative ? -edges[i] : edges[i + 1];
      if (b <= c) continue;
      const from = Math.max(a, c);
      const m = a === b ? counts[i] : (counts[i] * (b - from)) / (b - a);
      count += m;
      sum += (m * (from + b)) / 2;
    }
    return { count, sum };
  }
  const all = tail(-1);
  return { count: all.count, sum: all.sum, peak: Math.max(-h.min, h.max), tail };
}

/** [-c, c] without the parts where no sample lies. */
export function clipAt(c: number, { min, max }: Histogram): readonly [min: number, max: number] {
  return [Math.max(-c, Math.min(min, 0)), Math.min(c, Math.max(max, 0))];
}
