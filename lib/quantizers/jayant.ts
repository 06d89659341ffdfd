import { checkInteger, checkNumber, show } from '../check.js';
import { OptionRangeError, OptionTypeError } from '../errors.js';
import { areStepBounds } from '../kernels/adaptiveKernel.js';
import { checkOptions, type OptionKeys } from '../options.js';
import { adaptiveQuantizer, type AdaptiveQuantizerOptions } from './adaptiveQuantizer.js';
import { codesOf } from './affine.js';
import type { StreamQuantizer } from './quantizer.js';

/** A step that the codes move. */
export interface AdaptiveStep {
  /** Smallest step, in [2^-149, 2^120], in the unit of the samples. */
  readonly minStep: number;
  /** Largest step, from `minStep` to 2^120. */
  readonly maxStep: number;
  /** Step at the first sample and behind a gap. Defaults to the geometric mean of the bounds. */
  readonly initialStep?: number;
  /** Factor on the step for each magnitude, 2^(bits-1) numbers above 0, innermost first. Defaults to Jayant's table. */
  readonly multipliers?: readonly number[];
}

/** Options of {@link jayant}. */
export interface JayantOptions extends AdaptiveStep, AdaptiveQuantizerOptions {
  /** Code width in bits, an integer in [2, 8]; above 5 `multipliers` are needed. Defaults to 4. */
  readonly bits?: number;
}

/** Multipliers for signals coded as they are (Jayant 1973, table of PCM multipliers). */
const PCM: Readonly<Record<number, readonly number[]>> = {
  2: [0.6, 2.2],
  3: [0.85, 1, 1, 1.5],
  4: [0.8, 0.8, 0.8, 0.8, 1.2, 1.6, 2, 2.4],
  5: [0.85, 0.85, 0.85, 0.85, 0.85, 0.85, 0.85, 0.85, 1.2, 1.4, 1.6, 1.8, 2, 2.2, 2.4, 2.6],
};

const OPTIONS: OptionKeys<JayantOptions> = {
  bits: true,
  minStep: true,
  maxStep: true,
  initialStep: true,
  multipliers: true,
  every: true,
};

/**
 * Mid-rise quantizer with a one-word memory: `q = floor(x / step)`, `real = step (q + 1/2)`, and after each sample
 * the step is multiplied by a number that goes with the code's magnitude: inner codes shrink it, outer ones widen it.
 *
 * It follows the level of a signal over the whole span of its bounds, each channel by itself, at a price of 2 to 7.4 dB on a
 * level that stands still. Zero is not kept: the nearest levels are half a step away. What lies beyond the outer codes
 * saturates and is counted, infinities too; NaN is an error. A gap resets the step. Comes before trackRange and equalize.
 *
 * @see N. S. Jayant, Adaptive quantization with a one-word memory, BSTJ 52 (1973), 1119-1144
 */
export function jayant(options: JayantOptions): StreamQuantizer {
  const {
    bits = 4,
    minStep,
    maxStep,
    initialStep,
    multipliers,
    every = 1024,
  } = checkOptions('jayant', options, OPTIONS);
  checkInteger('jayant', 'bits', bits, 2, 8);
  const step = checkAdaptiveStep('jayant', { minStep, maxStep, initialStep, multipliers }, bits, PCM);
  const [qmin, qmax] = codesOf(bits, true);
  const constants = Object.freeze([step.minStep, step.maxStep, ...step.multipliers]);
  return adaptiveQuantizer(
    'jayant',
    { kind: 'adaptive', coder: 'jayant', bits, qmin, qmax, constants },
    [step.initialStep],
    every,
  );
}

/** The options of a step, checked and complete. */
export function checkAdaptiveStep(
  who: string,
  given: { readonly [K in keyof AdaptiveStep]: AdaptiveStep[K] | undefined },
  bits: number,
  tables: Readonly<Record<number, readonly number[]>>,
): Required<AdaptiveStep> {
  const [minStep, maxStep] = checkStepBounds(who, given.minStep, given.maxStep);
  // the root of the product may miss bounds that lie together by an ulp
  const middle = Math.min(Math.max(Math.sqrt(minStep) * Math.sqrt(maxStep), minStep), maxStep);
  const within = (x: number) => x >= minStep && x <= maxStep;
  const initialStep = checkNumber(who, 'initialStep', given.initialStep ?? middle, 'in [minStep, maxStep]', within);
  const multipliers = given.multipliers ?? tables[bits];
  if (multipliers === undefined) {
    throw new OptionRangeError(`${who}: multipliers must be given for ${bits} bits, there is no table`);
  }
  if (!Array.isArray(multipliers)) {
    throw new OptionTypeError(`${who}: multipliers must be a list of numbers, got ${show(multipliers)}`);
  }
  if (multipliers.length !== 2 ** (bits - 1)) {
    throw new OptionRangeError(
      `${who}: multipliers must be ${2 ** (bits - 1)} numbers for ${bits} bits, got ${multipliers.length}`,
    );
  }
  multipliers.forEach((m, k) => checkNumber(who, `multipliers[${k}]`, m, 'a finite number above 0', x => x > 0));
  return { minStep, maxStep, initialStep, multipliers: [...(multipliers as number[])] };
}

/** A step that holds still, checked. */
export function checkStillStep(who: string, step: unknown): number {
  return checkNumber(who, 'step', step, 'in [2^-149, 2^120]', x => areStepBounds(x, x));
}

/** Bounds of a step, checked. */
export function checkStepBounds(who: string, minStep: unknown, maxStep: unknown): [min: number, max: number] {
  const min = checkNumber(who, 'minStep', minStep, 'in [2^-149, 2^120]', x => areStepBounds(x, x));
  return [min, checkNumber(who, 'maxStep', maxStep, 'in [minStep, 2^120]', x => areStepBounds(min, x))];
}
