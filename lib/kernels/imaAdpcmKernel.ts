import { halfEven } from '../rounding.js';
import { type AdaptiveKernel, checkCodes, checkLength } from './adaptiveKernel.js';

/** Steps, each about 1.1 times the one before. */
const STEPS = Int32Array.of(
  ...[7, 8, 9, 10, 11, 12, 13, 14, 16, 17, 19, 21, 23, 25, 28, 31, 34, 37, 41, 45, 50, 55, 60, 66, 73, 80, 88, 97],
  ...[107, 118, 130, 143, 157, 173, 190, 209, 230, 253, 279, 307, 337, 371, 408, 449, 494, 544, 598, 658, 724, 796],
  ...[876, 963, 1060, 1166, 1282, 1411, 1552, 1707, 1878, 2066, 2272, 2499, 2749, 3024, 3327, 3660, 4026, 4428, 4871],
  ...[5358, 5894, 6484, 7132, 7845, 8630, 9493, 10442, 11487, 12635, 13899, 15289, 16818, 18500, 20350, 22385, 24623],
  ...[27086, 29794, 32767],
);

/** How far a magnitude moves the index into the steps. */
const MOVES = Int32Array.of(-1, -1, -1, -1, 2, 4, 6, 8);

/** Largest scale under which every sample is a finite float32. */
const LARGEST_SCALE = 2 ** 112;

/**
 * The 4-bit coder of the Interactive Multimedia Association, in integers: bit 3 of a code is the sign, bits 2 to 0 say how
 * many halves and quarters of the step are in the difference, found by comparing with `>=` and subtracting.
 *
 * Constants: [scale], real = scale * 16-bit sample. State: [sample, index of the step].
 *
 * @internal
 * @see IMA Digital Audio Focus and Technical Working Groups, Recommended Practices 3.00 (1992), section 6
 */
export const imaAdpcmKernel: AdaptiveKernel = {
  stateSize: () => 2,
  checkConstants(params, fail) {
    checkCodes(params, [4, 0, 15], fail);
    const { constants } = params;
    if (constants.length !== 1 || !(constants[0] > 0 && constants[0] <= LARGEST_SCALE))
      fail('constants must hold one scale in (0, 2^112]', constants);
  },
  checkState(_, state, fail) {
    checkLength(state, 2, fail);
    const [sample, index] = state;
    if (!(Number.isInteger(sample) && sample >= -32768 && sample <= 32767))
      fail('state must hold int16 samples', sample);
    if (!(Number.isInteger(index) && index >= 0 && index < STEPS.length))
      fail(`state must hold step indices in [0, ${STEPS.length - 1}]`, index);
  },
  encode([scale], state, x, begin, end, out) {
    let [sample, index] = state;
    let clipped = 0;
    for (let i = begin; i < end; i++) {
      let v = halfEven(x[i] / scale);
      if (!(v >= -32768 && v <= 32767)) {
        if (Number.isNaN(v)) return ~i;
        v = v < 0 ? -32768 : 32767;
        clipped++;
      }
      const step = STEPS[index];
      const difference = v - sample;
      const code = (difference < 0 ? 8 : 0) | magnitudeOf(Math.abs(difference), step);
      out[i] = code;
      sample = nextSample(sample, step, code);
      index = nextIndex(index, code);
    }
    [state[0], state[1]] = [sample, index];
    return clipped;
  },
  decode([scale], state, codes, begin, end, out, at) {
    let [sample, index] = state;
    for (let i = begin; i < end; i++) {
      sample = nextSample(sample, STEPS[index], codes[i]);
      index = nextIndex(index, codes[i]);
      out[at + i - begin] = scale * sample;
    }
    [state[0], state[1]] = [sample, index];
  },
};

function magnitudeOf(difference: number, step: number): number {
  let rest = difference;
  let magnitude = 0;
  for (let bit = 4, part = step; bit > 0; bit >>= 1, part >>= 1) {
    if (rest >= part) {
      magnitude |= bit;
      rest -= part;
    }
  }
  return magnitude;
}

function nextSample(sample: number, step: number, code: number): number {
  let difference = step >> 3; // half of the smallest part: the middle of the interval
  if (code & 4) difference += step;
  if (code & 2) difference += step >> 1;
  if (code & 1) difference += step >> 2;
  const next = code & 8 ? sample - difference : sample + difference;
  return next > 32767 ? 32767 : next < -32768 ? -32768 : next;
}

function nextIndex(index: number, code: number): number {
  const next = index + MOVES[code & 7];
  return next < 0 ? 0 : next > 88 ? 88 : next;
}
