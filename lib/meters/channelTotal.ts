import { checkBoolean, show } from '../check.js';
import { DataError, OptionRangeError, OptionTypeError } from '../errors.js';
import type { StreamInfo } from '../frame.js';
import { decibels } from './decibels.js';

/** How the figures of channels become one. */
export interface TotalOptions {
  /**
   * Weights of the channels in the total, one per channel, not negative. By default all channels count alike, whatever their
   * units and levels: the total is that of the mean of the channels' ratios of noise to signal.
   */
  readonly weights?: readonly number[];
  /**
   * Whether the powers of all channels are added instead, so that strong channels dominate. Needs one unit for all channels.
   * Defaults to false.
   */
  readonly pooled?: boolean;
}

/** Mean signal and noise powers of one channel, and the samples they are of. */
export interface ChannelPowers {
  readonly signal: number;
  readonly noise: number;
  readonly samples: number;
}

/**
 * The options of a total, checked.
 *
 * @internal
 */
export function totalOptions(
  who: string,
  weights: readonly number[] | undefined,
  pooled: boolean | undefined,
): TotalOptions {
  if (pooled !== undefined) checkBoolean(who, 'pooled', pooled);
  if (weights === undefined) return { pooled: pooled ?? false };
  if (!Array.isArray(weights)) {
    throw new OptionTypeError(`${who}: weights must be a list of numbers, got ${show(weights)}`);
  }
  if (pooled) throw new OptionTypeError(`${who}: takes weights or pooled, not both; pooled powers weigh by themselves`);
  const list = [...(weights as readonly number[])];
  const bad = list.find(w => !(w >= 0 && w < Infinity));
  if (bad !== undefined || !list.some(w => w > 0)) {
    throw new OptionRangeError(
      `${who}: weights must be finite numbers of at least 0, one of them above, got ${show(bad ?? list)}`,
    );
  }
  return { weights: list };
}

/**
 * Throws when the options do not fit a stream.
 *
 * @internal
 */
export function checkTotalFits(who: string, { weights, pooled = false }: TotalOptions, info: StreamInfo): void {
  const { names, units } = info;
  if (weights && weights.length !== names.length) {
    throw new DataError(
      'data-channels',
      `${who}: weights must be one per channel, got ${weights.length} for ${names.length} channels`,
    );
  }
  if (pooled && units.some(unit => unit !== units[0])) {
    throw new DataError(
      'data-info',
      `${who}: powers of different units cannot be pooled, got ${units.map(u => u || '?').join(', ')}; leave pooled out`,
    );
  }
}

/**
 * Signal to noise of all channels, dB: -10 log10 of the weighted mean of noise / signal over the channels that have a signal,
 * or the sum of their signals over the sum of their noises where powers are pooled. NaN where no channel has a signal.
 *
 * @internal
 */
export function totalRatio(powers: readonly ChannelPowers[], { weights, pooled = false }: TotalOptions): number {
  let [above, below] = [0, 0];
  powers.forEach(({ signal, noise, samples }, c) => {
    if (!(signal > 0)) return;
    if (pooled) {
      above += samples * signal;
      below += samples * noise;
    } else if (weights?.[c] !== 0) {
      const weight = weights?.[c] ?? 1;
      above += weight;
      below += weight * (noise / signal);
    }
  });
  return decibels(above, below);
}
