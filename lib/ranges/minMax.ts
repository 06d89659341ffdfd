import { checkOneOf } from '../check.js';
import { DataError, OptionTypeError } from '../errors.js';
import { checkFrame, checkSameStream, type Frame, loadInfo, saveInfo, type StreamInfo, when } from '../frame.js';
import { checkOptions, type OptionKeys } from '../options.js';
import { type Json, loadCount, loadNumbers, loadState, saveNumbers } from '../state.js';
import type { Range } from '../range.js';
import type { RangeAccumulator } from '../rangeTracker.js';

/** Options of {@link minMax}. */
export interface MinMaxOptions {
  /**
   * What NaN and infinities do: `error` ends the stream with a message that says where; `skip` leaves them out and counts
   * them; `propagate` lets them into the range, as NumPy does. Defaults to `error`.
   */
  readonly nonFinite?: 'error' | 'skip' | 'propagate';
}

/** The tracker that {@link minMax} makes. */
export interface MinMaxTracker extends RangeAccumulator {
  /** NaN and infinite samples seen under `skip`. */
  readonly skipped: number;
}

const OPTIONS: OptionKeys<MinMaxOptions> = { nonFinite: true };

/**
 * Smallest and largest sample of each channel: no sample is ever clipped, one spike sets the range for good.
 *
 * A channel of which no sample counted has the range [0, 0]. Exact: bit for bit the same for any cutting and merging.
 */
export function minMax(options: MinMaxOptions = {}): MinMaxTracker {
  const { nonFinite = 'error' } = checkOptions('minMax', options, OPTIONS);
  return new MinMax(checkOneOf('minMax', 'nonFinite', nonFinite, ['error', 'skip', 'propagate']));
}

class MinMax implements MinMaxTracker {
  skipped = 0;
  private info: StreamInfo | undefined;
  private min = new Float64Array(0);
  private max = new Float64Array(0);

  constructor(private readonly nonFinite: 'error' | 'skip' | 'propagate') {}

  push(f: Frame): void {
    checkFrame('minMax', f);
    if (this.info) checkSameStream('minMax', f, this.info);
    else this.open(f.info);
    const { data, length } = f;
    for (let c = 0; c < f.channels; c++) {
      let low = this.min[c];
      let high = this.max[c];
      let poison = 0; // becomes NaN at the first sample that is not finite, as 0 * NaN and 0 * Infinity are
      for (let i = c * length; i < (c + 1) * length; i++) {
        const x = data[i];
        if (x < low) low = x;
        if (x > high) high = x;
        poison += x * 0;
      }
      if (poison === 0) {
        this.min[c] = low + 0; // -0 becomes 0, whichever of the two came first
        this.max[c] = high + 0;
      } else {
        this.pushCarefully(f, c);
      }
    }
  }

  value(): Range {
    const seen = (x: number, c: number) => (this.min[c] <= this.max[c] || Number.isNaN(this.min[c]) ? x : 0);
    const ends = (list: Float64Array) => Object.freeze(Array.from(list, seen));
    return Object.freeze({ min: ends(this.min), max: ends(this.max) });
  }

  merge(other: RangeAccumulator): void {
    if (!(other instanceof MinMax)) throw new OptionTypeError('minMax: merges only with another minMax');
    if (!other.info) return;
    if (!this.info) this.open(other.info);
    if (other.min.length !== this.min.length) {
      throw new DataError('data-channels', `minMax: cannot merge ${other.min.length} channels into ${this.min.length}`);
    }
    for (let c = 0; c < this.min.length; c++) {
      this.min[c] = Math.min(this.min[c], other.min[c]);
      this.max[c] = Math.max(this.max[c], other.max[c]);
    }
    this.skipped += other.skipped;
  }

  save(): Json {
    return {
      who: 'minMax',
      version: 1,
      info: this.info ? saveInfo(this.info) : null,
      min: saveNumbers(this.min),
      max: saveNumbers(this.max),
      skipped: this.skipped,
    };
  }

  restore(saved: unknown): void {
    const { info, min, max, skipped } = loadState('minMax', 1, saved);
    const known = info === null ? undefined : loadInfo('minMax', info);
    const channels = known?.names.length ?? 0;
    const low = Float64Array.from(loadNumbers('minMax', min, channels));
    const high = Float64Array.from(loadNumbers('minMax', max, channels));
    this.skipped = loadCount('minMax', 'skipped', skipped);
    [this.info, this.min, this.max] = [known, low, high]; // all or nothing
  }

  reset(): void {
    this.info = undefined;
    this.min = this.max = new Float64Array(0);
    this.skipped = 0;
  }

  private open(info: StreamInfo): void {
    this.info = info;
    this.min = new Float64Array(info.names.length).fill(Infinity);
    this.max = new Float64Array(info.names.length).fill(-Infinity);
  }

  /** Takes a channel that holds a NaN or an infinity, sample by sample. */
  private pushCarefully(f: Frame, c: number): void {
    for (let i = 0; i < f.length; i++) {
      const x = f.data[c * f.length + i];
      if (Number.isFinite(x) || this.nonFinite === 'propagate') {
        this.min[c] = Math.min(this.min[c], x + 0);
        this.max[c] = Math.max(this.max[c], x + 0);
      } else if (this.nonFinite === 'skip') {
        this.skipped++;
      } else {
        throw new DataError(
          'data-non-finite',
          `minMax: channel ${f.info.names[c]} is ${x} at ${when(f.info, f.start + i)}; ` +
            `choose nonFinite: 'skip' to leave such samples out of the range, or put fillMissing in front`,
        );
      }
    }
  }
}
