import { halfEven } from '../rounding.js';
import { type Histogram, pointsOf } from './histogram.js';

/** The grid that the values of a channel stand on: what a converter of so many bits gives. */
export interface ValueStep {
  /** Distance of neighbouring values, in their unit. */
  readonly step: number;
  /** Distinct values that occurred. */
  readonly used: number;
  /** Bits that count the grid from the smallest value to the largest. */
  readonly spanBits: number;
  /** Bits of a converter whose codes these are, offset included; undefined where 0 is not on the grid. */
  readonly codeBits: number | undefined;
}

/**
 * The largest step of which all values are multiples, up to a common offset and the rounding of float32: a histogram of codes gives the
 * step of its converter. Undefined where the values are not seen one by one (more than a sketch tells apart), where there
 * are fewer than two, or where no step is so wide that they could not stand on it by chance: then they are as good as continuous.
 */
export function valueStep(h: Histogram): ValueStep | undefined {
  if (h.values.some(Number.isNaN)) return undefined; // a cell holds several values
  const { values } = pointsOf(h);
  if (values.length < 2) return undefined;
  const rounding = 2 ** -23 * Math.max(Math.abs(h.min), Math.abs(h.max)); // of a difference of two values
  const found = gridOf(values, rounding);
  if (!found) return undefined;
  const { step, steps } = found;
  if (values.some(x => offGrid((x - h.min) / step) * step > 2 * rounding)) return undefined;
  // numbers that stand nowhere in particular would fall so near a grid with a chance of 4 roundings in a step
  if ((values.length - 2) * Math.log10((4 * rounding) / step) > -5 && values.length > 2) return undefined;
  const codes = [h.min / step, h.max / step];
  const whole = codes.every(q => offGrid(q) * step <= 2 * rounding);
  return { step, used: values.length, spanBits: bitsFor(steps), codeBits: whole ? codeBitsOf(codes) : undefined };
}

/** Distance from the nearest integer. */
function offGrid(x: number): number {
  return Math.abs(x - halfEven(x));
}

/** The step of ascending values and how many of it lie between the first and the last. */
function gridOf(
  values: readonly number[],
  rounding: number,
): { readonly step: number; readonly steps: number } | undefined {
  let guess = Infinity;
  for (let k = 1; k < values.length; k++) guess = Math.min(guess, values[k] - values[k - 1]);
  while (guess >= 8 * rounding) {
    let [step, steps, rest] = [guess, 0, 0];
    for (let k = 1; k < values.length; k++) {
      const gap = values[k] - values[k - 1];
      const count = halfEven(gap / step);
      rest = Math.abs(gap - count * step);
      // the step itself is off by a rounding over all steps so far
      if (rest > rounding * (2 + Math.min(count / Math.max(steps, 1), 6))) break;
      rest = 0;
      steps += count;
      step = (values[k] - values[0]) / steps;
    }
    if (rest === 0) return { step, steps };
    const finer = common(guess, rest, 4 * rounding);
    if (finer > 0.6 * guess) return undefined; // a rest too small to be a step, too large to be rounding
    guess = finer;
  }
  return undefined;
}

/** The greatest common step of two lengths, by Euclid; what is below the tolerance counts as nothing. */
function common(a: number, b: number, tolerance: number): number {
  while (b > tolerance) [a, b] = [b, Math.abs(a - b * halfEven(a / b))];
  return a;
}

function bitsFor(largest: number): number {
  return Math.ceil(Math.log2(largest + 1));
}

function codeBitsOf([low, high]: readonly number[]): number {
  const [min, max] = [halfEven(low), halfEven(high)];
  return min >= 0 ? Math.max(bitsFor(max), 1) : 1 + bitsFor(Math.max(max, -min - 1));
}
