import type { Histogram } from './histogram.js';

/**
 * The largest difference between the distribution functions of two histograms, in [0, 1], at the edges of the coarser
 * of the two grids: 0 for equal distributions, 1 for disjoint ones. Below the exact statistic by at most the share of
 * one cell. NaN without samples.
 *
 * @see A. N. Kolmogorov, Giorn. Ist. Ital. Attuari 4 (1933), 83-91; N. V. Smirnov, Ann. Math. Stat. 19 (1948), 279-281
 */
export function kolmogorovSmirnov(a: Histogram, b: Histogram): number {
  if (a.count === 0 || b.count === 0) return NaN;
  const exponent = Math.max(a.exponent, b.exponent);
  const [f, g] = [walker(a, exponent), walker(b, exponent)];
  let distance = 0;
  const compare = () => (distance = Math.max(distance, Math.abs(f.share() - g.share())));
  for (let zerosTaken = false; ;) {
    const k = Math.min(f.next(), g.next());
    if (!zerosTaken && k >= 0) {
      f.takeZeros();
      g.takeZeros();
      zerosTaken = true;
    } else if (k === Infinity) {
      return distance;
    } else {
      f.take(k);
      g.take(k);
    }
    compare();
  }
}

/** Walks up the cells of a histogram as if they were of another, not smaller width. */
function walker({ counts, first, exponent, zeros, count }: Histogram, coarse: number) {
  const ratio = 2 ** (exponent - coarse);
  const cell = (i: number) => Math.floor((first + i) * ratio);
  let i = 0;
  let below = 0;
  return {
    /** Number of the next cell that holds samples. */
    next: () => (i < counts.length ? cell(i) : Infinity),
    take(k: number): void {
      for (; i < counts.length && cell(i) === k; i++) below += counts[i];
    },
    takeZeros: () => void (below += zeros),
    share: () => below / count,
  };
}
