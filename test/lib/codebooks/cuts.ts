/** Every way to cut `n` things in a row into `count` runs, each as the first indices of its runs. */
export function everyCut(n: number, count: number): number[][] {
  if (count === 1) return [[0]];
  const cuts: number[][] = [];
  for (let last = count - 1; last < n; last++) {
    for (const before of everyCut(last, count - 1)) cuts.push([...before, last]);
  }
  return cuts;
}

/** Weighted squared distances of points from the mean of their run. */
export function clusterCost(points: readonly number[], weights: readonly number[], starts: readonly number[]): number {
  let cost = 0;
  starts.forEach((from, k) => {
    const to = starts[k + 1] ?? points.length;
    let [weight, sum] = [0, 0];
    for (let i = from; i < to; i++) {
      weight += weights[i];
      sum += weights[i] * points[i];
    }
    for (let i = from; i < to; i++) cost += weights[i] * (points[i] - sum / weight) ** 2;
  });
  return cost;
}
