import type { Observable } from 'rxjs';
import { checkInteger, checkOneOf } from '../lib/check.js';
import { OverflowError } from '../lib/errors.js';
import { checkOptions, type OptionKeys } from '../lib/options.js';
import type { Queue } from './outlet.js';
import { queued } from './queued.js';

/** Options of {@link bounded}. */
export interface BoundedOptions {
  /** The most items that wait, an integer of at least 1. */
  readonly capacity: number;
  /**
   * What a full queue does with one item more: `error` ends the stream once the waiting items are taken, `dropOldest` makes
   * room at the front, `dropNewest` leaves the new item out.
   */
  readonly onOverflow: 'error' | 'dropOldest' | 'dropNewest';
  /** Told of every dropped item's number, counted from 1. */
  readonly onDrop?: ((dropped: number) => void) | undefined;
  /** Ends the loop at once, with the signal's reason as its error. */
  readonly signal?: AbortSignal | undefined;
}

const OPTIONS: OptionKeys<BoundedOptions> = { capacity: true, onOverflow: true, onDrop: true, signal: true };

/**
 * A bounded queue between a source that pushes at its own pace and a consumer that pulls at its own.
 * Nothing is queued beyond `capacity`, and every dropped item is counted. Each loop over the result subscribes anew.
 * Frames of codes can be made smaller instead of dropped: `boundedCodes`.
 *
 * @example
 * const queue = bounded<Frame>({ capacity: 64, onOverflow: 'dropOldest', onDrop: n => console.warn(`${n} dropped`) });
 * for await (const f of through(queue(sensor$), quantize({ quantizer: affine(), range: [-8, 8] }))) await send(f);
 */
export function bounded<T>(options: BoundedOptions): (source: Observable<T>) => AsyncIterable<T> {
  const { capacity, onOverflow, onDrop, signal } = checkOptions('bounded', options, OPTIONS);
  checkInteger('bounded', 'capacity', capacity, 1, 2 ** 24);
  checkOneOf('bounded', 'onOverflow', onOverflow, ['error', 'dropOldest', 'dropNewest']);
  return queued(() => ring<T>(capacity, onOverflow, onDrop), signal);
}

/** A ring of `capacity` items. */
function ring<T>(
  capacity: number,
  onOverflow: BoundedOptions['onOverflow'],
  onDrop: BoundedOptions['onDrop'],
): Queue<T> {
  const items = new Array<T | undefined>(capacity);
  let first = 0;
  let size = 0;
  let dropped = 0;

  function take(): T {
    const item = items[first] as T;
    items[first] = undefined;
    first = (first + 1) % capacity;
    size--;
    return item;
  }
  return {
    push(item) {
      if (size === capacity) {
        if (onOverflow === 'error') {
          throw new OverflowError(`bounded: the queue of ${capacity} is full; raise capacity or choose a drop policy`);
        }
        onDrop?.(++dropped);
        if (onOverflow === 'dropNewest') return;
        take();
      }
      items[(first + size++) % capacity] = item;
    },
    isEmpty: () => size === 0,
    take,
  };
}
