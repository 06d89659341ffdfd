import { checkNumber } from '../check.js';
import { OptionRangeError } from '../errors.js';
import { checkOptions, type OptionKeys } from '../options.js';

/** Options of {@link reverseWaterFilling}. */
export interface ReverseWaterFillingOptions {
  /** Power of each channel, finite, >= 0. */
  readonly variances: readonly number[];
  /** Bits to share out for one sample of all channels together, >= 0; need not be an integer. */
  readonly bits: number;
}

/** Real-valued bits and the noise they leave. */
export interface WaterFilling {
  /** The water level: the noise of every channel that is above it. */
  readonly level: number;
  /** Bits of each channel, max(0, log2(variance / level) / 2). */
  readonly bits: readonly number[];
}

const OPTIONS: OptionKeys<ReverseWaterFillingOptions> = { variances: true, bits: true };

/**
 * The least noise that real-valued bits allow for independent Gaussian channels: D_c = min(level, variance_c), with the level at
 * which sum log2(variance_c / D_c) / 2 equals the bits. No integer plan with noise of at least variance 4^-bits does better.
 *
 * Channels without power get no bits; where none has power, the level is 0.
 *
 * @see T. M. Cover, J. A. Thomas, Elements of Information Theory, theorem 10.3.3 (reverse water-filling)
 */
export function reverseWaterFilling(options: ReverseWaterFillingOptions): WaterFilling {
  const { variances, bits } = checkOptions('reverseWaterFilling', options, OPTIONS);
  checkVariances('reverseWaterFilling', variances);
  checkNumber('reverseWaterFilling', 'bits', bits, 'a finite number of at least 0', x => x >= 0);
  const logs = variances
    .filter(v => v > 0)
    .map(v => Math.log2(v))
    .sort((a, b) => b - a);
  if (logs.length === 0) return { level: 0, bits: variances.map(() => 0) };
  // with the n strongest channels above the water, its log is their mean log less 2 bits / n; take the n that fits
  let [sum, log] = [0, -Infinity];
  for (let n = 1; n <= logs.length && logs[n - 1] > log; n++) {
    sum += logs[n - 1];
    log = (sum - 2 * bits) / n;
  }
  const level = 2 ** log;
  return { level, bits: variances.map(v => (v > 0 ? Math.max(0, (Math.log2(v) - log) / 2) : 0)) };
}

/** The variances when there is at least one and all are finite and not negative. */
export function checkVariances(who: string, variances: readonly number[]): readonly number[] {
  if (variances.length === 0) throw new OptionRangeError(`${who}: variances must be one a channel, got none`);
  variances.forEach((v, c) => checkNumber(who, `variances[${c}]`, v, 'a finite number of at least 0', x => x >= 0));
  return variances;
}
