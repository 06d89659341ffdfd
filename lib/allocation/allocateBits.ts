import { checkInteger, checkNumber } from '../check.js';
import { OptionRangeError, OptionTypeError } from '../errors.js';
import { decibels } from '../meters/decibels.js';
import { exactBits } from './exactBits.js';
import { checkVariances } from './reverseWaterFilling.js';

/** What limits a plan: bits for one sample of all channels together, or the SQNR in dB to reach with the fewest bits. */
export type BitBudget = { readonly bits: number } | { readonly sqnr: number };

/** Options of {@link allocateBits}. */
export interface AllocateBitsOptions {
  /**
   * Power of each channel, finite, >= 0: also its noise when it gets 0 bits and is left out. From calibration sketches:
   * `sketch.value().map(h => histogramMoments(h).variance)`.
   */
  readonly variances: readonly number[];
  readonly budget: BitBudget;
  /**
   * Noise power of channel `c` under a quantizer of `bits` bits, bits >= 1, falling with bits. Defaults to `variances[c] * 4 ** -bits`,
   * the bound for Gaussian channels; a uniform quantizer over a range of width w has `w * w / 12 * 4 ** -bits`.
   */
  readonly noise?: (bits: number, c: number) => number;
  /** Fewest bits of a channel, an integer in [0, 16]. Defaults to 0. */
  readonly minBits?: number;
  /** Most bits of a channel, an integer in [minBits, 16]. Defaults to 16. */
  readonly maxBits?: number;
}

/** Bits for each channel, and what they make of the signal. */
export interface BitPlan {
  /** Bits of each channel. */
  readonly bits: readonly number[];
  /** Their sum. */
  readonly total: number;
  /** Noise power of all channels together. */
  readonly noise: number;
  /** Power of all channels over the noise, dB. */
  readonly sqnr: number;
}

/** A raise of one channel's bits and the noise it takes away for each bit. */
interface Raise {
  readonly c: number;
  readonly from: number;
  readonly to: number;
  readonly gain: number;
}

/**
 * Bits for each channel: integers b_c in [minBits, maxBits] that minimise the total noise sum D_c(b_c), D_c(0) the channel's power,
 * subject to sum b_c <= budget; or the fewest bits that reach an SQNR.
 *
 * Each channel's raises are the edges of the lower convex hull of its D_c; all channels' raises are taken in the order of the
 * noise they take away a bit, while they fit. Where D_c is convex every edge is one bit, and the plan is optimal: it holds the
 * B largest of all returns D_c(b) - D_c(b + 1); any plan of B bits is a sum of B distinct returns, for the returns of a channel fall with
 * b, and no B of them sum to more. The target mode is optimal for the same reason: each total has its least noise. Under the
 * default noise the return is 3/4 variance 4^-b, so the raises worth at least 3 theta lead to floor(b_c) of the reverse
 * water-filling with level theta: the plan is that solution, rounded down and refined by the bits that are left.
 *
 * D_c is convex for noise = epsilon variance 4^-b up to epsilon = 16/7. Above it the first bit is worth less than the second and an
 * edge spans several bits, which may not fit when few are left. Then a dynamic programme looks at every total instead, and the plan
 * is optimal too, as long as channels * total * widths <= 2^26; beyond, the raises decide, short of the optimum by at most one edge.
 *
 * A raise that takes no noise away is not made. A target that maxBits does not reach gives every channel the bits that help.
 *
 * @throws {RangeError} when the budget does not hold minBits for every channel, or an option is out of its range
 * @see A. Segall, Bit allocation and encoding for vector sources, IEEE Trans. IT-22 (1976); B. Fox, Discrete optimization via
 * marginal analysis, Management Science 13 (1966)
 */
export function allocateBits({
  variances,
  budget,
  noise = (bits, c) => variances[c] * 4 ** -bits,
  minBits = 0,
  maxBits = 16,
}: AllocateBitsOptions): BitPlan {
  checkVariances('allocateBits', variances);
  checkInteger('allocateBits', 'minBits', minBits, 0, 16);
  checkInteger('allocateBits', 'maxBits', maxBits, minBits, 16);
  const { most, enough } = checkBudget(budget, variances, minBits);

  const curves = variances.map((variance, c) => curveOf(variance, c, noise, maxBits));
  const raises = curves.flatMap((curve, c) => hull(curve, c, minBits));
  let plan = raise(curves, raises, minBits, most, enough);
  if (raises.some(({ from, to }) => to - from > 1)) {
    // a target is reached with at most the bits that the raises need
    const limit = enough > 0 ? plan.total : Math.min(Math.floor(most), maxBits * variances.length);
    if (limit * variances.length * (maxBits + 1) <= 2 ** 26) {
      plan = planOf(
        curves,
        exactBits(curves, minBits, limit, least => smallestTotal(least, enough)),
      );
    }
  }
  return { ...plan, sqnr: decibels(sumOf(variances), plan.noise) };
}

/** The least total whose noise is low enough, or the least of those with the least noise. */
function smallestTotal(least: Float64Array, enough: number): number {
  let best = 0;
  for (let total = 1; total < least.length && !(least[best] <= enough); total++) {
    if (least[total] < least[best]) best = total;
  }
  return best;
}

/** Takes the raises in the order of their gain, while they fit and the noise is too high. */
function raise(
  curves: readonly (readonly number[])[],
  raises: readonly Raise[],
  minBits: number,
  most: number,
  enough: number,
): Omit<BitPlan, 'sqnr'> {
  const bits = curves.map(() => minBits);
  let total = minBits * curves.length;
  for (const { c, from, to } of [...raises].sort((a, b) => b.gain - a.gain || a.c - b.c || a.from - b.from)) {
    // noise summed anew: running differences would drown weak channels in rounding
    if (enough > 0 && noiseOf(curves, bits) <= enough) break;
    if (bits[c] !== from || total + to - from > most) continue;
    bits[c] = to;
    total += to - from;
  }
  return planOf(curves, bits);
}

function planOf(curves: readonly (readonly number[])[], bits: readonly number[]): Omit<BitPlan, 'sqnr'> {
  return { bits: Object.freeze(bits), total: sumOf(bits), noise: noiseOf(curves, bits) };
}

function noiseOf(curves: readonly (readonly number[])[], bits: readonly number[]): number {
  let sum = 0;
  for (let c = 0; c < bits.length; c++) sum += curves[c][bits[c]];
  return sum;
}

/** The budget as the most bits that may be given and the noise that is low enough. */
function checkBudget(
  budget: BitBudget,
  variances: readonly number[],
  minBits: number,
): { readonly most: number; readonly enough: number } {
  if (typeof budget !== 'object' || budget === null || 'bits' in budget === 'sqnr' in budget) {
    throw new OptionTypeError('allocateBits: budget must be { bits } or { sqnr }');
  }
  if ('sqnr' in budget) {
    checkNumber('allocateBits', 'budget.sqnr', budget.sqnr);
    return { most: Infinity, enough: sumOf(variances) * 10 ** (-budget.sqnr / 10) };
  }
  const most = checkNumber('allocateBits', 'budget.bits', budget.bits, 'a finite number of at least 0', x => x >= 0);
  if (most < minBits * variances.length) {
    throw new OptionRangeError(
      `allocateBits: budget.bits must hold minBits = ${minBits} for each of ${variances.length} channels, got ${most}`,
    );
  }
  return { most, enough: 0 };
}

/** Noise of a channel at 0 to maxBits bits. */
function curveOf(variance: number, c: number, noise: (bits: number, c: number) => number, maxBits: number): number[] {
  return Array.from({ length: maxBits + 1 }, (_, b) =>
    b === 0
      ? variance
      : checkNumber('allocateBits', `noise(${b}, ${c})`, noise(b, c), 'a finite number of at least 0', x => x >= 0),
  );
}

/** The falling edges of the lower convex hull from `minBits` on, steepest first. */
function hull(curve: readonly number[], c: number, minBits: number): Raise[] {
  const raises: Raise[] = [];
  for (let from = minBits; from < curve.length - 1;) {
    let [to, gain] = [from, 0];
    for (let b = from + 1; b < curve.length; b++) {
      const slope = (curve[from] - curve[b]) / (b - from);
      if (slope > gain) [to, gain] = [b, slope];
    }
    if (to === from) break;
    raises.push({ c, from, to, gain });
    from = to;
  }
  return raises;
}

function sumOf(values: readonly number[]): number {
  let sum = 0;
  for (const x of values) sum += x;
  return sum;
}
