import type { Frame } from '../frame.js';
import { intervalOf, type Range } from '../range.js';

/** How far a range that was taken from samples may be trusted, one entry a channel. */
export interface RangeConfidence {
  /** Finite samples that the range was taken from. */
  readonly samples: readonly number[];
  /** Those of them outside of the range. */
  readonly outside: readonly number[];
  /**
   * Probability that the next sample lies outside of the range: (outside + 2) / (samples + 1), at most 1. It is exact
   * in the mean, for any continuous distribution, where the ends are order statistics of exchangeable samples; it is 2
   * / (n + 1) for min-max. It says nothing of drift.
   *
   * @see S. S. Wilks, Ann. Math. Stat. 12 (1941), 91-96
   */
  readonly risk: readonly number[];
}

/** Counts samples in and outside of a range. */
export class OutsideCounts {
  private samples: Float64Array;
  private outside: Float64Array;

  constructor(channels: number) {
    this.samples = new Float64Array(channels);
    this.outside = new Float64Array(channels);
  }

  /** Counts the first `length` samples of a frame. */
  push(f: Frame, length: number, range: Range): void {
    for (let c = 0; c < f.channels; c++) {
      const [low, high] = intervalOf(range, c);
      let [finite, out] = [0, 0];
      for (let i = c * f.length; i < c * f.length + length; i++) {
        const x = f.data[i];
        if (x - x !== 0) continue;
        finite++;
        if (x < low || x > high) out++;
      }
      this.samples[c] += finite;
      this.outside[c] += out;
    }
  }

  value(): RangeConfidence {
    const risk = Array.from(this.samples, (n, c) => Math.min((this.outside[c] + 2) / (n + 1), 1));
    return Object.freeze({
      samples: Object.freeze(Array.from(this.samples)),
      outside: Object.freeze(Array.from(this.outside)),
      risk: Object.freeze(risk),
    });
  }
}
