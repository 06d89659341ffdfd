import { FormatError } from '../errors.js';
import { halfEven } from '../rounding.js';
import type { Json } from '../state.js';

/** Bins in a decibel. */
const BINS = 64;
/** Ratios beyond this many dB count as this. */
const END = 1000;

/**
 * How often each ratio occurred, in bins of 1/64 dB: a median within 1/128 dB, in bounded memory (at most 128,001 bins, of which
 * a recording fills a few hundred), the same for any order and merging.
 *
 * @internal
 */
export class RatioHistogram {
  private readonly counts = new Map<number, number>();

  /** Counts a ratio in dB; infinities stay what they are. */
  add(ratio: number): void {
    const bin = Math.abs(ratio) === Infinity ? ratio : halfEven(Math.min(Math.max(ratio, -END), END) * BINS);
    this.counts.set(bin, (this.counts.get(bin) ?? 0) + 1);
  }

  merge(other: RatioHistogram): void {
    for (const [bin, count] of other.counts) this.counts.set(bin, (this.counts.get(bin) ?? 0) + count);
  }

  /** The median, dB, the lower one of two in the middle; NaN where nothing was counted. */
  median(): number {
    const bins = this.sorted();
    const half = bins.reduce((sum, [, count]) => sum + count, 0) / 2;
    let below = 0;
    for (const [bin, count] of bins) if ((below += count) >= half) return bin / BINS;
    return NaN;
  }

  save(): Json {
    return this.sorted().map(([bin, count]) => [Number.isFinite(bin) ? bin : String(bin), count]);
  }

  restore(who: string, saved: unknown): void {
    this.counts.clear();
    for (const pair of Array.isArray(saved) ? (saved as readonly unknown[]) : [undefined]) {
      const [key, count] = (Array.isArray(pair) ? pair : []) as unknown[];
      const bin = key === 'Infinity' ? Infinity : key === '-Infinity' ? -Infinity : key;
      const known =
        bin === Infinity || bin === -Infinity || (Number.isInteger(bin) && Math.abs(bin as number) <= END * BINS);
      if (!known || !Number.isSafeInteger(count) || (count as number) < 1) {
        throw new FormatError('format-state', `${who}: the saved ratios are damaged`);
      }
      this.counts.set(bin as number, count as number);
    }
  }

  private sorted(): [bin: number, count: number][] {
    return [...this.counts].sort(([a], [b]) => (a < b ? -1 : 1));
  }
}
