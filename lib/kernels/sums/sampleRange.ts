/** An interval of samples, less their zero point. */
export interface SampleRange {
  readonly low: number;
  readonly high: number;
}

/** The interval with zero in it. */
export function withZero({ low, high }: SampleRange): SampleRange {
  return { low: Math.min(low, 0), high: Math.max(high, 0) };
}

/** The largest magnitude in an interval. */
export function peakOf({ low, high }: SampleRange): number {
  return Math.max(-low, high);
}
