import type { DitherShape } from '../kernels/dither.js';
import { halfEven } from '../rounding.js';
import { type WeightedPoints, widthOf } from './weightedPoints.js';

/** Equal steps: `count` levels from `first` on. */
interface Steps {
  readonly step: number;
  readonly first: number;
  readonly count: number;
}

const PARTS = 16; // of a step, where a cell is wider

/**
 * Mean squared error of equal steps behind dither, averaged over the dither and the distribution; codes saturate at both ends.
 *
 * @param dither what was added and left in, or `subtractive`: `rpdf` that the decoder takes off
 * @see S. P. Lipshitz, R. A. Wannamaker and J. Vanderkooy, Quantization and dither: a theoretical survey, JAES 40 (1992), 355-375
 * @internal
 */
export function ditheredNoise(
  { step, first, count }: Steps,
  points: WeightedPoints,
  dither: DitherShape | 'subtractive',
): number {
  const { values, counts } = points;
  const errorAt = dither === 'subtractive' ? subtractive : dither === 'rpdf' ? rpdf : tpdf;
  let [sum, weight] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    if (counts[i] === 0) continue;
    const [middle, width] = [onLevel((values[i] - first) / step), widthOf(points, i) / step];
    const parts = Math.min(Math.max(Math.ceil(PARTS * width), 1), 16 * PARTS);
    let error = 0;
    for (let k = 0; k < parts; k++) error += errorAt(middle + width * ((k + 0.5) / parts - 0.5), count - 1);
    sum += (counts[i] * error) / parts;
    weight += counts[i];
  }
  return (step * step * sum) / weight;
}

/** The integer where u is one but for float32 rounding: a sample that is a level. */
function onLevel(u: number): number {
  const nearest = halfEven(u);
  return Math.abs(u - nearest) < 2 ** -20 * Math.max(Math.abs(u), 1) ? nearest : u;
}

/** Mean squared error in steps at u steps above the lowest level, `top` the number of the highest one. */
function rpdf(u: number, top: number): number {
  const below = Math.floor(u);
  const up = u - below; // the chance of the level above
  return (1 - up) * (clamp(below, top) - u) ** 2 + up * (clamp(below + 1, top) - u) ** 2;
}

function tpdf(u: number, top: number): number {
  const nearest = halfEven(u);
  const r = u - nearest; // in [-1/2, 1/2]: the chances are those of a quadratic spline
  return (
    0.5 * (0.5 - r) ** 2 * (clamp(nearest - 1, top) - u) ** 2 +
    (0.75 - r * r) * (clamp(nearest, top) - u) ** 2 +
    0.5 * (0.5 + r) ** 2 * (clamp(nearest + 1, top) - u) ** 2
  );
}

/** The integral over d in [-1/2, 1/2) of (code(u + d) - d - u)^2: 1/12 inside, saturated codes beyond the ends. */
function subtractive(u: number, top: number): number {
  const [from, to] = [u - 0.5, u + 0.5];
  const [low, high] = [clampReal(from, -0.5, top + 0.5), clampReal(to, -0.5, top + 0.5)];
  const below = (Math.min(to, -0.5) ** 3 - Math.min(from, -0.5) ** 3) / 3;
  const above = ((Math.max(to, top + 0.5) - top) ** 3 - (Math.max(from, top + 0.5) - top) ** 3) / 3;
  return below + sawtooth(high) - sawtooth(low) + above;
}

/** The integral from 0 to w of the squared distance from the nearest integer. */
function sawtooth(w: number): number {
  const n = halfEven(w);
  return n / 12 + (w - n) ** 3 / 3;
}

function clamp(k: number, top: number): number {
  return Math.min(Math.max(k, 0), top);
}

function clampReal(x: number, low: number, high: number): number {
  return Math.min(Math.max(x, low), high);
}
