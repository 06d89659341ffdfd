import { checkDuration, type Duration, samplesIn } from '../duration.js';
import { FormatError } from '../errors.js';
import { checkOptions, type OptionKeys } from '../options.js';
import type { NonFinite } from '../statistics/histogram.js';
import { type Json, loadNumbers, saveNumbers } from '../state.js';
import { type ChannelRange, type LiveRange, orderedTracker } from './orderedTracker.js';

/** Options of {@link slidingMinMax}. */
export interface SlidingMinMaxOptions {
  /** Sample indices that the window covers, an integer in [1, 2^24], or a time such as `'10s'`. Defaults to 4096. */
  readonly window?: Duration;
  /**
   * What NaN and infinities do: `error` ends the stream; `skip` leaves them out and counts them; `propagate` lets them
   * into the range until they leave the window. Defaults to `error`.
   */
  readonly nonFinite?: NonFinite;
}

const OPTIONS: OptionKeys<SlidingMinMaxOptions> = { window: true, nonFinite: true };

/**
 * Smallest and largest sample of each channel over the last `window` sample indices, exactly; a gap counts as time
 * without samples. Two monotonic deques a channel: O(1) amortised a sample, whatever the signal. Memory: at most 64
 * bytes a sample of the window.
 *
 * @see D. Lemire, Streaming maximum-minimum filter using no more than three comparisons per element, Nordic J.
 * Computing 13 (2006)
 */
export function slidingMinMax(options: SlidingMinMaxOptions = {}): LiveRange {
  const { window = 4096, nonFinite = 'error' } = checkOptions('slidingMinMax', options, OPTIONS);
  checkDuration('slidingMinMax', 'window', window, 1, 2 ** 24);
  const propagate = nonFinite === 'propagate';
  return orderedTracker({
    who: 'slidingMinMax',
    nonFinite,
    settings: [window],
    channel: rate => extremesOfWindow(samplesIn('slidingMinMax', 'window', window, rate, 1, 2 ** 24), propagate),
  });
}

function extremesOfWindow(window: number, propagate: boolean): ChannelRange {
  const [least, greatest] = [new Front(-1, window), new Front(1, window)];
  let end = 0; // absolute index behind the last sample
  let poisoned = -Infinity; // index of the last NaN

  return {
    push(x, begin, to, index) {
      let left = 0;
      for (let i = begin; i < to; i++) {
        const v = x[i];
        const at = index + i - begin;
        if (v - v !== 0) {
          if (!propagate) {
            left++;
            continue;
          }
          if (Number.isNaN(v)) {
            poisoned = at;
            continue;
          }
        }
        least.push(v, at);
        greatest.push(v, at);
      }
      end = index + to - begin;
      least.expire(end - window);
      greatest.expire(end - window);
      return left;
    },
    interval: () => {
      if (poisoned >= end - window) return [NaN, NaN];
      return least.empty ? [0, 0] : [least.value, greatest.value];
    },
    save: () => ({ end, poisoned: saveNumbers([poisoned]), least: least.save(), greatest: greatest.save() }),
    restore(saved) {
      const state = (saved ?? {}) as Record<string, unknown>;
      if (!Number.isSafeInteger(state.end)) throw damaged();
      end = state.end as number;
      [poisoned] = loadNumbers('slidingMinMax', state.poisoned, 1);
      least.restore(state.least, end);
      greatest.restore(state.greatest, end);
    },
  };
}

/** The samples of a window that may still become its extreme, oldest and most extreme first. */
class Front {
  private capacity = 16; // a power of two
  private values = new Float64Array(this.capacity); // ring; sign * sample, never rising
  private indices = new Float64Array(this.capacity);
  private head = 0;
  private count = 0;

  constructor(
    private readonly sign: 1 | -1,
    private readonly window: number,
  ) {}

  get empty(): boolean {
    return this.count === 0;
  }

  /** The extreme. */
  get value(): number {
    return this.sign * this.values[this.head];
  }

  push(x: number, index: number): void {
    const v = this.sign * x;
    this.expire(index + 1 - this.window);
    let mask = this.capacity - 1;
    while (this.count > 0 && this.values[(this.head + this.count - 1) & mask] <= v) this.count--;
    if (this.count === this.capacity) {
      this.grow();
      mask = this.capacity - 1;
    }
    const at = (this.head + this.count++) & mask;
    this.values[at] = v;
    this.indices[at] = index;
  }

  /** Forgets samples before absolute index `index`. */
  expire(index: number): void {
    while (this.count > 0 && this.indices[this.head] < index) {
      this.head = (this.head + 1) & (this.capacity - 1);
      this.count--;
    }
  }

  save(): Json {
    const [values, indices] = this.inOrder();
    return { values: saveNumbers(values), indices: saveNumbers(indices) };
  }

  restore(saved: unknown, end: number): void {
    const state = (saved ?? {}) as Record<string, unknown>;
    const values = loadNumbers('slidingMinMax', state.values, { max: this.window });
    const indices = loadNumbers('slidingMinMax', state.indices, values.length);
    const ordered = indices.every(
      (index, k) =>
        Number.isSafeInteger(index) &&
        index < end &&
        index >= end - this.window &&
        (k === 0 || (index > indices[k - 1] && values[k] < values[k - 1])),
    );
    if (!ordered || values.some(Number.isNaN)) throw damaged();
    this.head = this.count = 0;
    values.forEach((v, k) => this.push(this.sign * v, indices[k]));
  }

  private inOrder(): readonly [Float64Array, Float64Array] {
    const places = Int32Array.from({ length: this.count }, (_, k) => (this.head + k) & (this.capacity - 1));
    return [Float64Array.from(places, k => this.values[k]), Float64Array.from(places, k => this.indices[k])];
  }

  private grow(): void {
    const [values, indices] = this.inOrder();
    this.capacity *= 2;
    this.values = new Float64Array(this.capacity);
    this.indices = new Float64Array(this.capacity);
    this.values.set(values);
    this.indices.set(indices);
    this.head = 0;
  }
}

function damaged(): FormatError {
  return new FormatError('format-state', 'slidingMinMax: the saved window is damaged');
}
