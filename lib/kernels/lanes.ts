/**
 * Sums in eight lanes for a run whose first sample belongs to lane 0 and whose length is a multiple of 8. Each lane adds its
 * samples in order, so the bits are those of the plain loop `lanes[at + (i & 7)] += term(i)`; eight local variables let the
 * additions overlap.
 *
 * This one sums d = scale x + shift and d^2.
 *
 * @param x       samples; the run is x[begin] to x[end - 1]
 * @param sums    partial sums of d; eight of them from `at` on
 * @param squares partial sums of d^2, likewise
 */
export function addMoments(
  x: Float32Array,
  begin: number,
  end: number,
  scale: number,
  shift: number,
  sums: Float64Array,
  squares: Float64Array,
  at: number,
): void {
  let [s0, s1, s2, s3] = [sums[at], sums[at + 1], sums[at + 2], sums[at + 3]];
  let [s4, s5, s6, s7] = [sums[at + 4], sums[at + 5], sums[at + 6], sums[at + 7]];
  let [q0, q1, q2, q3] = [squares[at], squares[at + 1], squares[at + 2], squares[at + 3]];
  let [q4, q5, q6, q7] = [squares[at + 4], squares[at + 5], squares[at + 6], squares[at + 7]];
  for (let i = begin; i < end; i += 8) {
    const d0 = x[i] * scale + shift;
    const d1 = x[i + 1] * scale + shift;
    const d2 = x[i + 2] * scale + shift;
    const d3 = x[i + 3] * scale + shift;
    const d4 = x[i + 4] * scale + shift;
    const d5 = x[i + 5] * scale + shift;
    const d6 = x[i + 6] * scale + shift;
    const d7 = x[i + 7] * scale + shift;
    s0 += d0;
    s1 += d1;
    s2 += d2;
    s3 += d3;
    s4 += d4;
    s5 += d5;
    s6 += d6;
    s7 += d7;
    q0 += d0 * d0;
    q1 += d1 * d1;
    q2 += d2 * d2;
    q3 += d3 * d3;
    q4 += d4 * d4;
    q5 += d5 * d5;
    q6 += d6 * d6;
    q7 += d7 * d7;
  }
  store(sums, at, s0, s1, s2, s3, s4, s5, s6, s7);
  store(squares, at, q0, q1, q2, q3, q4, q5, q6, q7);
}

/** Sums x^2 as {@link addMoments} sums its terms. */
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

/** Sums |scale x + shift| as {@link addMoments} sums its terms. */
export function addMagnitudes(
  x: Float32Array,
  begin: number,
  end: number,
  scale: number,
  shift: number,
  lanes: Float64Array,
  at: number,
): void {
  let [s0, s1, s2, s3] = [lanes[at], lanes[at + 1], lanes[at + 2], lanes[at + 3]];
  let [s4, s5, s6, s7] = [lanes[at + 4], lanes[at + 5], lanes[at + 6], lanes[at + 7]];
  for (let i = begin; i < end; i += 8) {
    s0 += Math.abs(x[i] * scale + shift);
    s1 += Math.abs(x[i + 1] * scale + shift);
    s2 += Math.abs(x[i + 2] * scale + shift);
    s3 += Math.abs(x[i + 3] * scale + shift);
    s4 += Math.abs(x[i + 4] * scale + shift);
    s5 += Math.abs(x[i + 5] * scale + shift);
    s6 += Math.abs(x[i + 6] * scale + shift);
    s7 += Math.abs(x[i + 7] * scale + shift);
  }
  store(lanes, at, s0, s1, s2, s3, s4, s5, s6, s7);
}

/** How {@link addErrors} makes an error of two samples: e = (x - ratio y) scale + drop. */
export interface ErrorMap {
  readonly ratio: number;
  readonly scale: number;
  readonly drop: number;
}

/**
 * Sums errors e and e^2 as {@link addMoments} sums its terms; y[i + shift] stands beside x[i].
 *
 * @param sums    partial sums of e; eight of them from `at` on
 * @param squares eight partial sums of e^2
 * @returns the largest e^2
 */
export function addErrors(
  x: Float32Array,
  y: Float32Array,
  shift: number,
  begin: number,
  end: number,
  { ratio, scale, drop }: ErrorMap,
  sums: Float64Array,
  at: number,
  squares: Float64Array,
): number {
  let [s0, s1, s2, s3] = [sums[at], sums[at + 1], sums[at + 2], sums[at + 3]];
  let [s4, s5, s6, s7] = [sums[at + 4], sums[at + 5], sums[at + 6], sums[at + 7]];
  let [q0, q1, q2, q3] = [squares[0], squares[1], squares[2], squares[3]];
  let [q4, q5, q6, q7] = [squares[4], squares[5], squares[6], squares[7]];
  let largest = 0;
  for (let i = begin; i < end; i += 8) {
    const j = i + shift;
    const e0 = (x[i] - y[j] * ratio) * scale + drop;
    const e1 = (x[i + 1] - y[j + 1] * ratio) * scale + drop;
    const e2 = (x[i + 2] - y[j + 2] * ratio) * scale + drop;
    const e3 = (x[i + 3] - y[j + 3] * ratio) * scale + drop;
    const e4 = (x[i + 4] - y[j + 4] * ratio) * scale + drop;
    const e5 = (x[i + 5] - y[j + 5] * ratio) * scale + drop;
    const e6 = (x[i + 6] - y[j + 6] * ratio) * scale + drop;
    const e7 = (x[i + 7] - y[j + 7] * ratio) * scale + drop;
    s0 += e0;
    s1 += e1;
    s2 += e2;
    s3 += e3;
    s4 += e4;
    s5 += e5;
    s6 += e6;
    s7 += e7;
    const p0 = e0 * e0;
    const p1 = e1 * e1;
    const p2 = e2 * e2;
    const p3 = e3 * e3;
    const p4 = e4 * e4;
    const p5 = e5 * e5;
    const p6 = e6 * e6;
    const p7 = e7 * e7;
    q0 += p0;
    q1 += p1;
    q2 += p2;
    q3 += p3;
    q4 += p4;
    q5 += p5;
    q6 += p6;
    q7 += p7;
    if (p0 > largest) largest = p0;
    if (p1 > largest) largest = p1;
    if (p2 > largest) largest = p2;
    if (p3 > largest) largest = p3;
    if (p4 > largest) largest = p4;
    if (p5 > largest) largest = p5;
    if (p6 > largest) largest = p6;
    if (p7 > largest) largest = p7;
  }
  store(sums, at, s0, s1, s2, s3, s4, s5, s6, s7);
  store(squares, 0, q0, q1, q2, q3, q4, q5, q6, q7);
  return largest;
}

function store(lanes: Float64Array, at: number, ...sums: readonly number[]): void {
  for (let k = 0; k < 8; k++) lanes[at + k] = sums[k];
}

/**
 * The smallest and the largest of x[begin..end), into `out`.
 *
 * @returns whether all of them are finite; `out` holds nothing of use otherwise
 */
export function extremes(x: Float32Array, begin: number, end: number, out: Float64Array): boolean {
  let [low, high] = [Infinity, -Infinity];
  let strange = 0;
  for (let i = begin; i < end; i++) {
    const v = x[i];
    if (v < low) low = v;
    if (v > high) high = v;
    if (v !== v) strange++;
  }
  out[0] = low;
  out[1] = high;
  return strange === 0 && low > -Infinity && high < Infinity;
}
