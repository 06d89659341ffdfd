import type { Observable } from 'rxjs';
import { checkInteger, checkOneOf } from '../lib/check.js';
import { OverflowError } from '../lib/errors.js';

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
  readonly onDrop?: (dropped: number) => void;
}

/**
 * A bounded queue between a source that pushes at its own pace and a consumer that pulls at its own.
 * Nothing is queued beyond `capacity`, and every dropped item is counted. Each loop over the result subscribes anew.
 *
 * @example
 * const queue = bounded<Frame>({ capacity: 64, onOverflow: 'dropOldest', onDrop: n => console.warn(`${n} dropped`) });
 * for await (const f of through(queue(sensor$), quantize({ quantizer: affine(), range: [-8, 8] }))) await send(f);
 */
export function bounded<T>({
  capacity,
  onOverflow,
  onDrop,
}: BoundedOptions): (source: Observable<T>) => AsyncIterable<T> {
  checkInteger('bounded', 'capacity', capacity, 1, 2 ** 24);
  checkOneOf('bounded', 'onOverflow', onOverflow, ['error', 'dropOldest', 'dropNewest']);
  return source => ({
    async *[Symbol.asyncIterator]() {
      const ring = new Array<T | undefined>(capacity);
      let first = 0;
      let size = 0;
      let dropped = 0;
      let end: { readonly error?: unknown } | undefined;
      let wake = () => {};
      const subscription = source.subscribe({
        next(item) {
          if (end) return;
          if (size === capacity) {
            if (onOverflow === 'error') {
              end = {
                error: new OverflowError(
                  `bounded: the queue of ${capacity} is full; raise capacity or choose a drop policy`,
                ),
              };
              return;
            }
            onDrop?.(++dropped);
            if (onOverflow === 'dropNewest') return;
            first = (first + 1) % capacity;
            size--;
          }
          ring[(first + size++) % capacity] = item;
          wake();
        },
        error(error: unknown) {
          end ??= { error };
          wake();
        },
        complete() {
          end ??= {};
          wake();
        },
      });
      try {
        for (;;) {
          while (size > 0) {
            const item = ring[first] as T;
            ring[first] = undefined;
            first = (first + 1) % capacity;
            size--;
            yield item;
          }
          if (end) {
            if ('error' in end) throw end.error;
            return;
          }
          await new Promise<void>(resolve => (wake = resolve));
        }
      } finally {
        subscription.unsubscribe();
      }
    },
  });
}
