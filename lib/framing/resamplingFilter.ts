import { besselI0 } from '../besselI0.js';
import { checkInteger } from '../check.js';

/** Half the taps for each sample of the lower rate: 80 dB by a transition from 0.45 to 0.55 of that rate, with a little to spare. */
const HALF = 27;
/** Of the Kaiser window, for 84 dB: normalizing the phases costs some of it. */
const BETA = 0.1102 * (84 - 8.7);

/**
 * Taps of the low-pass that changes a rate by `up` / `down`: a sinc with its edge at half the lower rate under a Kaiser window, at `up`
 * times the input's rate. Each of the `up` phases sums to 1, so a constant stays what it is.
 *
 * Ripple is below 0.001 dB up to 0.45 of the lower rate, and from 0.55 of it on all is at least 84 dB down.
 *
 * @param up   output samples for each `down` input samples, an integer in [1, 1024]
 * @param down an integer in [1, 1024], without a common factor with `up`
 * @returns 2 * 27 * max(up, down) + 1 taps, symmetric; `taps / up` is the window that scipy.signal.resample_poly takes. Where the rate
 *   stays, one tap of 1
 * @see J. F. Kaiser, Nonrecursive digital filter design using the I0-sinh window function, Proc. ISCAS (1974), 20-23
 */
export function resamplingFilter(up: number, down: number): Float64Array {
  checkInteger('resamplingFilter', 'up', up, 1, 1024);
  checkInteger('resamplingFilter', 'down', down, 1, 1024);
  const slower = Math.max(up, down);
  if (slower === 1) return Float64Array.of(1);
  const half = HALF * slower;
  const taps = new Float64Array(2 * half + 1);
  for (let k = 0; k <= half; k++) {
    const window = besselI0(BETA * Math.sqrt(1 - (k / half) ** 2)) / besselI0(BETA);
    const x = (Math.PI * k) / slower;
    // sin(pi n) is exactly 0
    const sinc = k === 0 ? 1 : k % slower === 0 ? 0 : Math.sin(x) / x;
    taps[half + k] = taps[half - k] = window * sinc;
  }
  const sums = new Float64Array(up);
  for (let i = 0; i < taps.length; i++) sums[i % up] += taps[i];
  // phases that mirror each other have equal sums up to rounding: they are scaled alike, so that taps stay symmetric
  const last = taps.length - 1;
  for (let i = 0; i <= half; i++) {
    const sum = (sums[i % up] + sums[(last - i) % up]) / 2;
    taps[i] = taps[last - i] = taps[i] / sum;
  }
  return taps;
}
