import { checkInteger, checkNumber, checkOneOf, show } from '../check.js';
import { DataError, OptionRangeError, OptionTypeError } from '../errors.js';
import type { StreamInfo } from '../frame.js';
import { ditherOf, type DitherShape, ditherShapes } from '../kernels/dither.js';
import { checkOptions, type OptionKeys } from '../options.js';
import { type Range, range as rangeOf } from '../range.js';
import { fixedRange } from '../range.js';
import { errorFeedbackStage } from './errorFeedback.js';
import { NOISE_FILTER_RATE, noiseFilters, type NoiseFilter } from './noiseFilters.js';
import type { Quantizer, StreamQuantizer } from './quantizer.js';
import { checkUniform, stepOf, type UniformParams, zeroPointOf } from './uniformGrid.js';

/** Options of {@link shaped}. */
export interface ShapedOptions {
  /** A rule with equal steps, which rounds to the nearest level and saturates. */
  readonly quantizer: Quantizer<UniformParams>;
  /**
   * Feedback coefficients c_1, c_2, ..., 1 to 32 finite numbers, or the name of known ones ({@link noiseFilters}). Those after the
   * ear are for 44.1 and 48 kHz by name; give their coefficients to use them at another rate. Defaults to `firstOrder`.
   */
  readonly filter?: NoiseFilter | readonly number[];
  /** Dither inside the loop, which frees the error from the signal; see {@link DitherShape}. Defaults to `none`. */
  readonly dither?: DitherShape | 'none';
  /** Seed of the dither, an integer in [0, 2^32); needed with dither. */
  readonly seed?: number;
  /** A fixed range: [min, max] for all channels, or one a channel. By default each frame's own. */
  readonly range?: Range | readonly [min: number, max: number];
}

/** Errors beyond this many steps are those of saturated codes: without saturation, dither and rounding give 1.5. */
const LIMIT = 2;

const OPTIONS: OptionKeys<ShapedOptions> = { quantizer: true, filter: true, dither: true, seed: true, range: true };

/**
 * Uniform quantizer with error feedback: the noise leaves the band where it hurts.
 *
 * `v = x - sum of c_k e[n - k]`, `y = nearest level to v (+ dither)`, `e = y - v`: the output is the signal plus the error through
 * `1 - sum of c_k z^-k`. Its spectrum follows |1 - sum of c_k z^-k|^2, its total power grows by 1 + sum of c_k^2. The signal
 * passes as it is. The codes decode like any others of their quantizer. A named filter that is made for another sample rate is an error
 * of the stream.
 *
 * Where codes saturate (counted), at most 2 steps of error are fed back, so the loop recovers at once. Zero is kept
 * by the grid; without dither, silence stays silent once the errors are 0. Infinities saturate; NaN is an error. A gap
 * forgets the errors.
 *
 * @see S. P. Lipshitz, J. Vanderkooy and R. A. Wannamaker, Minimally audible noise shaping, JAES 39 (1991), 836-852
 */
export function shaped(given: ShapedOptions): StreamQuantizer {
  const { quantizer, filter = 'firstOrder', dither = 'none', seed, range } = checkOptions('shaped', given, OPTIONS);
  checkUniform('shaped', quantizer);
  checkNearest(quantizer);
  checkOneOf('shaped', 'dither', dither, ['none', ...ditherShapes]);
  if (dither !== 'none' || seed !== undefined) checkInteger('shaped', 'seed', seed, 0, 2 ** 32 - 1);
  const options = {
    name: 'shaped',
    design: (r: Range) => quantizer.design(r),
    range: fixedRange(range),
    filter: coefficientsOf(filter),
    limit: LIMIT,
    ...(typeof filter === 'string' && { suits: (info: StreamInfo) => checkRate(filter, info) }),
    dither: dither === 'none' ? undefined : ditherOf(dither, seed as number),
  };
  return { name: 'shaped', encoder: () => errorFeedbackStage(options) };
}

/** A filter after the ear, at a rate that it is not made for, puts the noise where the ear hears it best. */
function checkRate(filter: NoiseFilter, { sampleRate }: StreamInfo): void {
  if (filter === 'firstOrder' || filter === 'secondOrder' || sampleRate === undefined) return;
  const ratio = sampleRate / NOISE_FILTER_RATE;
  if (ratio > 0.9 && ratio < 1.1) return;
  throw new DataError(
    'data-info',
    `shaped: filter ${filter} is made for ${NOISE_FILTER_RATE} Hz, the stream has ${sampleRate} Hz, where it would move noise into ` +
      `other bands; choose firstOrder or secondOrder, or give coefficients made for this rate`,
  );
}

function coefficientsOf(filter: NoiseFilter | readonly number[]): readonly number[] {
  if (typeof filter === 'string') {
    return noiseFilters[checkOneOf('shaped', 'filter', filter, Object.keys(noiseFilters) as NoiseFilter[])];
  }
  if (!Array.isArray(filter)) {
    throw new OptionTypeError(`shaped: filter must be a name or a list of numbers, got ${show(filter)}`);
  }
  const list = [...(filter as readonly number[])];
  if (list.length < 1 || list.length > 32) {
    throw new OptionRangeError(`shaped: filter must have 1 to 32 coefficients, got ${list.length}`);
  }
  return list.map((c, k) => checkNumber('shaped', `filter[${k}]`, c, 'in [-1024, 1024]', x => Math.abs(x) <= 1024));
}

/** The loop rounds and saturates by itself: a rule that would do otherwise is refused, not ignored. */
function checkNearest(quantizer: Quantizer<UniformParams>): void {
  const params = quantizer.design(rangeOf(-1, 1));
  const { qmin, qmax } = params;
  const [step, zeroPoint] = [stepOf(params, 0), zeroPointOf(params, 0)];
  const real = (q: number) => step * (q - zeroPoint);
  const middle = Math.floor((qmin + qmax) / 2);
  const inputs = [real(middle) + 0.4 * step, real(middle) - 0.4 * step, real(qmax + 10), real(qmin - 10)];
  const codes = new Int32Array(4);
  quantizer.encode(Float32Array.from(inputs), 0, 4, params, 0, codes);
  if (codes[0] === middle && codes[1] === middle && codes[2] === qmax && codes[3] === qmin) return;
  throw new OptionRangeError(
    `shaped: quantizer must round to the nearest level and saturate, got ${quantizer.name} with another rounding or overflow`,
  );
}
