import { halfEven } from '../../lib/rounding.js';

/** How fast the stamps of a time column go. Times are in the column's own unit of ns. */
export interface Pace {
  /** Median of the intervals above zero: the step of the stamps. */
  readonly step: number;
  /** Best estimate of the time between two samples. */
  readonly period: number;
  /** Stamps repeat: their clock ticks slower than the samples come, so `step` is its tick and `period` is shorter. */
  readonly coarse: boolean;
}

/** An interval longer than this many steps is a gap. */
export const GAP = 1.5;

/** More repeated stamps than this share say that the clock is coarse; fewer are rows logged twice. */
const COARSE_SHARE = 0.01;

/**
 * The pace behind the intervals between successive stamps, or undefined when there is none: no interval above zero, or fewer than
 * half of them near the median.
 *
 * Where the stamps resolve the samples, the period is the mean of the intervals within a factor of 1.5 of the median either way:
 * a median alone would call 128 Hz stamped in ms 125 Hz. Where stamps repeat, the median is the tick of the clock and says nothing
 * about the samples; the period is then the span over the samples in it, lost ones included, so that index times period
 * stays with the stamps.
 */
export function paceOf(intervals: readonly number[]): Pace | undefined {
  const positive = Float64Array.from(intervals.filter(x => x > 0)).sort();
  if (positive.length === 0) return undefined;
  const step = positive[(positive.length - 1) >> 1];
  const repeats = intervals.filter(x => x === 0).length;
  const coarse = repeats > COARSE_SHARE * intervals.length;
  const shortest = coarse ? 0 : step / GAP;
  const near = intervals.filter(x => x >= shortest && x <= GAP * step);
  if (near.length * 2 < intervals.length) return undefined;
  const mean = near.reduce((sum, x) => sum + x, 0) / near.length;
  if (!coarse) return { step, period: mean, coarse };
  let [span, samples] = [0, 0];
  for (const interval of intervals) {
    if (interval < 0) continue;
    span += interval;
    samples += samplesIn(interval, { step, period: mean, coarse });
  }
  return { step, period: span / samples, coarse };
}

/** How many samples further a stamp is that comes `interval` after another one; 1 means that none is missing. */
export function samplesIn(interval: number, { step, period, coarse }: Pace): number {
  if (!(interval > GAP * step)) return 1;
  // a coarse stamp is up to a tick late, so only what exceeds a tick is proof of missing samples
  const periods = coarse ? 1 + Math.floor((interval - step) / period) : halfEven(interval / period);
  return Math.max(2, periods);
}
