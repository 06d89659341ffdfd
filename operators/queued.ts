import { type Observable, Subject, takeUntil } from 'rxjs';
import { outlet, type Queue } from './outlet.js';

/**
 * Lets what a source pushes wait in a queue until a loop pulls it. Each loop over the result subscribes anew, with a queue of
 * its own; leaving the loop unsubscribes at once, an abort too.
 *
 * @internal
 */
export function queued<T>(
  make: () => Queue<T>,
  signal?: AbortSignal,
): (source: Observable<T>) => { [Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> } {
  return source => ({
    [Symbol.asyncIterator]() {
      const queue = make();
      let ended = false;
      const finish = (how: { readonly error?: unknown }): void => {
        ended = true;
        out.end(how);
      };
      const stop = new Subject<void>(); // stops a source that pushes while it is being subscribed to, too
      const out = outlet<T>({
        queue,
        signal,
        open() {
          source.pipe(takeUntil(stop)).subscribe({
            next(item) {
              if (ended) return;
              try {
                queue.push(item);
              } catch (error) {
                finish({ error });
                return;
              }
              out.serve();
            },
            error: (error: unknown) => finish({ error }),
            complete: () => finish({}),
          });
        },
        ask: () => {},
        close() {
          ended = true;
          stop.next();
          return Promise.resolve();
        },
      });
      return out.items;
    },
  });
}
