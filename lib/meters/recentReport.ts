import type { StreamInfo } from '../frame.js';
import { decibels } from './decibels.js';

/** Signal against quantization error of late, of one channel or of all. */
export interface RecentFigures {
  /** Mean of x^2; 0 without samples. */
  readonly power: number;
  /** Mean squared error; 0 without samples. */
  readonly noise: number;
  /** Signal over error, dB. */
  readonly sqnr: number;
}

/** The value of an {@link emaSqnrMeter} or a {@link slidingSqnrMeter}. */
export interface RecentReport {
  /** One entry a channel. */
  readonly channels: readonly (RecentFigures & { readonly name: string })[];
  /** All channels together; strong channels dominate. */
  readonly total: RecentFigures;
}

/**
 * The report of channels of which mean power, mean error power and weight are known.
 *
 * @internal
 */
export function recentReport(
  info: StreamInfo | undefined,
  meansOf: (c: number) => readonly [power: number, noise: number, weight: number],
): RecentReport {
  const total = [0, 0, 0];
  const channels = (info?.names ?? []).map((name, c) => {
    const [power, noise, weight] = meansOf(c);
    total[0] += weight * power;
    total[1] += weight * noise;
    total[2] += weight;
    return { name, ...figures(power, noise) };
  });
  const all = (sum: number) => (total[2] > 0 ? sum / total[2] : 0);
  return { channels, total: figures(all(total[0]), all(total[1])) };
}

function figures(power: number, noise: number): RecentFigures {
  return { power, noise, sqnr: decibels(power, noise) };
}
