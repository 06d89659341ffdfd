import type { ChannelMoments } from './exactSums.js';
import { type Histogram, pointsOf } from './histogram.js';

/**
 * The moments that a histogram shows, each sample taken to stand in the middle of its cell: the mean is off by at most
 * half a cell, the standard deviation too. Where the exact ones are needed, {@link moments} keeps them.
 */
export function histogramMoments(h: Histogram): ChannelMoments {
  const { values, counts } = pointsOf(h);
  const average = (f: (x: number) => number) => values.reduce((sum, x, i) => sum + counts[i] * f(x), 0) / h.count;
  const mean = average(x => x);
  const variance = average(x => (x - mean) ** 2);
  return Object.freeze({
    count: h.count,
    mean,
    variance,
    skewness: average(x => (x - mean) ** 3) / (variance * Math.sqrt(variance)),
    kurtosis: average(x => (x - mean) ** 4) / variance ** 2,
    nonFinite: h.nans + h.positiveInfinities + h.negativeInfinities,
  });
}
