import { type Json, loadNumbers, saveNumbers } from '../state.js';

/** Partial sums a channel. */
export const LANES = 8;

/**
 * Float sums in a fixed order, one a channel: partial sum k takes the samples whose absolute index is k modulo 8, and a
 * fixed tree adds the eight. So the sum does not depend on how the stream was cut into frames, and eight SIMD lanes
 * give the same bits (docs/quantization.md, equation (17)).
 */
export class LaneSums {
  /** Partial sums, shape (channels, 8); a hot loop adds to `lanes[c * 8 + (index & 7)]`. */
  readonly lanes: Float64Array;

  constructor(channels: number) {
    this.lanes = new Float64Array(channels * LANES);
  }

  /** The sum of channel `c`. */
  total(c: number): number {
    return sumOfLanes(this.lanes, c * LANES);
  }

  merge(other: LaneSums): void {
    for (let k = 0; k < this.lanes.length; k++) this.lanes[k] += other.lanes[k];
  }

  save(): Json {
    return saveNumbers(this.lanes);
  }

  restore(who: string, saved: unknown): void {
    this.lanes.set(loadNumbers(who, saved, this.lanes.length));
  }
}

/** The sum of eight partial sums from `k` on, in the fixed order. */
export function sumOfLanes(s: Float64Array, k: number): number {
  return s[k] + s[k + 1] + (s[k + 2] + s[k + 3]) + (s[k + 4] + s[k + 5] + (s[k + 6] + s[k + 7]));
}

/** The lane of an absolute sample index, which may be beyond 32 bits or negative. */
export function laneOf(index: number): number {
  return ((index % LANES) + LANES) % LANES;
}
