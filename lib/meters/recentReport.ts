import type { StreamInfo } from '../frame.js';
import { type TotalOptions, totalRatio } from './channelTotal.js';
import { decibels } from './decibels.js';

/** Signal against quantization error of late, of one channel, in the sensor's unit. Means are 0 without samples. */
export interface RecentFigures {
  /** Signal about its mean of late over the error, dB. */
  readonly sqnr: number;
  /** The same with the offset counted as signal, dB. */
  readonly sqnrWithOffset: number;
  /** Mean of x. */
  readonly mean: number;
  /** Mean of (x - mean)^2. */
  readonly variance: number;
  /** Mean of x^2. */
  readonly power: number;
  /** Mean squared error. */
  readonly noise: number;
}

/** The value of an {@link emaSqnrMeter} or a {@link slidingSqnrMeter}. */
export interface RecentReport {
  /** One entry per channel. */
  readonly channels: readonly (RecentFigures & { readonly name: string })[];
  /** The ratios of all channels together, as {@link TotalOptions} say; channels that do not vary are left out. */
  readonly total: Pick<RecentFigures, 'sqnr' | 'sqnrWithOffset'>;
}

/** What a meter knows of a channel: means, and how much of a sample's weight they rest on. */
export interface RecentMeans {
  readonly mean: number;
  readonly variance: number;
  readonly noise: number;
  readonly weight: number;
}

/**
 * The report of channels whose means are known.
 *
 * @internal
 */
export function recentReport(
  info: StreamInfo | undefined,
  options: TotalOptions,
  meansOf: (c: number) => RecentMeans,
): RecentReport {
  const weights: number[] = [];
  const channels = (info?.names ?? []).map((name, c) => {
    const { mean, variance, noise, weight } = meansOf(c);
    weights.push(weight);
    const power = variance + mean * mean;
    const [sqnr, sqnrWithOffset] = [decibels(variance, noise), decibels(power, noise)];
    return { name, sqnr, sqnrWithOffset, mean, variance, power, noise };
  });
  const ratio = (signal: 'variance' | 'power') =>
    totalRatio(
      channels.map((f, c) => ({ signal: f[signal], noise: f.noise, samples: weights[c] })),
      options,
    );
  return { channels, total: { sqnr: ratio('variance'), sqnrWithOffset: ratio('power') } };
}
