import type { Histogram } from '../statistics/histogram.js';

/** Equally spaced levels `origin + k * step`, k = 0 to levels - 1. */
export interface Grid {
  readonly origin: number;
  readonly step: number;
  readonly levels: number;
}

/**
 * Sum of the squared errors that rounding to the nearest level of a grid makes, granular and overload together, with
 * the samples spread evenly in each cell. Exact for that density: with u = (x - origin) / step and n the level, the
 * integral of the squared error is step^2 (n / 12 + (u - n)^3 / 3).
 *
 * @internal
 */
export function clippedError(h: Histogram, edges: Float64Array, { origin, step, levels }: Grid): number {
  const { counts } = h;
  const [perStep, last] = [1 / step, levels - 1];
  let sum = 0;
  let from = 0;
  for (let i = 0; i < counts.length; i++) {
    const [a, b] = [(edges[i] - origin) * perStep, (edges[i + 1] - origin) * perStep];
    if (i === 0) from = integral(a, last);
    const to = integral(b, last);
    if (counts[i] > 0) {
      // a short cell is a point: the difference of two integrals would be rounding error
      const point = b - a < 1e-6;
      const mean = point ? (a - levelOf(a, last)) ** 2 : (to - from) / (b - a);
      sum += counts[i] * mean;
    }
    from = to;
  }
  const zero = -origin * perStep;
  return step * step * (sum + h.zeros * (zero - levelOf(zero, last)) ** 2);
}

function levelOf(u: number, last: number): number {
  const n = Math.floor(u + 0.5);
  return n < 0 ? 0 : n > last ? last : n;
}

function integral(u: number, last: number): number {
  const n = levelOf(u, last);
  const d = u - n;
  return n / 12 + (d * d * d) / 3;
}
