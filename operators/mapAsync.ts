import { Observable, type OperatorFunction } from 'rxjs';
import { checkFunction, checkInteger } from '../lib/check.js';
import { OverflowError } from '../lib/errors.js';
import { currentPull } from './pull.js';
import { checkOptions, type OptionKeys } from '../lib/options.js';

/** Options of {@link mapAsync}. */
export interface MapAsyncOptions {
  /** The most inputs worked on at one time, an integer of at least 1. Defaults to 1. */
  readonly concurrency?: number | undefined;
  /**
   * The most inputs that wait where the source pushes, an integer of at least 0; one more is an error. Under `through`, which does not ask
   * for more than `concurrency`, none waits. Defaults to 1024.
   */
  readonly capacity?: number | undefined;
}

/** An input that is being worked on, and its result once there is one. */
interface Job<R> {
  done: boolean;
  result?: R;
}

const OPTIONS: OptionKeys<MapAsyncOptions> = { concurrency: true, capacity: true };

/**
 * Maps each input by a function that answers later: a request, a database, a worker. Results leave in the order of the inputs.
 *
 * Bounded both ways: at most `concurrency` inputs are between arrival and their results' leaving. Under `through` no more are pulled; where
 * a source pushes, at most `capacity` wait.
 *
 * @param f called with the input and a signal that is aborted when nobody listens any more; what it throws or rejects with ends the stream
 * @throws {OverflowError} as an error notification, when more than `capacity` inputs wait
 * @example
 * const codes = pipe(quantize({ quantizer: affine(), range: [-8, 8] }), mapAsync(send, { concurrency: 4 }));
 * for await (const reply of through(csv('sensor.csv'), codes)) console.log(reply);
 */
export function mapAsync<T, R>(
  f: (value: T, signal: AbortSignal) => PromiseLike<R> | R,
  options: MapAsyncOptions = {},
): OperatorFunction<T, R> {
  const { concurrency = 1, capacity = 1024 } = checkOptions('mapAsync', options, OPTIONS);
  checkFunction('mapAsync', 'f', f);
  checkInteger('mapAsync', 'concurrency', concurrency, 1);
  checkInteger('mapAsync', 'capacity', capacity, 0);
  return source =>
    new Observable<R>(subscriber => {
      const pull = currentPull();
      const abort = new AbortController();
      const jobs: Job<R>[] = []; // in the order of their inputs
      const waiting: T[] = [];
      let ended = false;
      let [full, leaving] = [false, false];
      subscriber.add(() => abort.abort());

      function start(value: T): void {
        const job: Job<R> = { done: false };
        jobs.push(job);
        if (jobs.length === concurrency && !full) {
          full = true;
          pull?.full();
        }
        new Promise<R>(resolve => resolve(f(value, abort.signal))).then(
          result => {
            job.result = result;
            job.done = true;
            leave();
          },
          (error: unknown) => subscriber.error(error),
        );
      }

      /** Lets results out whose turn it is, and fills the places. */
      function leave(): void {
        if (leaving) return;
        leaving = true;
        while (jobs[0]?.done && !subscriber.closed) {
          subscriber.next((jobs.shift() as Job<R>).result as R);
          if (waiting.length > 0) start(waiting.shift() as T);
        }
        leaving = false;
        if (subscriber.closed) return;
        if (ended && jobs.length === 0) subscriber.complete();
        if (full && jobs.length < concurrency) {
          full = false;
          pull?.free();
        }
      }

      subscriber.add(
        source.subscribe({
          next(value) {
            pull?.taken();
            if (jobs.length < concurrency) start(value);
            else if (waiting.push(value) > capacity) {
              subscriber.error(
                new OverflowError(
                  `mapAsync: ${capacity} inputs wait; pull the source with through, raise concurrency or capacity, or drop inputs with bounded`,
                ),
              );
            }
          },
          error: (error: unknown) => subscriber.error(error),
          complete() {
            ended = true;
            leave();
          },
        }),
      );
    });
}
