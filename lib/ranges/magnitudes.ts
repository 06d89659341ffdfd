import type { Histogram, Points } from '../statistics/histogram.js';
import type { Interval } from './sketchTracker.js';

/** What a fixed-point rule for a clip needs of |x - centre|: tails beyond a threshold. Samples at the centre are in no figure. */
export interface Magnitudes {
  /** Samples that are not at the centre. */
  readonly count: number;
  /** Sum of |x - centre|. */
  readonly sum: number;
  /** Largest |x - centre|. */
  readonly peak: number;
  /** Samples with |x - centre| > c and the sum of those, samples of a cell spread evenly over it. */
  tail(c: number): { readonly count: number; readonly sum: number };
}

/** |x - centre| of weighted points. */
export function magnitudesOf({ values, counts, width }: Points, centre: number): Magnitudes {
  const distances = values.map(x => Math.abs(x - centre));

  function tail(c: number): { count: number; sum: number } {
    let [count, sum] = [0, 0];
    for (let i = 0; i < distances.length; i++) {
      const [a, b] = [distances[i] - width[i] / 2, distances[i] + width[i] / 2];
      if (b <= c) continue;
      const from = Math.max(a, c, 0);
      const m = width[i] === 0 ? counts[i] : (counts[i] * (b - from)) / width[i];
      count += m;
      sum += (m * (from + b)) / 2;
    }
    return { count, sum };
  }
  const all = tail(0);
  const peak = distances.reduce((most, d, i) => Math.max(most, d + width[i] / 2), 0);
  return { count: all.count, sum: all.sum, peak, tail };
}

/** [centre - c, centre + c] without the parts where no sample lies, the centre always inside. */
export function clipAt(c: number, { min, max }: Histogram, centre = 0): Interval {
  return [Math.max(centre - c, Math.min(min, centre)), Math.min(centre + c, Math.max(max, centre))];
}
