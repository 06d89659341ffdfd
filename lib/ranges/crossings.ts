import { FormatError } from '../errors.js';
import type { Frame } from '../frame.js';
import type { Histogram } from '../statistics/histogram.js';
import { histogramMoments } from '../statistics/histogramMoments.js';
import { type Json, loadNumbers } from '../state.js';

const BAND = 0.25; // standard deviations to either side of the mean that do not count as a side

/**
 * How often each channel has gone from one side of its mean to the other, by a quarter of its standard deviation at least: so many
 * independent samples it is worth, about. White noise crosses every third sample, a sine twice in a period.
 *
 * @internal
 */
export class Crossings {
  private counts = new Float64Array(0); // since the last taking
  private sides = new Int8Array(0); // where each channel was last

  /** Counts those of a frame, about the mean of what has been seen. */
  push(f: Frame, seen: readonly Histogram[]): void {
    if (this.counts.length === 0) {
      this.counts = new Float64Array(f.channels);
      this.sides = new Int8Array(f.channels);
    }
    for (let c = 0; c < f.channels; c++) {
      if (seen[c].count === 0) continue;
      const { mean, variance } = histogramMoments(seen[c]);
      if (!(variance > 0)) continue;
      const band = BAND * Math.sqrt(variance);
      const [low, high] = [mean - band, mean + band];
      let [side, count] = [this.sides[c], 0];
      for (let i = c * f.length; i < (c + 1) * f.length; i++) {
        const x = f.data[i];
        if (x > high) {
          if (side < 0) count++;
          side = 1;
        } else if (x < low) {
          if (side > 0) count++;
          side = -1;
        }
      }
      this.sides[c] = side;
      this.counts[c] += count;
    }
  }

  /** The counts since this was called last. */
  take(): number[] {
    const taken = Array.from(this.counts);
    this.counts.fill(0);
    return taken;
  }

  reset(): void {
    this.counts = new Float64Array(0);
    this.sides = new Int8Array(0);
  }

  save(): Json {
    return { counts: Array.from(this.counts), sides: Array.from(this.sides) };
  }

  restore(who: string, saved: unknown): void {
    const { counts, sides } = (saved ?? {}) as Record<string, unknown>;
    const numbers = loadNumbers(who, counts);
    const signs = loadNumbers(who, sides, numbers.length);
    if (!numbers.every(n => Number.isSafeInteger(n) && n >= 0) || !signs.every(s => s === 0 || s === 1 || s === -1)) {
      throw new FormatError('format-state', `${who}: the saved crossings are damaged`);
    }
    [this.counts, this.sides] = [Float64Array.from(numbers), Int8Array.from(signs)];
  }
}
