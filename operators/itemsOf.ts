import { from, type ObservableInput } from 'rxjs';
import { OverflowError } from '../lib/errors.js';
import { queued } from './queued.js';

/** The most items of a source that pushes which wait for a loop. */
const MOST = 65_536;

/** What can be asked for one item after the other; at once, or later. */
export interface Items<T> {
  next(): IteratorResult<T, unknown> | Promise<IteratorResult<T, unknown>>;
  return?(): unknown;
}

/**
 * Any input of RxJS as something that can be pulled: iterables and async iterables as they are; what pushes goes through a queue, which
 * ends the stream when more than 65,536 items wait.
 *
 * @internal
 */
export function itemsOf<T>(input: ObservableInput<T>): Items<T> {
  if (typeof input === 'object' && input !== null) {
    if (Symbol.asyncIterator in input) return input[Symbol.asyncIterator]();
    if (Symbol.iterator in input) return input[Symbol.iterator]();
  }
  const waiting: T[] = [];
  const queue = queued<T>(() => ({
    push(item) {
      if (waiting.push(item) > MOST) {
        waiting.pop();
        throw new OverflowError(
          `through: ${MOST} items of a source that pushes wait; choose what a full queue does with bounded`,
        );
      }
    },
    isEmpty: () => waiting.length === 0,
    take: () => waiting.shift() as T,
  }));
  return queue(from(input))[Symbol.asyncIterator]();
}
