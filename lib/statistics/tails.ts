import { FormatError } from '../errors.js';
import type { Frame } from '../frame.js';
import { type Json, loadNumbers, saveNumbers } from '../state.js';

/** Samples kept on each side of a channel. */
const KEPT = 256;

/**
 * The 256 smallest and the 256 largest finite samples of each channel, exactly: far quantiles that a grid stretched by a spike cannot
 * tell. Which they are depends on the samples alone, so any cutting, order and merging give the same. Memory: 2 KB a channel.
 *
 * @internal
 */
export class Tails {
  private sides: Side[] = []; // lows and highs of each channel, in turn

  push(f: Frame): void {
    while (this.sides.length < 2 * f.channels) this.sides.push(new Side());
    for (let c = 0; c < f.channels; c++) {
      this.sides[2 * c].push(f.data, c * f.length, (c + 1) * f.length, 1);
      this.sides[2 * c + 1].push(f.data, c * f.length, (c + 1) * f.length, -1);
    }
  }

  /** The sample of channel `c` that has `rank` - 1 below it, or undefined where so many are not kept. */
  smallest(c: number, rank: number): number | undefined {
    return this.sides[2 * c]?.at(rank);
  }

  /** The sample of channel `c` that has `rank` - 1 above it, or undefined where so many are not kept. */
  largest(c: number, rank: number): number | undefined {
    const x = this.sides[2 * c + 1]?.at(rank);
    return x === undefined ? undefined : 0 - x;
  }

  merge(other: Tails): void {
    other.sides.forEach((side, k) => (this.sides[k] ??= new Side()).merge(side));
  }

  reset(): void {
    this.sides = [];
  }

  save(): Json {
    return this.sides.map(side => side.save());
  }

  restore(who: string, saved: unknown): void {
    if (!Array.isArray(saved)) throw new FormatError('format-state', `${who}: the saved tails are damaged`);
    this.sides = saved.map((one: unknown) => Side.restore(who, one));
  }
}

/** The smallest numbers seen, ascending. */
class Side {
  private readonly kept = new Float32Array(KEPT);
  private count = 0;

  /** Takes sign * x[begin] to sign * x[end - 1]. */
  push(x: Float32Array, begin: number, end: number, sign: 1 | -1): void {
    const { kept } = this;
    let limit = this.count < KEPT ? Infinity : kept[KEPT - 1];
    for (let i = begin; i < end; i++) {
      const v = sign * x[i];
      if (v >= limit || v - v !== 0) continue;
      this.insert(v);
      limit = this.count < KEPT ? Infinity : kept[KEPT - 1];
    }
  }

  merge(other: Side): void {
    const numbers = other.kept.slice(0, other.count); // a copy, as `other` may be this
    this.push(numbers, 0, numbers.length, 1);
  }

  at(rank: number): number | undefined {
    return rank >= 1 && rank <= this.count ? this.kept[rank - 1] : undefined;
  }

  save(): Json {
    return saveNumbers(this.kept.subarray(0, this.count));
  }

  static restore(who: string, saved: unknown): Side {
    const numbers = loadNumbers(who, saved, { max: KEPT });
    if (!numbers.every((x, k) => Number.isFinite(x) && Math.fround(x) === x && (k === 0 || x >= numbers[k - 1]))) {
      throw new FormatError('format-state', `${who}: the saved tails are damaged`);
    }
    const side = new Side();
    side.kept.set(numbers);
    side.count = numbers.length;
    return side;
  }

  private insert(v: number): void {
    const { kept } = this;
    let [low, high] = [0, this.count];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (kept[middle] <= v) low = middle + 1;
      else high = middle;
    }
    if (this.count < KEPT) this.count++;
    kept.copyWithin(low + 1, low, this.count - 1);
    kept[low] = v + 0; // -0 becomes 0
  }
}
