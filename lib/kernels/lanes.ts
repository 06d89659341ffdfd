/**
 * Sums in eight lanes for a run whose first sample belongs to lane 0 and whose length is a multiple of 8. Each lane adds its
 * samples in order, so the bits are those of the plain loop `lanes[at + (i & 7)] += term(i)`; eight local variables let the
 * additions overlap.
 *
 * @param x     samples; the run is x[begin] to x[end - 1]
 * @param lanes partial sums; eight of them from `at` on
 */
export function addSquares(x: Float32Array, begin: number, end: number, lanes: Float64Array, at: number): void {
  let [s0, s1, s2, s3] = [lanes[at], lanes[at + 1], lanes[at + 2], lanes[at + 3]];
  let [s4, s5, s6, s7] = [lanes[at + 4], lanes[at + 5], lanes[at + 6], lanes[at + 7]];
  for (let i = begin; i < end; i += 8) {
    s0 += x[i] * x[i];
    s1 += x[i + 1] * x[i + 1];
    s2 += x[i + 2] * x[i + 2];
    s3 += x[i + 3] * x[i + 3];
    s4 += x[i + 4] * x[i + 4];
    s5 += x[i + 5] * x[i + 5];
    s6 += x[i + 6] * x[i + 6];
    s7 += x[i + 7] * x[i + 7];
  }
  store(lanes, at, s0, s1, s2, s3, s4, s5, s6, s7);
}

/** Sums |x| as {@link addSquares} sums x^2. */
export function addMagnitudes(x: Float32Array, begin: number, end: number, lanes: Float64Array, at: number): void {
  let [s0, s1, s2, s3] = [lanes[at], lanes[at + 1], lanes[at + 2], lanes[at + 3]];
  let [s4, s5, s6, s7] = [lanes[at + 4], lanes[at + 5], lanes[at + 6], lanes[at + 7]];
  for (let i = begin; i < end; i += 8) {
    s0 += Math.abs(x[i]);
    s1 += Math.abs(x[i + 1]);
    s2 += Math.abs(x[i + 2]);
    s3 += Math.abs(x[i + 3]);
    s4 += Math.abs(x[i + 4]);
    s5 += Math.abs(x[i + 5]);
    s6 += Math.abs(x[i + 6]);
    s7 += Math.abs(x[i + 7]);
  }
  store(lanes, at, s0, s1, s2, s3, s4, s5, s6, s7);
}

/** Sums (x - y)^2 as {@link addSquares} sums x^2; y[i + shift] stands beside x[i]. */
export function addSquaredErrors(
  x: Float32Array,
  y: Float32Array,
  shift: number,
  begin: number,
  end: number,
  lanes: Float64Array,
  at: number,
): void {
  let [s0, s1, s2, s3] = [lanes[at], lanes[at + 1], lanes[at + 2], lanes[at + 3]];
  let [s4, s5, s6, s7] = [lanes[at + 4], lanes[at + 5], lanes[at + 6], lanes[at + 7]];
  for (let i = begin; i < end; i += 8) {
    const j = i + shift;
    const e0 = x[i] - y[j];
    const e1 = x[i + 1] - y[j + 1];
    const e2 = x[i + 2] - y[j + 2];
    const e3 = x[i + 3] - y[j + 3];
    const e4 = x[i + 4] - y[j + 4];
    const e5 = x[i + 5] - y[j + 5];
    const e6 = x[i + 6] - y[j + 6];
    const e7 = x[i + 7] - y[j + 7];
    s0 += e0 * e0;
    s1 += e1 * e1;
    s2 += e2 * e2;
    s3 += e3 * e3;
    s4 += e4 * e4;
    s5 += e5 * e5;
    s6 += e6 * e6;
    s7 += e7 * e7;
  }
  store(lanes, at, s0, s1, s2, s3, s4, s5, s6, s7);
}

/** Sums ((x - y) perStep)^2 as {@link addSquaredErrors} sums (x - y)^2. */
export function addSquaredSteps(
  x: Float32Array,
  y: Float32Array,
  shift: number,
  begin: number,
  end: number,
  perStep: number,
  lanes: Float64Array,
  at: number,
): void {
  let [s0, s1, s2, s3] = [lanes[at], lanes[at + 1], lanes[at + 2], lanes[at + 3]];
  let [s4, s5, s6, s7] = [lanes[at + 4], lanes[at + 5], lanes[at + 6], lanes[at + 7]];
  for (let i = begin; i < end; i += 8) {
    const j = i + shift;
    const e0 = (x[i] - y[j]) * perStep;
    const e1 = (x[i + 1] - y[j + 1]) * perStep;
    const e2 = (x[i + 2] - y[j + 2]) * perStep;
    const e3 = (x[i + 3] - y[j + 3]) * perStep;
    const e4 = (x[i + 4] - y[j + 4]) * perStep;
    const e5 = (x[i + 5] - y[j + 5]) * perStep;
    const e6 = (x[i + 6] - y[j + 6]) * perStep;
    const e7 = (x[i + 7] - y[j + 7]) * perStep;
    s0 += e0 * e0;
    s1 += e1 * e1;
    s2 += e2 * e2;
    s3 += e3 * e3;
    s4 += e4 * e4;
    s5 += e5 * e5;
    s6 += e6 * e6;
    s7 += e7 * e7;
  }
  store(lanes, at, s0, s1, s2, s3, s4, s5, s6, s7);
}

function store(lanes: Float64Array, at: number, ...sums: readonly number[]): void {
  for (let k = 0; k < 8; k++) lanes[at + k] = sums[k];
}

/** How many of x[begin..end) lie in [low, high]; NaN does not. */
export function countInside(x: Float32Array, begin: number, end: number, low: number, high: number): number {
  let count = 0;
  for (let i = begin; i < end; i++) if (x[i] >= low && x[i] <= high) count++;
  return count;
}
