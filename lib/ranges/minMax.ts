import { checkOneOf } from '../check.js';
import { DataError, OptionTypeError } from '../errors.js';
import { checkSameStream, type Frame, loadInfo, saveInfo, type StreamInfo, when } from '../frame.js';
import { loadCount, loadNumbers, loadState, saveNumbers } from '../state.js';
import type { RangeTracker } from './range.js';

/** Options of {@link minMax}. */
export interface MinMaxOptions {
  /**
   * What NaN and infinities do: `error` ends the stream with a message that says where; `skip` leaves them out and counts
   * them; `propagate` lets them into the range, as NumPy does. Defaults to `error`.
   */
  readonly nonFinite?: 'error' | 'skip' | 'propagate';
}

/** The tracker that {@link minMax} makes. */
export interface MinMaxTracker extends RangeTracker {
  /** NaN and infinite samples seen under `skip`. */
  readonly skipped: number;
}

/**
 * Smallest and largest sample of each channel: no sample is ever clipped, one spike sets the range for good.
 *
 * A channel of which no sample counted has the range [0, 0]. Exact: bit for bit the same for any cutting and merging.
 */
export function minMax({ nonFinite = 'error' }: MinMaxOptions = {}): MinMaxTracker {
  checkOneOf('minMax', 'nonFinite', nonFinite, ['error', 'skip', 'propagate']);
  let info: StreamInfo | undefined;
  let min = new Float64Array(0);
  let max = new Float64Array(0);
  let skipped = 0;

  function open(next: StreamInfo): void {
    info = next;
    min = new Float64Array(next.names.length).fill(Infinity);
    max = new Float64Array(next.names.length).fill(-Infinity);
  }

  /** Takes in the channel's samples one by one, once a non-finite one has been found among them. */
  function careful(f: Frame, c: number): void {
    for (let i = 0; i < f.length; i++) {
      const x = f.data[c * f.length + i];
      if (Number.isFinite(x) || nonFinite === 'propagate') {
        min[c] = Math.min(min[c], x);
        max[c] = Math.max(max[c], x);
      } else if (nonFinite === 'skip') {
        skipped++;
      } else {
        throw new DataError(
          'data-non-finite',
          `minMax: channel ${f.info.names[c]} is ${x} at ${when(f.info, f.start + i)}; ` +
            `choose nonFinite: 'skip' to leave such samples out of the range`,
        );
      }
    }
  }
  return {
    get skipped() {
      return skipped;
    },
    push(f) {
      if (info) checkSameStream('minMax', f, info);
      else open(f.info);
      const { data, length } = f;
      for (let c = 0; c < f.channels; c++) {
        let low = min[c];
        let high = max[c];
        let sum = 0; // NaN as soon as a sample is not finite: Infinity - Infinity, 0 * Infinity
        const end = (c + 1) * length;
        for (let i = c * length; i < end; i++) {
          const x = data[i];
          if (x < low) low = x;
          if (x > high) high = x;
          sum += x * 0;
        }
        if (sum === 0) {
          min[c] = low;
          max[c] = high;
        } else {
          careful(f, c);
        }
      }
    },
    value() {
      const seen = (x: number) => (x === Infinity || x === -Infinity) && nonFinite !== 'propagate';
      const ends = (list: Float64Array) => Object.freeze(Array.from(list, x => (seen(x) ? 0 : x)));
      return Object.freeze({ min: ends(min), max: ends(max) });
    },
    merge(other) {
      if (!('skipped' in other)) throw new OptionTypeError('minMax: merges only with another minMax');
      const state = loadState('minMax', 1, other.save());
      if (state.info === null) return;
      const theirs = {
        info: loadInfo('minMax', state.info),
        min: loadNumbers('minMax', state.min),
        max: loadNumbers('minMax', state.max),
      };
      if (!info) open(theirs.info);
      if (theirs.min.length !== min.length) {
        throw new DataError('data-channels', `minMax: cannot merge ${theirs.min.length} channels into ${min.length}`);
      }
      for (let c = 0; c < min.length; c++) {
        min[c] = Math.min(min[c], theirs.min[c]);
        max[c] = Math.max(max[c], theirs.max[c]);
      }
      skipped += loadCount('minMax', 'skipped', state.skipped);
    },
    save: () => ({
      who: 'minMax',
      version: 1,
      info: info ? saveInfo(info) : null,
      min: saveNumbers(min),
      max: saveNumbers(max),
      skipped,
    }),
    restore(saved) {
      const state = loadState('minMax', 1, saved);
      info = state.info === null ? undefined : loadInfo('minMax', state.info);
      const channels = info?.names.length ?? 0;
      min = Float64Array.from(loadNumbers('minMax', state.min, channels));
      max = Float64Array.from(loadNumbers('minMax', state.max, channels));
      skipped = loadCount('minMax', 'skipped', state.skipped);
    },
    reset() {
      info = undefined;
      min = new Float64Array(0);
      max = new Float64Array(0);
      skipped = 0;
    },
  };
}
