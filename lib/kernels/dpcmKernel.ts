import { halfEven } from '../rounding.js';
import {
  type AdaptiveKernel,
  checkCodes,
  checkLength,
  checkSample,
  checkStep,
  checkStepBounds,
  sampleOf,
} from './adaptiveKernel.js';
import { checkMultipliers, nextStep } from './jayantKernel.js';

/** How the predictor's coefficients move: not at all, by signs, or by the normalized gradient. */
export const PREDICTORS = ['fixed', 'signSign', 'normalized'] as const;

/** Most coefficients of a predictor. */
export const MOST_TAPS = 16;

/** Magnitude that no coefficient exceeds; the adapted ones stop there. */
export const LARGEST_COEFFICIENT = 1024;

const HEAD = 7; // constants before the multipliers

/**
 * Differential coder: quantizes what a linear predictor, fed with the decoder's own output, leaves over.
 *
 * `prediction = sum of a_k y[n - k]`, `y[n] = prediction + step (q + midpoint)`, rounded to float32; then the step moves as
 * in {@link jayantKernel}, and with `d = step (q + midpoint)` the coefficients as
 * `a_k = leak a_k + stepSize sgn(d) sgn(y[n - k])` or `a_k = leak a_k + stepSize d y[n - k] / (step^2 + sum of y[n - j]^2)`.
 *
 * Constants: [index into PREDICTORS, taps, stepSize, leak, midpoint (0: mid-tread, 1/2: mid-rise), smallest step, largest
 * step, 2^(bits-1) multipliers, the taps a_k of a fixed predictor]. State: [step, y[n-1], ..., y[n-taps], the a_k of
 * an adapted one].
 *
 * @internal
 * @see N. S. Jayant and P. Noll, Digital Coding of Waveforms (1984), chapter 6; ITU-T G.726 (1990) for the sign-sign form
 */
export const dpcmKernel: AdaptiveKernel = {
  stateSize: ([rule, taps]) => 1 + (rule === 0 ? taps : 2 * taps),
  checkConstants(params, fail) {
    const { bits, constants } = params;
    const [rule, taps, stepSize, leak, midpoint, min, max] = constants;
    if (!(bits >= 2 && bits <= 8)) fail('bits must be in [2, 8] for dpcm', bits);
    if (rule !== 0 && rule !== 1 && rule !== 2) fail('constants[0] must be 0, 1 or 2', rule);
    if (!(Number.isInteger(taps) && taps >= 1 && taps <= MOST_TAPS))
      fail(`constants[1] must be in [1, ${MOST_TAPS}]`, taps);
    if (!(stepSize >= 0 && stepSize < 2)) fail('constants[2] must be a stepSize in [0, 2)', stepSize);
    if (!(leak > 0 && leak <= 1)) fail('constants[3] must be a leak in (0, 1]', leak);
    if (midpoint !== 0 && midpoint !== 0.5) fail('constants[4] must be 0 or 0.5', midpoint);
    checkStepBounds(min, max, fail);
    const qmax = 2 ** (bits - 1) - 1;
    checkCodes(params, [bits, midpoint === 0 ? -qmax : -qmax - 1, qmax], fail);
    checkMultipliers(constants, HEAD, bits, fail);
    const coefficients = HEAD + qmax + 1;
    const length = coefficients + (rule === 0 ? taps : 0);
    if (constants.length !== length) fail(`constants must hold ${length} numbers`, constants);
    checkCoefficients(constants.slice(coefficients), 'constants', fail);
  },
  checkState(constants, state, fail) {
    const [rule, taps] = constants;
    checkLength(state, 1 + (rule === 0 ? taps : 2 * taps), fail);
    checkStep(state[0], constants[5], constants[6], fail);
    for (const y of state.slice(1, 1 + taps)) checkSample(y, fail);
    checkCoefficients(state.slice(1 + taps), 'state', fail);
  },
  encode(constants, state, x, begin, end, out) {
    const loop = new Loop(constants, state);
    const { midpoint, qmin, qmax } = loop;
    let clipped = 0;
    for (let i = begin; i < end; i++) {
      const prediction = loop.predict();
      const steps = (x[i] - prediction) / state[0];
      let q = midpoint === 0 ? halfEven(steps) : Math.floor(steps);
      if (!(q >= qmin && q <= qmax)) {
        if (Number.isNaN(q)) return ~i;
        q = q < qmin ? qmin : qmax;
        clipped++;
      }
      out[i] = q;
      loop.advance(prediction, q);
    }
    return clipped;
  },
  decode(constants, state, codes, begin, end, out, at) {
    const loop = new Loop(constants, state);
    for (let i = begin; i < end; i++) out[at + i - begin] = loop.advance(loop.predict(), codes[i]);
  },
};

/** The part that encoder and decoder share, around one channel's state. */
class Loop {
  readonly midpoint: number;
  readonly qmin: number;
  readonly qmax: number;
  private readonly rule: number;
  private readonly taps: number;
  private readonly stepSize: number;
  private readonly leak: number;
  private readonly min: number;
  private readonly max: number;
  private readonly multipliers: Float64Array;
  private readonly a: Float64Array; // coefficients; of an adapted predictor a view of the state

  constructor(
    constants: readonly number[],
    private readonly state: Float64Array,
  ) {
    [this.rule, this.taps, this.stepSize, this.leak, this.midpoint, this.min, this.max] = constants;
    const end = constants.length - (this.rule === 0 ? this.taps : 0);
    this.multipliers = Float64Array.from(constants.slice(HEAD, end));
    this.a = this.rule === 0 ? Float64Array.from(constants.slice(end)) : state.subarray(1 + this.taps);
    this.qmax = this.multipliers.length - 1;
    this.qmin = this.midpoint === 0 ? -this.qmax : -this.qmax - 1;
  }

  predict(): number {
    const { a, state, taps } = this;
    let sum = 0;
    for (let k = 0; k < taps; k++) sum += a[k] * state[1 + k];
    return sum;
  }

  /** Takes a code in, moves the state on and gives the sample that the code stands for. */
  advance(prediction: number, q: number): number {
    const { state, taps, midpoint } = this;
    const step = state[0];
    const d = step * (q + midpoint);
    const y = sampleOf(prediction + d);
    if (this.rule === 1) this.moveBySigns(d);
    else if (this.rule === 2) this.moveNormalized(d, step);
    for (let k = taps; k > 1; k--) state[k] = state[k - 1];
    state[1] = y;
    const magnitude = q >= 0 ? q : midpoint === 0 ? -q : -q - 1;
    state[0] = nextStep(step, this.multipliers[magnitude], this.min, this.max);
    return y;
  }

  private moveBySigns(d: number): void {
    const { a, state, taps, stepSize, leak } = this;
    const delta = stepSize * Math.sign(d);
    for (let k = 0; k < taps; k++) a[k] = bounded(leak * a[k] + delta * Math.sign(state[1 + k]));
  }

  private moveNormalized(d: number, step: number): void {
    const { a, state, taps, stepSize, leak } = this;
    let energy = step * step;
    for (let k = 1; k <= taps; k++) energy += state[k] * state[k];
    const delta = (stepSize * d) / energy;
    for (let k = 0; k < taps; k++) a[k] = bounded(leak * a[k] + delta * state[1 + k]);
  }
}

function bounded(a: number): number {
  return a > LARGEST_COEFFICIENT ? LARGEST_COEFFICIENT : a < -LARGEST_COEFFICIENT ? -LARGEST_COEFFICIENT : a + 0;
}

function checkCoefficients(list: readonly number[], field: string, fail: (rule: string, got: unknown) => never): void {
  for (const a of list) {
    if (!(Math.abs(a) <= LARGEST_COEFFICIENT)) fail(`${field} must hold coefficients up to ${LARGEST_COEFFICIENT}`, a);
  }
}
