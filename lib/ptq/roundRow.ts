import { halfAway } from '../rounding.js';

/** Share of the mean second moment that is added to each, so that the matrix has an inverse. */
const DAMPING = 0.01;

/** And the more, the fewer output places there are for a tap: a few windows fit anything. */
const SCARCITY = 0.3;

/** What rounding one weight costs, and how the weights behind it make up for it. */
export interface Compensation {
  /** Taps in the order in which they are rounded: the strongest first. */
  readonly order: Int32Array;
  /** Upper triangular factor U of the inverse second moments, U^T U, in that order, row by row. */
  readonly factor: Float64Array;
}

/**
 * The order and the factor for rounding weights against second moments of their inputs.
 *
 * @internal
 *
 * @param products second moments of the taps, row by row
 * @param rows     of which they are the means; without a number, of as many as one likes
 * @see E. Frantar et al., GPTQ (ICLR 2023), algorithm 1
 */
export function compensation(products: Float64Array, taps: number, rows = Infinity): Compensation {
  const diagonal = Float64Array.from({ length: taps }, (_, i) => products[i * taps + i]);
  const order = Int32Array.from(diagonal.keys()).sort((a, b) => diagonal[b] - diagonal[a] || a - b);
  const mean = diagonal.reduce((sum, x) => sum + x, 0) / taps;
  const damping = mean > 0 ? (DAMPING + (SCARCITY * taps) / rows) * mean : 1;
  const ordered = new Float64Array(taps * taps);
  for (let i = 0; i < taps; i++) {
    for (let j = 0; j < taps; j++) ordered[i * taps + j] = products[order[i] * taps + order[j]];
    ordered[i * taps + i] += damping;
  }
  return { order, factor: inverseFactor(ordered, taps) };
}

/** U with U^T U = inverse of a symmetric positive matrix: the inverse of its reversed Cholesky factor. */
function inverseFactor(matrix: Float64Array, n: number): Float64Array {
  // matrix = R R^T with R upper triangular; its inverse is R^-T R^-1 = U^T U with U = R^-1
  const r = new Float64Array(n * n);
  for (let j = n - 1; j >= 0; j--) {
    for (let i = j; i >= 0; i--) {
      let sum = matrix[i * n + j];
      for (let k = j + 1; k < n; k++) sum -= r[i * n + k] * r[j * n + k];
      r[i * n + j] = i === j ? Math.sqrt(Math.max(sum, 2 ** -200)) : sum / r[j * n + j];
    }
  }
  const u = new Float64Array(n * n);
  for (let i = n - 1; i >= 0; i--) {
    u[i * n + i] = 1 / r[i * n + i];
    for (let j = i + 1; j < n; j++) {
      let sum = 0;
      for (let k = i + 1; k <= j; k++) sum += r[i * n + k] * u[k * n + j];
      u[i * n + j] = -sum / r[i * n + i];
    }
  }
  return u;
}

/** The grid that weights are rounded to. */
export interface RowGrid {
  readonly scale: number;
  readonly qmin: number;
  readonly qmax: number;
}

/**
 * Rounds the weights of one output channel one after another; what each loses, those behind it make up for.
 *
 * @internal
 *
 * @param weights real numbers; changed
 * @param codes   takes the codes
 * @returns the error of the output, mean square
 */
export function roundRow(
  weights: Float64Array,
  { order, factor }: Compensation,
  { scale, qmin, qmax }: RowGrid,
  codes: Int8Array,
): number {
  const n = weights.length;
  let error = 0;
  for (let i = 0; i < n; i++) {
    const at = order[i];
    const q = Math.min(Math.max(halfAway(weights[at] / scale), qmin), qmax);
    codes[at] = q;
    const lost = (weights[at] - q * scale) / factor[i * n + i];
    error += lost * lost;
    if (lost === 0) continue;
    for (let j = i + 1, k = i * n + i + 1; j < n; j++, k++) weights[order[j]] -= lost * factor[k];
  }
  return error;
}

/**
 * Rounds the weights of one output channel to the nearest codes.
 *
 * @internal
 *
 * @returns the error of the output, mean square
 */
export function nearestRow(
  weights: Float64Array,
  products: Float64Array,
  { scale, qmin, qmax }: RowGrid,
  codes: Int8Array,
): number {
  const n = weights.length;
  const lost = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    codes[i] = Math.min(Math.max(halfAway(weights[i] / scale), qmin), qmax);
    lost[i] = weights[i] - codes[i] * scale;
  }
  let error = 0;
  for (let i = 0; i < n; i++) {
    let sum = 0;
    for (let j = 0, k = i * n; j < n; j++) sum += products[k++] * lost[j];
    error += sum * lost[i];
  }
  return error;
}

/**
 * The weights that make of the inputs at hand what the given ones make of the inputs as they should be, by least squares.
 *
 * @internal
 *
 * @param lacking mean products of every tap with what every tap lacks
 */
export function restoredRow(
  weights: Float64Array,
  lacking: Float64Array,
  { order, factor }: Compensation,
): Float64Array {
  const n = weights.length;
  const wanted = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let sum = 0;
    for (let j = 0, k = order[i] * n; j < n; j++) sum += lacking[k++] * weights[j];
    wanted[i] = sum;
  }
  // U^T U wanted, in the order of the factor
  const half = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let sum = 0;
    for (let j = i, k = i * n + i; j < n; j++) sum += factor[k++] * wanted[j];
    half[i] = sum;
  }
  const restored = Float64Array.from(weights);
  for (let i = 0; i < n; i++) {
    for (let j = i, k = i * n + i; j < n; j++) restored[order[j]] += factor[k++] * half[i];
  }
  return restored;
}
