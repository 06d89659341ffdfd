import { checkInteger, checkPositive } from '../check.js';
import { predictNoise } from '../meters/predictNoise.js';
import type { WeightedPoints } from '../meters/weightedPoints.js';
import { checkOptions, type OptionKeys } from '../options.js';
import { affine } from '../quantizers/affine.js';
import type { Quantizer } from '../quantizers/quantizer.js';
import { checkRange, type Range } from '../range.js';

/** Options of {@link bitsWorth}. */
export interface BitsWorthOptions {
  /** Standard deviation of the sensor's own noise, above 0: `sensorMeter` finds it. */
  readonly noise: number;
  /** The range that the codes are spread over, of one channel. */
  readonly range: Range;
  /** The most dB by which coding may raise the noise. Defaults to 0.5. */
  readonly rise?: number;
  /** Makes the quantizer of a width. Defaults to `affine` without a code kept for 0. */
  readonly quantizer?: (bits: number) => Quantizer;
  /** Most bits looked at, an integer in [1, 16]. Defaults to 16. */
  readonly maxBits?: number;
}

/** What a width does to the noise of a sensor. */
export interface BitsWorthRow {
  readonly bits: number;
  /** Noise that coding adds: a standard deviation in the unit of the samples. */
  readonly added: number;
  /** Noise with coding over noise without, dB. */
  readonly rise: number;
}

/** The bits that a sensor is worth. */
export interface BitsWorth {
  /** The fewest bits whose rise is below the one asked for; undefined where none of the table is. */
  readonly bits: number | undefined;
  /** Every width from 1 to maxBits. */
  readonly table: readonly BitsWorthRow[];
}

const OPTIONS: OptionKeys<BitsWorthOptions> = { noise: true, range: true, rise: true, quantizer: true, maxBits: true };

/**
 * How many bits a sensor is worth: the fewest at which coding raises its own noise by less than `rise`. More bits than that
 * record its noise in finer detail.
 *
 * The noise that coding adds is that of values which lie anywhere in the range, spread evenly, as the sensor's noise spreads them over a
 * step: step^2 / 12 of uniform codes. rise = 10 log10(1 + added^2 / noise^2), 0.5 dB at a step of 1.21 times the noise.
 *
 * Where steps follow the data (block scales) the table holds NaN, and no bits are found.
 *
 * @see docs/quantization.md, equation (28)
 */
export function bitsWorth(options: BitsWorthOptions): BitsWorth {
  const {
    noise,
    range,
    rise = 0.5,
    quantizer = (bits: number) => affine({ bits, zero: 'free' }),
    maxBits = 16,
  } = checkOptions('bitsWorth', options, OPTIONS);
  checkPositive('bitsWorth', 'noise', noise);
  checkPositive('bitsWorth', 'rise', rise);
  checkInteger('bitsWorth', 'maxBits', maxBits, 1, 16);
  checkRange('bitsWorth', range);
  const [min, max] = [range.min[0], range.max[0]];
  const points: WeightedPoints = { values: [(min + max) / 2], counts: [1], width: max - min };
  const table = Array.from({ length: maxBits }, (_, b): BitsWorthRow => {
    const power = predictNoise(quantizer(b + 1).design(range), points) ?? NaN;
    return { bits: b + 1, added: Math.sqrt(power), rise: 10 * Math.log10(1 + power / noise ** 2) };
  });
  return { bits: table.find(row => row.rise < rise)?.bits, table };
}
