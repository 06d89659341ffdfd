import { checkInteger, checkNumber, checkPositive, show } from '../check.js';
import { OptionRangeError, OptionTypeError } from '../errors.js';
import { decibels } from '../meters/decibels.js';
import { checkOptions, type OptionKeys } from '../options.js';
import { exactBits } from './exactBits.js';
import { checkVariances } from './reverseWaterFilling.js';

/**
 * What a plan has to keep: bits for one sample of all channels together; the SQNR in dB to reach with the fewest bits; or how many dB
 * coding may raise each channel's own noise, `noise` its standard deviation per channel ({@link sensorMeter}), with the fewest bits.
 */
export type BitBudget =
  { readonly bits: number } | { readonly sqnr: number } | { readonly rise: number; readonly noise: readonly number[] };

/** Options of {@link allocateBits}. */
export interface AllocateBitsOptions {
  /**
   * Variance of each channel about its mean, finite, >= 0: also its noise when it gets 0 bits and stands for its mean. From calibration
   * sketches: `sketch.value().map(h => histogramMoments(h).variance)`.
   */
  readonly variances: readonly number[];
  /**
   * What a unit of each channel's noise power costs, finite, >= 0: [1, 1] for channels of one unit, of which strong ones then get
   * more. By default 1 / variance: noise counts by its share of the channel's variation, whatever the unit.
   */
  readonly weights?: readonly number[] | undefined;
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
  /** Noise power of all channels, each times its weight: by default the sum of noise over variance. */
  readonly noise: number;
  /** Variance of all channels, each times its weight, over the noise, dB: by default that of the mean ratio of noise to variance. */
  readonly sqnr: number;
}

/** A raise of one channel's bits and the noise it takes away for each bit. */
interface Raise {
  readonly c: number;
  readonly from: number;
  readonly to: number;
  readonly gain: number;
}

const OPTIONS: OptionKeys<AllocateBitsOptions> = {
  variances: true,
  weights: true,
  budget: true,
  noise: true,
  minBits: true,
  maxBits: true,
};

/**
 * Bits for each channel: integers b_c in [minBits, maxBits] that minimise the weighted noise sum w_c D_c(b_c), D_c(0) the
 * channel's variance, subject to sum b_c <= budget; or the fewest bits that reach an SQNR, or that keep to a rise of noise in every
 * channel. With the default weights a channel's unit and offset change nothing: cost is noise over variance. A constant costs
 * nothing and gets nothing.
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
export function allocateBits(options: AllocateBitsOptions): BitPlan {
  const {
    variances,
    weights = options.variances.map(v => (v >= 2 ** -1022 ? 1 / v : 0)), // of a normal double: finite
    budget,
    noise = (bits: number, c: number) => variances[c] * 4 ** -bits,
    minBits = 0,
    maxBits = 16,
  } = checkOptions('allocateBits', options, OPTIONS);
  checkVariances('allocateBits', variances);
  checkInteger('allocateBits', 'minBits', minBits, 0, 16);
  checkInteger('allocateBits', 'maxBits', maxBits, minBits, 16);
  checkWeights(weights, variances.length);
  const limits = checkBudget(budget, variances.length, minBits);
  const noises = variances.map((variance, c) => curveOf(variance, c, noise, maxBits));
  const curves = noises.map((curve, c) => curve.map(d => weights[c] * d));
  const power = sumOf(curves.map(([unsent]) => unsent));
  const found =
    'rise' in limits
      ? planOf(curves, narrowest(noises, limits.rise, minBits))
      : search(curves, limits.most, 'sqnr' in limits ? power * 10 ** (-limits.sqnr / 10) : 0, minBits, maxBits);
  return { ...found, sqnr: decibels(power, found.noise) };
}

/** The best plan of at most `most` bits, or of the fewest bits with at most `enough` noise. */
function search(
  curves: readonly (readonly number[])[],
  most: number,
  enough: number,
  minBits: number,
  maxBits: number,
): Omit<BitPlan, 'sqnr'> {
  const raises = curves.flatMap((curve, c) => hull(curve, c, minBits));
  const plan = raise(curves, raises, minBits, most, enough);
  if (raises.every(({ from, to }) => to - from === 1)) return plan;
  // a target is reached with at most the bits that the raises need
  const limit = enough > 0 ? plan.total : Math.min(Math.floor(most), maxBits * curves.length);
  if (limit * curves.length * (maxBits + 1) > 2 ** 26) return plan;
  return planOf(
    curves,
    exactBits(curves, minBits, limit, least => smallestTotal(least, enough)),
  );
}

/** For each channel the fewest bits whose noise is low enough, or the most there are. */
function narrowest(noises: readonly (readonly number[])[], enough: readonly number[], minBits: number): number[] {
  return noises.map((curve, c) => {
    const found = curve.findIndex((d, b) => b >= minBits && d <= enough[c]);
    return found < 0 ? curve.length - 1 : found;
  });
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

/** The budget, checked; a rise as the noise power that each channel may get. */
function checkBudget(
  budget: BitBudget,
  channels: number,
  minBits: number,
): { readonly most: number } | { readonly most: number; readonly sqnr: number } | { readonly rise: readonly number[] } {
  const given = typeof budget === 'object' && budget !== null ? budget : {};
  if (['bits', 'sqnr', 'rise'].filter(key => key in given).length !== 1) {
    throw new OptionTypeError('allocateBits: budget must be { bits }, { sqnr } or { rise, noise }');
  }
  if ('sqnr' in budget) return { most: Infinity, sqnr: checkNumber('allocateBits', 'budget.sqnr', budget.sqnr) };
  if ('rise' in budget) return { rise: roomFor('allocateBits', budget, channels) };
  const most = checkNumber('allocateBits', 'budget.bits', budget.bits, 'a finite number of at least 0', x => x >= 0);
  if (most < minBits * channels) {
    throw new OptionRangeError(
      `allocateBits: budget.bits must hold minBits = ${minBits} for each of ${channels} channels, got ${most}`,
    );
  }
  return { most };
}

/**
 * The noise power that coding may add to each channel's own.
 *
 * @internal
 */
function roomFor(
  who: string,
  { rise, noise }: { readonly rise: number; readonly noise: readonly number[] },
  channels: number,
): readonly number[] {
  checkPositive(who, 'budget.rise', rise);
  if (!Array.isArray(noise) || noise.length !== channels) {
    throw new OptionRangeError(`${who}: budget.noise must be one per channel, ${channels} of them, got ${show(noise)}`);
  }
  const share = 10 ** (rise / 10) - 1;
  return noise.map((sigma, c) => share * checkPositive(who, `budget.noise[${c}]`, sigma) ** 2);
}

function checkWeights(weights: readonly number[], channels: number): void {
  if (weights.length !== channels) {
    throw new OptionRangeError(
      `allocateBits: weights must be one per channel, ${channels} of them, got ${weights.length}`,
    );
  }
  weights.forEach((w, c) =>
    checkNumber('allocateBits', `weights[${c}]`, w, 'a finite number of at least 0', x => x >= 0),
  );
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
    raises.push({ c, from, to, gain: Math.fround(gain) }); // equal but for the rounding of a unit: the first channel first
    from = to;
  }
  return raises;
}

function sumOf(values: readonly number[]): number {
  let sum = 0;
  for (const x of values) sum += x;
  return sum;
}
