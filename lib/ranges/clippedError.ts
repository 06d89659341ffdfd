import { halfEven } from '../rounding.js';
import type { Points } from '../statistics/histogram.js';
import type { Interval } from './sketchTracker.js';

/** Equally spaced levels `(first + k) * step`, k = 0 to levels - 1. */
export interface Grid {
  /** An integer where the quantizer has a zero point. */
  readonly first: number;
  readonly step: number;
  readonly levels: number;
}

/** The levels of `affine` under its defaults over an interval: the zero is free, so all codes go to the interval. */
export function freeGrid([min, max]: Interval, bits: number): Grid {
  const levels = 2 ** bits;
  const step = Math.fround((max - min) / (levels - 1));
  return { first: halfEven(min / step), step, levels };
}

/**
 * Sum of the squared errors that rounding to the nearest level of a grid makes, granular and overload together. Samples whose value
 * is known count at it, by the float32 quotients and products of quantizers, which far offsets feel. The others spread evenly over
 * their cell; exact for that density: with u = x / step - first and n the level, the integral of the squared error is
 * step^2 (n / 12 + (u - n)^3 / 3).
 *
 * @internal
 */
export function clippedError({ values, counts, width }: Points, { first, step, levels }: Grid): number {
  const [perStep, last] = [1 / step, levels - 1];
  let sum = 0;
  for (let i = 0; i < values.length; i++) {
    const half = (width[i] * perStep) / 2;
    // a short cell is a point: the difference of two integrals would be rounding error
    if (half < 5e-7) {
      const level = levelOf(Math.fround(values[i] * perStep) - first, last);
      sum += counts[i] * ((values[i] - Math.fround((first + level) * step)) * perStep) ** 2;
    } else {
      const u = values[i] * perStep - first;
      sum += (counts[i] * (integral(u + half, last) - integral(u - half, last))) / (2 * half);
    }
  }
  return step * step * sum;
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
