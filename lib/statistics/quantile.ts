import { checkNumber } from '../check.js';
import { edgesOf, type Histogram } from './histogram.js';

/**
 * The quantile of a histogram. Rule: the sample of rank r = ceil(p n), at least 1 (type 1 of Hyndman and Fan, the
 * inverse of the empirical distribution function), whose cell is known exactly; inside a cell of m samples, the j-th
 * stands at (j - 1/2) / m of it.
 *
 * The value lies in the same cell as that sample, so it is off by less than a cell; rank 1, rank n and zeros are exact.
 * It never falls as p rises. NaN without samples.
 *
 * @param p in [0, 1]
 * @see R. J. Hyndman, Y. Fan, The American Statistician 50 (1996), 361-365
 */
export function quantile(h: Histogram, p: number): number {
  const rank = rankOf('quantile', h, p);
  if (h.count === 0) return NaN;
  if (rank === 1) return h.min;
  if (rank === h.count) return h.max;
  const { cell, before } = cellOfRank(h, rank);
  if (cell < 0) return 0;
  const edges = edgesOf(h);
  return edges[cell] + ((edges[cell + 1] - edges[cell]) * (rank - before - 0.5)) / h.counts[cell];
}

/**
 * How far {@link quantile} may be off in rank at p, as a share of the samples: those in its cell less one, over all. 0
 * where it is exact.
 */
export function rankError(h: Histogram, p: number): number {
  const rank = rankOf('rankError', h, p);
  if (rank <= 1 || rank === h.count) return 0;
  const { cell } = cellOfRank(h, rank);
  return cell < 0 ? 0 : (h.counts[cell] - 1) / h.count;
}

function rankOf(who: string, { count }: Histogram, p: number): number {
  checkNumber(who, 'p', p, 'a number in [0, 1]', x => x >= 0 && x <= 1);
  return Math.min(Math.max(Math.ceil(p * count), 1), count);
}

/** The cell that holds the sample of a rank, -1 for the zeros, and how many samples stand below that cell. */
function cellOfRank({ counts, first, zeros }: Histogram, rank: number): { cell: number; before: number } {
  let before = 0;
  const zeroAt = Math.max(-first, 0);
  for (let cell = 0; cell < counts.length; cell++) {
    if (cell === zeroAt) {
      if (rank <= before + zeros) return { cell: -1, before };
      before += zeros;
    }
    if (rank <= before + counts[cell]) return { cell, before };
    before += counts[cell];
  }
  return { cell: -1, before }; // the zeros are the largest
}
