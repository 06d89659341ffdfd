/**
 * What NaN and infinities do to a statistic: `error` ends the stream, `skip` counts them apart, `propagate` lets them
 * into the result.
 */
export type NonFinite = 'error' | 'skip' | 'propagate';

/** The three policies. */
export const NON_FINITE = ['error', 'skip', 'propagate'] as const;

/**
 * Counts of one channel on a grid of powers of two: cell i holds the samples in [(first + i) 2^exponent, (first + i +
 * 1) 2^exponent). Zeros are not in the cells; as the grid has an edge at 0, they stand between cell -1 and cell 0.
 */
export interface Histogram {
  /** The cell width is 2^exponent. */
  readonly exponent: number;
  /** Number of the first cell, an integer: the one that `min` lies in; the last cell is that of `max`. */
  readonly first: number;
  /** Samples in each cell, exact integers; a copy of its own. */
  readonly counts: Float64Array;
  /** The value in each cell where all its samples are equal; 0 where it has none, NaN where they differ; a copy of its own. */
  readonly values: Float32Array;
  /** Smallest finite sample, exactly; 0 without samples. */
  readonly min: number;
  /** Largest finite sample, exactly; 0 without samples. */
  readonly max: number;
  /** Finite samples, zeros among them. */
  readonly count: number;
  /** Samples equal to 0 or -0. */
  readonly zeros: number;
  /** Samples with 0 < |x| < 2^-126; they are in the cells too. */
  readonly denormals: number;
  readonly positiveInfinities: number;
  readonly negativeInfinities: number;
  readonly nans: number;
}

/**
 * The edges of the cells, one more than cells, the outermost drawn in to the extremes: no density stands where no
 * sample does.
 */
export function edgesOf({ exponent, first, counts, min, max }: Histogram): Float64Array {
  const edges = new Float64Array(counts.length === 0 ? 0 : counts.length + 1);
  const width = 2 ** exponent;
  for (let i = 0; i < edges.length; i++) edges[i] = Math.min(Math.max((first + i) * width, min), max);
  return edges;
}

/** Samples as weighted points, ascending. */
export interface Points {
  readonly values: readonly number[];
  /** Samples at each value. */
  readonly counts: readonly number[];
  /** Width of the cell whose middle a value is; 0 where the value is exact. */
  readonly width: readonly number[];
}

/** Mean of weighted points. */
export function meanOfPoints({ values, counts }: Points): number {
  let [n, sum] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    n += counts[i];
    sum += counts[i] * values[i];
  }
  return sum / n;
}

/**
 * The counts as weighted points, ascending: the value of each cell that holds a single one and 0 for the zeros, both exact,
 * and the middle of every other cell, off by at most half a cell. What a designer of codebooks and `predictSqnr` take.
 */
export function pointsOf(h: Histogram): Points {
  const [values, counts, width]: [number[], number[], number[]] = [[], [], []];
  const edges = edgesOf(h);
  const add = (value: number, count: number, spread: number) => {
    if (count === 0) return;
    values.push(value);
    counts.push(count);
    width.push(spread);
  };
  const zeroAt = Math.min(Math.max(-h.first, 0), h.counts.length); // cells before it are negative
  for (let i = 0; i <= h.counts.length; i++) {
    if (i === zeroAt) add(0, h.zeros, 0);
    if (i === h.counts.length) break;
    const spread = edges[i + 1] - edges[i];
    if (Number.isNaN(h.values[i])) add(edges[i] + spread / 2, h.counts[i], spread);
    else add(h.values[i], h.counts[i], 0);
  }
  return { values, counts, width };
}
