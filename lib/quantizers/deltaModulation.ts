import { checkInteger, checkNumber, checkOneOf, show } from '../check.js';
import { OptionRangeError, OptionTypeError } from '../errors.js';
import { LONGEST_RUN } from '../kernels/deltaKernel.js';
import { checkOptions, type OptionKeys } from '../options.js';
import { adaptiveQuantizer, type AdaptiveQuantizerOptions } from './adaptiveQuantizer.js';
import { checkStepBounds, checkStillStep } from './jayant.js';
import type { StreamQuantizer } from './quantizer.js';

/** A step that follows runs of equal bits. */
export interface SlopeStep {
  /**
   * `song`: the step grows by `minStep` when two bits are equal and shrinks by it when they differ; `cvsd`: it grows by `minStep`
   * when `run` bits are equal and is multiplied by `decay` otherwise.
   */
  readonly rule: 'song' | 'cvsd';
  /** Smallest step, in [2^-149, 2^120], in the unit of the samples. */
  readonly minStep: number;
  /** Largest step, from `minStep` to 2^120. */
  readonly maxStep: number;
  /** Equal bits that a step of `cvsd` grows on, an integer in [2, 32]. Defaults to 4. */
  readonly run?: number;
  /** Factor of `cvsd`, in (0, 1). Defaults to 1 - 1/1024. */
  readonly decay?: number;
}

/** Options of {@link deltaModulation}. */
export interface DeltaModulationOptions extends AdaptiveQuantizerOptions {
  /** The step in the unit of the samples: a number holds still, a rule lets it follow the slope. */
  readonly step: number | SlopeStep;
  /** Factor on the decoder's sample before each step, in (0, 1]; below 1 a leaky integrator. Defaults to 1. */
  readonly leak?: number;
}

const OPTIONS: OptionKeys<DeltaModulationOptions> = { step: true, leak: true, every: true };

/**
 * Delta modulation: one bit a sample says whether the decoder's staircase goes up or down,
 * `bit = x >= leak y[n-1]`, `y[n] = leak y[n-1] +- step`.
 *
 * Without slope overload, |x[n] - x[n-1]| <= step, the error stays within a step; the signal is to be oversampled for that.
 * Bluetooth's voice coder is `{ step: { rule: 'cvsd', minStep: 10, maxStep: 1280 }, leak: 1 - 1/32 }` on 16-bit samples at
 * 64 kHz. Zero is not kept: the staircase never stands still. Nothing is clipped; infinities pull the staircase their way;
 * NaN is an error. A gap resets it to 0 and the step to its smallest. Comes before trackRange and equalize.
 *
 * @see F. de Jager, Philips Res. Rep. 7 (1952), 442-466; C. L. Song, J. Garodnick and D. L. Schilling, IEEE Trans. Commun.
 *   Technol. 19 (1971), 1033-1044; Bluetooth Core Specification, volume 2, part B, section 9.2
 */
export function deltaModulation(options: DeltaModulationOptions): StreamQuantizer {
  const { step, leak = 1, every = 1024 } = checkOptions('deltaModulation', options, OPTIONS);
  checkNumber('deltaModulation', 'leak', leak, 'in (0, 1]', x => x > 0 && x <= 1);
  const constants = Object.freeze([...checkSlope(step), leak]);
  return adaptiveQuantizer(
    'deltaModulation',
    { kind: 'adaptive', coder: 'delta', bits: 1, qmin: 0, qmax: 1, constants },
    [0, constants[0], 0],
    every,
  );
}

/** A step in the kernel's numbers: [min, max, rise, decay, fall, run]. */
function checkSlope(step: number | SlopeStep): readonly number[] {
  const who = 'deltaModulation';
  if (typeof step === 'number') {
    const still = checkStillStep(who, step);
    return [still, still, 0, 1, 0, 1];
  }
  if (typeof step !== 'object' || step === null) {
    throw new OptionTypeError(`${who}: step must be a number or an object with a rule, got ${show(step)}`);
  }
  const { rule, run, decay } = step;
  checkOneOf(who, 'step.rule', rule, ['song', 'cvsd']);
  const [min, max] = checkStepBounds(who, step.minStep, step.maxStep);
  if (rule === 'cvsd') {
    checkInteger(who, 'step.run', run ?? 4, 2, LONGEST_RUN);
    checkNumber(who, 'step.decay', decay ?? 1 - 1 / 1024, 'in (0, 1)', x => x > 0 && x < 1);
    return [min, max, min, decay ?? 1 - 1 / 1024, 0, run ?? 4];
  }
  if (run !== undefined || decay !== undefined) {
    throw new OptionRangeError(`${who}: step.run and step.decay belong to rule cvsd, got them with ${rule}`);
  }
  return [min, max, min, 1, min, 2];
}
