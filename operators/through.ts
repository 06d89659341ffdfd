import { type OperatorFunction, Subject } from 'rxjs';

/**
 * Pulls a source through an operator with backpressure: the next input is asked for only when the consumer has taken
 * everything that came out of the last one. A file behind `source` is read no faster than a slow `for await` takes it.
 *
 * Leaving the loop unsubscribes the operator and closes the source. An operator that answers later (timers, promises) is
 * waited for at the end; what it lets run at one time is its own affair.
 *
 * @param source asked for one item at a time; errors reach the operator as error notifications
 * @example
 * for await (const codes of through(csv('sensor.csv'), pipe(calibrate({ samples: 4096 }), quantize({ quantizer: muLaw() }))))
 *   await send(codes);
 */
export async function* through<I, O>(
  source: AsyncIterable<I> | Iterable<I>,
  operator: OperatorFunction<I, O>,
): AsyncGenerator<O, void, undefined> {
  const input = new Subject<I>();
  const queue: O[] = [];
  let failure: { readonly error: unknown } | undefined;
  let done = false;
  let wake = () => {};
  const subscription = input.pipe(operator).subscribe({
    next: output => {
      queue.push(output);
      wake();
    },
    error: (error: unknown) => {
      failure = { error };
      wake();
    },
    complete: () => {
      done = true;
      wake();
    },
  });
  try {
    try {
      for await (const item of source) {
        input.next(item);
        while (queue.length > 0) yield queue.shift() as O;
        if (done || failure) break;
      }
      input.complete();
    } catch (error) {
      input.error(error);
    }
    for (;;) {
      while (queue.length > 0) yield queue.shift() as O;
      if (failure) throw failure.error;
      if (done) return;
      await new Promise<void>(resolve => (wake = resolve));
    }
  } finally {
    subscription.unsubscribe();
  }
}
