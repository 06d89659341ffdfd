import type { AdaptiveParams, Codes } from '../qparams.js';

/** Says which field breaks which rule and what came, and throws; a rule begins with the field: `state must hold ...`. */
export type Fail = (rule: string, got: unknown) => never;

/**
 * The loops of a coder with memory. Encoder and decoder move the same state by the same arithmetic, so the decoder
 * follows bit for bit. Numbers are doubles; what is fed back as a sample is the float32 value that the receiver gets.
 */
export interface AdaptiveKernel {
  /** Numbers of state in each channel. */
  stateSize(constants: readonly number[]): number;
  /** Refuses constants, or bounds of codes, under which the decoder would fail or give anything but finite numbers. */
  checkConstants(params: Omit<AdaptiveParams, 'state'>, fail: Fail): void;
  /** Refuses the state of one channel that the encoder cannot have left. */
  checkState(constants: readonly number[], state: readonly number[], fail: Fail): void;
  /**
   * Codes of `x[begin..end)`, written to `out[begin..end)`; `state` moves on.
   *
   * @returns the number of samples that were clipped, or ~i for the first i where x[i] is NaN
   */
  encode(
    constants: readonly number[],
    state: Float64Array,
    x: Float32Array,
    begin: number,
    end: number,
    out: Codes,
  ): number;
  /** Real values of `codes[begin..end)`, written to `out` from `at` on; `state` moves on. */
  decode(
    constants: readonly number[],
    state: Float64Array,
    codes: Codes,
    begin: number,
    end: number,
    out: Float32Array,
    at: number,
  ): void;
}

/** Largest float32. */
const FLOAT32_MAX = 3.4028234663852886e38;

/** Steps from the smallest float32 up, so that their squares are not 0. */
const SMALLEST_STEP = 2 ** -149;

/** Steps up to this, so that 128 of them are a float32. */
const LARGEST_STEP = 2 ** 120;

/** The float32 sample nearest to `x`, the largest one for what lies beyond; never -0. */
export function sampleOf(x: number): number {
  return x > FLOAT32_MAX ? FLOAT32_MAX : x < -FLOAT32_MAX ? -FLOAT32_MAX : Math.fround(x) + 0;
}

/** Whether two numbers can bound an adaptive step. */
export function areStepBounds(min: number, max: number): boolean {
  return min >= SMALLEST_STEP && min <= max && max <= LARGEST_STEP;
}

/** Refuses a state that is not of the length it should have. */
export function checkLength(state: readonly number[], size: number, fail: Fail): void {
  if (state.length !== size) fail(`state must hold ${size} numbers a channel`, state);
}

/** Refuses a step outside its bounds. */
export function checkStep(step: number, min: number, max: number, fail: Fail): void {
  if (!(step >= min && step <= max)) fail(`state must hold a step in [${min}, ${max}]`, step);
}

/** Refuses a sample that is no float32. */
export function checkSample(x: number, fail: Fail): void {
  if (!(x >= -FLOAT32_MAX && x <= FLOAT32_MAX)) fail('state must hold samples within float32', x);
}

/** Refuses constants whose first numbers are not bounds of a step. */
export function checkStepBounds(min: number, max: number, fail: Fail): void {
  if (!areStepBounds(min, max)) fail('constants must hold step bounds 2^-149 <= min <= max <= 2^120', `${min}, ${max}`);
}

/** Refuses a coder's codes of another width or other ends than it gives. */
export function checkCodes(
  { coder, bits, qmin, qmax }: Omit<AdaptiveParams, 'state'>,
  wanted: readonly [bits: number, qmin: number, qmax: number],
  fail: Fail,
): void {
  if (bits !== wanted[0]) fail(`bits must be ${wanted[0]} for ${coder}`, bits);
  if (qmin !== wanted[1]) fail(`qmin must be ${wanted[1]} for ${coder}`, qmin);
  if (qmax !== wanted[2]) fail(`qmax must be ${wanted[2]} for ${coder}`, qmax);
}
