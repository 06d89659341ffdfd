import type { Observable } from 'rxjs';

/** Where items wait, and what happens when there are too many. */
export interface Queue<T> {
  /** Takes an item in, at the cost of others if need be; an error it throws ends the stream behind the waiting items. */
  push(item: T): void;
  isEmpty(): boolean;
  /** Takes out the item that has waited longest; only called when there is one. */
  take(): T;
}

/**
 * Lets what a source pushes wait in a queue until a loop pulls it. Each loop over the result subscribes anew, with a queue of
 * its own; leaving the loop unsubscribes.
 *
 * @internal
 */
export function queued<T>(make: () => Queue<T>): (source: Observable<T>) => AsyncIterable<T> {
  return source => ({
    async *[Symbol.asyncIterator]() {
      const queue = make();
      let end: { readonly error?: unknown } | undefined;
      let wake = () => {};
      const finish = (how: { readonly error?: unknown }): void => {
        end ??= how;
        wake();
      };
      const subscription = source.subscribe({
        next(item) {
          if (end) return;
          try {
            queue.push(item);
            wake();
          } catch (error) {
            finish({ error });
          }
        },
        error: (error: unknown) => finish({ error }),
        complete: () => finish({}),
      });
      try {
        for (;;) {
          while (!queue.isEmpty()) yield queue.take();
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
