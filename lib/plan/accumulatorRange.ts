/** The interval that each output channel's accumulator can take. */
export interface AccumulatorRange {
  readonly least: readonly number[];
  readonly most: readonly number[];
}

/** Sums of products that a layer makes. */
export interface TapSets {
  /** Whether a tap may fall on padding, which counts as zero. */
  readonly padded: boolean;
  /** The taps of each kind of window; by default one kind, of all taps. */
  readonly sets?: readonly Int32Array[];
}

/**
 * The interval of every accumulator: exact, as each tap may meet any sample of the range; sums in doubles are exact.
 *
 * @internal
 *
 * @param weights less their zero point, shape (channels, taps)
 * @param bias    shape (channels) or longer
 */
export function accumulatorRange(
  weights: Int32Array,
  taps: number,
  bias: ArrayLike<number>,
  samples: SampleRange,
  { padded, sets = [Int32Array.from({ length: taps }, (_, i) => i)] }: TapSets,
): AccumulatorRange {
  const { low, high } = padded ? withZero(samples) : samples;
  const least: number[] = [];
  const most: number[] = [];
  for (let c = 0; c * taps < weights.length; c++) {
    let [down, up] = [Infinity, -Infinity];
    for (const set of sets) {
      let [smallest, largest] = [bias[c], bias[c]];
      for (const i of set) {
        const w = weights[c * taps + i];
        smallest += w * (w > 0 ? low : high);
        largest += w * (w > 0 ? high : low);
      }
      down = Math.min(down, smallest);
      up = Math.max(up, largest);
    }
    least.push(down + 0); // never -0
    most.push(up + 0);
  }
  return { least, most };
}

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

/** The interval of a sum of products of samples of two ranges. */
export function productRange(taps: number, a: SampleRange, b: SampleRange): { least: number; most: number } {
  const corners = [a.low * b.low, a.low * b.high, a.high * b.low, a.high * b.high];
  return { least: taps * Math.min(...corners) + 0, most: taps * Math.max(...corners) + 0 };
}

/** The narrowest two's complement width that holds all of an interval. */
export function bitsOf({ least, most }: AccumulatorRange): number {
  let bits = 1;
  while (least.some(x => x < -(2 ** (bits - 1))) || most.some(x => x >= 2 ** (bits - 1))) bits++;
  return bits;
}
