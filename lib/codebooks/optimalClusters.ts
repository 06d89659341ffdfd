/** The most points that {@link optimalClusters} takes: its memory is 2 bytes for each point and cluster. */
export const MOST_POINTS = 16384;

/**
 * Where to cut ascending weighted points into `count` runs such that the weighted squared distances from the points to the
 * mean of their run are least in total: k-means in one dimension, solved exactly. Of equally good cuts the lowest are taken.
 *
 * Dynamic programming over the number of runs; the best last cut moves up with the last point, so each round takes
 * O(points log points) by divide and conquer.
 *
 * @internal
 *
 * @param points  ascending, at most {@link MOST_POINTS}
 * @param weights above 0, one a point
 * @param count   1 to the number of points
 * @returns the first index of each run, shape (count)
 * @see H. Wang, M. Song, "Ckmeans.1d.dp", The R Journal 3/2 (2011), 29-33
 */
export function optimalClusters(points: ArrayLike<number>, weights: ArrayLike<number>, count: number): Int32Array {
  const n = points.length;
  const cost = runCosts(points, weights);
  let before = Float64Array.from({ length: n }, (_, j) => cost(0, j)); // least cost of points 0 to j in k runs
  let now = new Float64Array(n);
  const cuts: Uint16Array[] = []; // cuts[k - 1][j]: where the last of k + 1 runs that cover 0 to j begins

  for (let k = 1; k < count; k++) {
    const cut = new Uint16Array(n);
    /** Solves points first to last, whose best last cuts lie in [low, high]. */
    const solve = (first: number, last: number, low: number, high: number): void => {
      if (first > last) return;
      const j = (first + last) >> 1;
      let [best, at] = [Infinity, low];
      for (let i = low; i <= Math.min(j, high); i++) {
        const total = before[i - 1] + cost(i, j);
        if (total < best) [best, at] = [total, i];
      }
      now[j] = best;
      cut[j] = at;
      solve(first, j - 1, low, at);
      solve(j + 1, last, at, high);
    };
    solve(k, n - 1, k, n - 1);
    cuts.push(cut);
    [before, now] = [now, before];
  }
  const starts = new Int32Array(count);
  for (let k = count - 1, j = n - 1; k > 0; k--) {
    starts[k] = cuts[k - 1][j];
    j = starts[k] - 1;
  }
  return starts;
}

/** The cost of a run i to j, from running sums around the mean. */
function runCosts(points: ArrayLike<number>, weights: ArrayLike<number>): (i: number, j: number) => number {
  const n = points.length;
  let [weight, mean] = [0, 0];
  for (let i = 0; i < n; i++) {
    weight += weights[i];
    mean += (weights[i] / weight) * (points[i] - mean);
  }
  const [w, s, q] = [new Float64Array(n + 1), new Float64Array(n + 1), new Float64Array(n + 1)];
  for (let i = 0; i < n; i++) {
    const x = points[i] - mean;
    w[i + 1] = w[i] + weights[i];
    s[i + 1] = s[i] + weights[i] * x;
    q[i + 1] = q[i] + weights[i] * x * x;
  }
  return (i, j) => {
    const sum = s[j + 1] - s[i];
    const cost = q[j + 1] - q[i] - (sum * sum) / (w[j + 1] - w[i]);
    return i === j || cost < 0 ? 0 : cost; // below 0 by rounding only
  };
}
