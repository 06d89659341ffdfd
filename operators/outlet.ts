/** Where items wait, and what happens when there are too many. */
export interface Queue<T> {
  /** Takes an item in, at the cost of others if need be; an error it throws ends the stream behind the waiting items. */
  push(item: T): void;
  isEmpty(): boolean;
  /** Takes out the item that has waited longest; only called when there is one. */
  take(): T;
}

/** What {@link outlet} needs. */
export interface OutletPlan<T> {
  readonly queue: Queue<T>;
  /** Called once, at the first request. */
  readonly open: () => void;
  /** Called when someone waits and nothing is there. */
  readonly ask: () => void;
  /** Lets go of everything; called once, however the loop ends. Must not wait for a source that is silent. */
  readonly close: () => Promise<void>;
  /** Ends the loop at once with its reason. */
  readonly signal: AbortSignal | undefined;
}

/** The end that hands items to a loop. */
export interface Outlet<T> {
  readonly items: AsyncGenerator<T, void, undefined>;
  /** Whether somebody waits for an item that is not there. */
  readonly wanted: boolean;
  /** Items have come into the queue. */
  serve(): void;
  /** No more items will come; those that wait are handed out first. */
  end(how: { readonly error?: unknown }): void;
}

interface Waiting<T> {
  readonly resolve: (result: IteratorResult<T, void>) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * An async iterator written by hand: unlike a generator's, its `return()` does not wait for a `next()` that is pending, and an abort ends
 * that `next()` at once.
 *
 * @internal
 */
export function outlet<T>({ queue, open, ask, close, signal }: OutletPlan<T>): Outlet<T> {
  const waiting: Waiting<T>[] = [];
  let opened = false;
  let end: { readonly error?: unknown } | undefined;
  let closing: Promise<void> | undefined;

  function shut(): Promise<void> {
    if (closing) return closing;
    signal?.removeEventListener('abort', abort);
    // a loop that was never begun has nothing to let go of
    return (closing = opened ? close() : Promise.resolve());
  }

  /** Answers the first one who waits with the end: its error once, and from then on that there is nothing. */
  function finish({ resolve, reject }: Waiting<T>): void {
    const how = end ?? {};
    end = {};
    shut().then(
      () => ('error' in how ? reject(how.error) : resolve({ value: undefined, done: true })),
      (failure: unknown) => reject('error' in how ? how.error : failure),
    );
  }

  function serve(): void {
    while (waiting.length > 0 && (end || !queue.isEmpty())) {
      const first = waiting.shift() as Waiting<T>;
      if (queue.isEmpty()) {
        finish(first);
        continue;
      }
      try {
        first.resolve({ value: queue.take(), done: false });
      } catch (error) {
        end = {};
        void shut().finally(() => first.reject(error));
      }
    }
  }

  /** Forgets what waits, and ends. */
  function cut(how: { readonly error?: unknown }): void {
    while (!queue.isEmpty()) queue.take();
    end = how;
    void shut().catch(() => {});
    serve();
  }

  function abort(): void {
    if (!end || !queue.isEmpty()) cut({ error: signal?.reason });
  }

  const items: AsyncGenerator<T, void, undefined> = {
    next() {
      if (!opened && !end) {
        if (signal?.aborted) {
          end = { error: signal.reason };
        } else {
          opened = true;
          signal?.addEventListener('abort', abort, { once: true });
          try {
            open();
          } catch (error) {
            end = { error };
          }
        }
      }
      return new Promise((resolve, reject) => {
        waiting.push({ resolve, reject });
        serve();
        if (waiting.length > 0) ask();
      });
    },
    async return() {
      cut({});
      await closing;
      return { value: undefined, done: true };
    },
    async throw(error) {
      cut({});
      await closing;
      throw error;
    },
    [Symbol.asyncIterator]: () => items,
  };
  return {
    items,
    get wanted() {
      return waiting.length > 0 && !end && queue.isEmpty();
    },
    serve,
    end(how) {
      end ??= how;
      void shut().catch(() => {});
      serve();
    },
  };
}
