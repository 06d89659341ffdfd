import { type SampleRange, withZero } from '../kernels/sums/sampleRange.js';

/** The interval that each output channel's accumulator can take. */
export interface AccumulatorRange {
  readonly least: readonly number[];
  readonly most: readonly number[];
}

/** What the accumulators of one kind of sum can take, whatever the input. */
export interface SumRange extends AccumulatorRange {
  /** Field of the layer whose products are summed; undefined where there is one kind of sum only. */
  readonly of?: string;
  /** Bits that its arithmetic has for them; undefined where sums saturate. */
  readonly width?: 32 | 48;
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
      for (let k = 0; k < set.length; k++) {
        const w = weights[c * taps + set[k]];
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

/** The interval of a sum of products of samples of two ranges. */
export function productRange(taps: number, a: SampleRange, b: SampleRange): { least: number; most: number } {
  const corners = [a.low * b.low, a.low * b.high, a.high * b.low, a.high * b.high];
  return { least: taps * Math.min(...corners) + 0, most: taps * Math.max(...corners) + 0 };
}

/** What a sum of a layer is called: the layer's name, and the field where it has several. */
export function sumName(layer: string, { of }: SumRange): string {
  return of === undefined ? layer : `${layer}/${of}`;
}

/** The largest magnitudes that accumulators can take. */
export function boundsOf({ least, most }: AccumulatorRange): number[] {
  return least.map((low, c) => Math.max(-low, most[c]));
}

/** The narrowest two's complement width that holds all of an interval. */
export function bitsOf({ least, most }: AccumulatorRange): number {
  let bits = 1;
  while (least.some(x => x < -(2 ** (bits - 1))) || most.some(x => x >= 2 ** (bits - 1))) bits++;
  return bits;
}
