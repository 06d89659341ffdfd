import {
  type AdaptiveKernel,
  checkCodes,
  checkLength,
  checkSample,
  checkStep,
  checkStepBounds,
  sampleOf,
} from './adaptiveKernel.js';

/** Longest run of equal bits that a rule may wait for. */
export const LONGEST_RUN = 32;

/**
 * One bit a sample, up or down: `bit = x >= leak y[n-1]`, then `y[n] = leak y[n-1] +- step`, rounded to float32. Before it is
 * taken, the step grows by `rise` where this bit completes `run` equal ones, and is `decay step - fall` otherwise, within its
 * bounds. Equal bounds hold it.
 *
 * Constants: [smallest step, largest step, rise, decay, fall, run, leak]. State: [y[n-1], step, equal bits so far, counted below
 * 0 where they are zeros].
 *
 * @internal
 * @see C. L. Song, J. Garodnick and D. L. Schilling, IEEE Trans. Commun. Technol. 19 (1971), 1033-1044; J. A. Greefkes and
 *   K. Riemens, Philips Tech. Rev. 31 (1970), 335-353; Bluetooth Core Specification, volume 2, part B, section 9.2
 */
export const deltaKernel: AdaptiveKernel = {
  stateSize: () => 3,
  checkConstants(params, fail) {
    checkCodes(params, [1, 0, 1], fail);
    const { constants } = params;
    if (constants.length !== 7) fail('constants must hold 7 numbers', constants);
    const [min, max, rise, decay, fall, run, leak] = constants;
    checkStepBounds(min, max, fail);
    if (!(rise >= 0)) fail('constants[2] must be a rise of at least 0', rise);
    if (!(decay > 0 && decay <= 1)) fail('constants[3] must be a decay in (0, 1]', decay);
    if (!(fall >= 0)) fail('constants[4] must be a fall of at least 0', fall);
    if (!(Number.isInteger(run) && run >= 1 && run <= LONGEST_RUN))
      fail(`constants[5] must be a run in [1, ${LONGEST_RUN}]`, run);
    if (!(leak > 0 && leak <= 1)) fail('constants[6] must be a leak in (0, 1]', leak);
  },
  checkState([min, max], state, fail) {
    checkLength(state, 3, fail);
    checkSample(state[0], fail);
    checkStep(state[1], min, max, fail);
    if (!(Number.isInteger(state[2]) && Math.abs(state[2]) <= LONGEST_RUN))
      fail(`state must hold runs in [-${LONGEST_RUN}, ${LONGEST_RUN}]`, state[2]);
  },
  encode(constants, state, x, begin, end, out) {
    const loop = new Loop(constants, state);
    for (let i = begin; i < end; i++) {
      const v = x[i];
      const bit = v >= loop.leak * state[0] ? 1 : 0;
      if (bit === 0 && Number.isNaN(v)) return ~i;
      out[i] = bit;
      loop.advance(bit);
    }
    return 0;
  },
  decode(constants, state, codes, begin, end, out, at) {
    const loop = new Loop(constants, state);
    for (let i = begin; i < end; i++) out[at + i - begin] = loop.advance(codes[i]);
  },
};

/** The part that encoder and decoder share, around one channel's state. */
class Loop {
  readonly leak: number;
  private readonly min: number;
  private readonly max: number;
  private readonly rise: number;
  private readonly decay: number;
  private readonly fall: number;
  private readonly run: number;

  constructor(
    constants: readonly number[],
    private readonly state: Float64Array,
  ) {
    [this.min, this.max, this.rise, this.decay, this.fall, this.run, this.leak] = constants;
  }

  /** Takes a bit in, moves the state on and gives the sample that the bit stands for. */
  advance(bit: number): number {
    const { state, min, max } = this;
    const before = state[2];
    const equal = bit === 1 ? (before > 0 ? before + 1 : 1) : before < 0 ? before - 1 : -1;
    const length = equal < 0 ? -equal : equal;
    const step = length >= this.run ? state[1] + this.rise : state[1] * this.decay - this.fall;
    state[1] = step < min ? min : step > max ? max : step;
    state[2] = length > LONGEST_RUN ? before : equal;
    state[0] = sampleOf(this.leak * state[0] + (bit === 1 ? state[1] : -state[1]));
    return state[0];
  }
}
