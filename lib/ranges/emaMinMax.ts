import { checkInteger, checkNumber } from '../check.js';
import { FormatError } from '../errors.js';
import { checkOptions, type OptionKeys } from '../options.js';
import type { NonFinite } from '../statistics/histogram.js';
import { loadNumbers, saveNumbers } from '../state.js';
import { type ChannelRange, type LiveRange, orderedTracker } from './orderedTracker.js';

/** Options of {@link emaMinMax}. */
export interface EmaMinMaxOptions {
  /** Share of the newest block in the average, in (0, 1]. Defaults to 0.01. */
  readonly momentum?: number;
  /** Samples a block, an integer of at least 1. Defaults to 1024. */
  readonly every?: number;
  /**
   * What NaN and infinities do: `error` ends the stream; `skip` leaves them out and counts them; `propagate` lets them
   * into the range, for good. Defaults to `error`.
   */
  readonly nonFinite?: NonFinite;
}

const OPTIONS: OptionKeys<EmaMinMaxOptions> = { momentum: true, every: true, nonFinite: true };

/**
 * Exponential moving average of the extremes of blocks: the first block sets the range, each later one moves both ends
 * by `momentum` times their distance to its own. Blocks end at the absolute indices k * every; a block that a gap cuts
 * short counts when the stream goes on. Before the first block is complete the range is that of its samples.
 *
 * @see PyTorch `MovingAverageMinMaxObserver`, averaging_constant 0.01
 */
export function emaMinMax(options: EmaMinMaxOptions = {}): LiveRange {
  const { momentum = 0.01, every = 1024, nonFinite = 'error' } = checkOptions('emaMinMax', options, OPTIONS);
  checkNumber('emaMinMax', 'momentum', momentum, 'a number in (0, 1]', x => x > 0 && x <= 1);
  checkInteger('emaMinMax', 'every', every, 1, 2 ** 24);
  const propagate = nonFinite === 'propagate';
  return orderedTracker({
    who: 'emaMinMax',
    nonFinite,
    settings: [momentum, every],
    channel: () => emaOfBlocks(momentum, every, propagate),
  });
}

function emaOfBlocks(momentum: number, every: number, propagate: boolean): ChannelRange {
  let block = 0; // number of the block in hand
  let [low, high] = [Infinity, -Infinity]; // of the block in hand
  let [min, max] = [Infinity, -Infinity]; // of the blocks before; Infinity and -Infinity without any

  /** The block in hand is complete. */
  function close(): void {
    if (!(low > high)) {
      if (min > max) [min, max] = [low, high];
      else [min, max] = [min + momentum * (low - min), max + momentum * (high - max)];
    }
    [low, high] = [Infinity, -Infinity];
  }
  return {
    push(x, begin, end, index) {
      let left = 0;
      for (let i = begin; i < end;) {
        const number = Math.floor((index + i - begin) / every);
        if (number !== block) close();
        block = number;
        const to = Math.min(end, begin + (number + 1) * every - index);
        for (; i < to; i++) {
          const v = x[i];
          if (v - v === 0) {
            if (v < low) low = v;
            if (v > high) high = v;
          } else if (propagate) {
            [low, high] = [Math.min(low, v), Math.max(high, v)];
          } else {
            left++;
          }
        }
        if (index + to - begin === (number + 1) * every) close();
      }
      return left;
    },
    interval() {
      if (!(min > max)) return [min, max];
      return low > high ? [0, 0] : [low, high];
    },
    save: () => saveNumbers([block, low, high, min, max]),
    restore(saved) {
      const numbers = loadNumbers('emaMinMax', saved, 5);
      if (!Number.isSafeInteger(numbers[0]))
        throw new FormatError('format-state', 'emaMinMax: the saved block is damaged');
      [block, low, high, min, max] = numbers;
    },
  };
}
