import type { RateRatio } from './rateRatio.js';

/** A low-pass filter in phases: output n is the sum of `taps[phase][reach + k] * x[base + k]`, k from -reach to reach. */
export interface Polyphase extends RateRatio {
  /** Input samples that an output reads before, and behind, the one at its place. */
  readonly reach: number;
  /** Shape (up, 2 reach + 1), each row sums to 1. */
  readonly taps: Float64Array;
}

/** Half of the prototype filter, in samples of its own rate for each of max(up, down): what the transition from 0.45 to 0.55 needs. */
const HALF = 26;
/** Kaiser's parameter for a stopband of 80 dB: 0.1102 (80 - 8.7), and some margin. */
const BETA = 8.1;

/**
 * The filter between two rates: a sinc of half the lower rate under a Kaiser window. Ripple up to 0.45 of the lower rate below 0.01 dB, and at
 * least 80 dB down from 0.55 of it on: what aliases lands above 0.45. Each phase is scaled to sum to 1, so that a constant stays what it is.
 *
 * @internal
 *
 * @see J. F. Kaiser, Nonrecursive digital filter design using the I0-sinh window function, ISCAS (1974); P. P. Vaidyanathan, Multirate
 * Systems and Filter Banks (1993), section 4.3
 */
export function polyphase({ up, down }: RateRatio): Polyphase {
  if (up === down) return { up: 1, down: 1, reach: 0, taps: Float64Array.of(1) };
  const widest = Math.max(up, down);
  const half = HALF * widest;
  const prototype = Float64Array.from({ length: half + 1 }, (_, i) => {
    const x = (Math.PI * i) / widest;
    const sinc = i === 0 ? 1 : Math.sin(x) / x;
    return sinc * besselI0(BETA * Math.sqrt(1 - (i / half) ** 2));
  });
  const reach = Math.ceil(half / up);
  const width = 2 * reach + 1;
  const taps = new Float64Array(up * width);
  for (let phase = 0; phase < up; phase++) {
    const row = taps.subarray(phase * width, (phase + 1) * width);
    // the output stands phase / up behind the input sample at its base
    for (let k = -reach; k <= reach; k++) row[reach + k] = prototype[Math.abs(k * up - phase)] ?? 0;
    const sum = row.reduce((a, b) => a + b, 0);
    for (let k = 0; k < width; k++) row[k] /= sum;
  }
  return { up, down, reach, taps };
}

/** The modified Bessel function of the first kind and order 0, by its power series. */
function besselI0(x: number): number {
  let [sum, term] = [1, 1];
  for (let k = 1; term > sum * 1e-17; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}
