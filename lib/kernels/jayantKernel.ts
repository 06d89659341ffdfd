import { type AdaptiveKernel, checkCodes, checkLength, checkStep, checkStepBounds } from './adaptiveKernel.js';

/** Most bits of a code. */
const MOST_BITS = 8;

/**
 * Mid-rise quantizer whose step follows the codes: `real = step (q + 1/2)`, then `step = step M(magnitude)` within its
 * bounds, where the magnitude is q or -q - 1.
 *
 * Constants: [smallest step, largest step, M(0), ..., M(2^(bits-1) - 1)]. State: [step].
 *
 * @internal
 * @see N. S. Jayant, Adaptive quantization with a one-word memory, BSTJ 52 (1973), 1119-1144
 */
export const jayantKernel: AdaptiveKernel = {
  stateSize: () => 1,
  checkConstants(params, fail) {
    const { bits, constants } = params;
    if (!(bits >= 2 && bits <= MOST_BITS)) fail(`bits must be in [2, ${MOST_BITS}] for jayant`, bits);
    checkCodes(params, [bits, -(2 ** (bits - 1)), 2 ** (bits - 1) - 1], fail);
    checkMultipliers(constants, 2, bits, fail);
    if (constants.length !== 2 + 2 ** (bits - 1)) fail(`constants must hold ${2 + 2 ** (bits - 1)} numbers`, constants);
    checkStepBounds(constants[0], constants[1], fail);
  },
  checkState([min, max], state, fail) {
    checkLength(state, 1, fail);
    checkStep(state[0], min, max, fail);
  },
  encode(constants, state, x, begin, end, out) {
    const [min, max] = constants;
    const qmax = constants.length - 3;
    const qmin = -qmax - 1;
    let step = state[0];
    let clipped = 0;
    for (let i = begin; i < end; i++) {
      let q = Math.floor(x[i] / step);
      if (!(q >= qmin && q <= qmax)) {
        if (Number.isNaN(q)) return ~i;
        q = q < qmin ? qmin : qmax;
        clipped++;
      }
      out[i] = q;
      step = nextStep(step, constants[2 + (q ^ (q >> 31))], min, max);
    }
    state[0] = step;
    return clipped;
  },
  decode(constants, state, codes, begin, end, out, at) {
    const [min, max] = constants;
    let step = state[0];
    for (let i = begin; i < end; i++) {
      const q = codes[i];
      out[at + i - begin] = step * (q + 0.5);
      step = nextStep(step, constants[2 + (q ^ (q >> 31))], min, max);
    }
    state[0] = step;
  },
};

/** The step for the next sample. */
export function nextStep(step: number, multiplier: number, min: number, max: number): number {
  const next = step * multiplier;
  return next < min ? min : next > max ? max : next;
}

/** Refuses multipliers, which stand at `constants[at]` and behind, that are not above 0 or not as many as magnitudes. */
export function checkMultipliers(
  constants: readonly number[],
  at: number,
  bits: number,
  fail: (rule: string, got: unknown) => never,
): void {
  for (let k = at; k < at + 2 ** (bits - 1); k++) {
    if (!(constants[k] > 0)) fail(`constants must hold ${2 ** (bits - 1)} multipliers above 0`, constants[k]);
  }
}
