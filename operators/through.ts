import { type ObservableInput, type OperatorFunction, Subject } from 'rxjs';
import { checkInteger } from '../lib/check.js';
import { Answers } from './answers.js';
import { type Items, itemsOf } from './itemsOf.js';
import { outlet } from './outlet.js';
import { type Pull, pulledBy } from './pull.js';
import { checkOptions, type OptionKeys } from '../lib/options.js';

/** Options of {@link through}. */
export interface ThroughOptions {
  /** Ends the loop at once, with the signal's reason as its error, even while the source is silent. */
  readonly signal?: AbortSignal | undefined;
  /**
   * The most inputs without an output, an integer of at least 1, for operators of RxJS that answer each input once and later: 1 for
   * `concatMap`, n for `mergeMap(f, n)`. By default an answer is waited for; see {@link through}.
   */
  readonly concurrency?: number | undefined;
}

const OPTIONS: OptionKeys<ThroughOptions> = { signal: true, concurrency: true };

/**
 * Pulls a source through an operator with backpressure: the next input is asked for only when the consumer has taken everything that
 * came out of the last one. A file behind `source` is read no faster than a slow `for await` takes it.
 *
 * Leaving the loop, an abort, an error and the end of the operator take effect at once, also while the source is silent: the operator is
 * unsubscribed, the source is closed.
 *
 * Operators of this library say when they keep an input, and `mapAsync` how many it works on. Of other operators nobody knows whether an
 * input without an answer is kept (`filter`, `bufferCount`) or being worked on (`concatMap`, `delay`): the answer is waited for, at first
 * 4 to 256 ms, then twice the longest time that one took. An operator whose first answer takes longer than half a second counts as one
 * that collects, and everything is read; say its `concurrency`, or use `mapAsync`.
 *
 * @param source any input of RxJS. Iterables are asked for one item at a time; of what pushes at most 65,536 items wait, then the loop ends
 *   with an {@link OverflowError}. Errors reach the operator as error notifications
 * @example
 * for await (const codes of through(csv('sensor.csv'), pipe(calibrate({ samples: 4096 }), quantize({ quantizer: muLaw() }))))
 *   await send(codes);
 */
export function through<I, O>(
  source: ObservableInput<I>,
  operator: OperatorFunction<I, O>,
  options: ThroughOptions = {},
): AsyncGenerator<O, void, undefined> {
  const { signal, concurrency } = checkOptions('through', options, OPTIONS);
  if (concurrency !== undefined) checkInteger('through', 'concurrency', concurrency, 1);
  const input = new Subject<I>();
  const outputs: O[] = [];
  const stop = new Subject<void>();
  const answers = new Answers(() => ask());
  let items: Items<I> | undefined;
  let pending = false; // an item has been asked for
  let ended = false; // the source has
  let feeding = false;
  let [answered, taken] = [false, false]; // the input in hand
  let unanswered = 0; // inputs
  let filled = 0; // operators without room

  const pull: Pull = {
    taken() {
      taken = true;
      if (!feeding) settle();
    },
    full: () => filled++,
    free() {
      filled--;
      ask();
    },
  };

  function feed(item: I): void {
    [answered, taken, feeding] = [false, false, true];
    unanswered++;
    try {
      pulledBy(pull, () => input.next(item));
    } finally {
      feeding = false;
    }
    if (answered) return;
    if (taken) unanswered--;
    else if (concurrency === undefined && !ended) answers.none();
  }

  /** An answer came, at once or later. */
  function settle(): void {
    unanswered = Math.max(0, unanswered - 1);
    if (feeding) answers.atOnce();
    else answers.later();
    ask();
  }

  function deliver(output: O): void {
    outputs.push(output);
    answered = true;
    out.serve();
    settle();
  }

  function finish(notify: () => void): void {
    ended = true;
    answers.settle();
    pulledBy(pull, notify);
  }
  const fail = (error: unknown) => finish(() => input.error(error));

  function take({ value, done }: IteratorResult<I, unknown>): void {
    if (done) finish(() => input.complete());
    else feed(value);
  }

  /** Asks the source for more as long as somebody waits and all before it has been answered. */
  function ask(): void {
    while (out.wanted && !pending && !ended && !feeding && filled === 0 && !answers.waiting) {
      if (concurrency !== undefined && unanswered >= concurrency) return;
      try {
        const result = (items as Items<I>).next();
        if ('then' in result) {
          pending = true;
          result.then(
            one => {
              pending = false;
              if (ended) return;
              take(one);
              ask();
            },
            (error: unknown) => {
              pending = false;
              if (!ended) fail(error);
            },
          );
        } else take(result);
      } catch (error) {
        fail(error);
      }
    }
  }

  const out = outlet<O>({
    queue: { push: o => void outputs.push(o), isEmpty: () => outputs.length === 0, take: () => outputs.shift() as O },
    signal,
    open() {
      items = itemsOf(source);
      const subscription = pulledBy(pull, () =>
        input.pipe(operator).subscribe({
          next: deliver,
          error: (error: unknown) => out.end({ error }),
          complete: () => out.end({}),
        }),
      );
      stop.subscribe(() => subscription.unsubscribe());
    },
    ask,
    async close() {
      const exhausted = ended;
      ended = true;
      answers.settle();
      stop.next();
      if (exhausted) return;
      const closed = items?.return?.();
      if (pending)
        void Promise.resolve(closed).catch(() => {}); // a silent source closes when it can
      else await closed;
    },
  });
  return out.items;
}
