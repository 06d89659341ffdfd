import { show } from '../../lib/check.js';
import { OptionTypeError } from '../../lib/errors.js';

/** A checked signal of the options. */
export function checkSignal(who: string, signal: unknown): AbortSignal | undefined {
  if (signal === undefined || signal instanceof AbortSignal) return signal;
  throw new OptionTypeError(`${who}: signal must be an AbortSignal, got ${show(signal)}`);
}

/**
 * Items that end at once when the signal is aborted, with its reason as the error, also while the next one is being waited for. The
 * generator behind them closes what it has open as soon as its own wait is over.
 *
 * @internal
 */
export function abortable<T>(
  items: AsyncGenerator<T, void, undefined>,
  signal: AbortSignal | undefined,
): AsyncGenerator<T, void, undefined> {
  if (!signal) return items;
  const leave = () => void items.return().catch(() => {});

  const guarded: Pick<AsyncGenerator<T, void, undefined>, 'next' | 'return' | 'throw'> = {
    next() {
      return new Promise((resolve, reject) => {
        const stop = () => {
          reject(signal.reason as Error);
          leave();
        };
        if (signal.aborted) return stop();
        signal.addEventListener('abort', stop, { once: true });
        items
          .next()
          .then(resolve, reject)
          .finally(() => signal.removeEventListener('abort', stop));
      });
    },
    return: () => items.return(),
    throw: error => items.throw(error),
  };
  return Object.assign(Object.create(Object.getPrototypeOf(items) as object), guarded) as typeof items;
}
