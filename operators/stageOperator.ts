import { Observable, type OperatorFunction, Subject, takeUntil } from 'rxjs';
import type { Stage } from '../lib/stage.js';

/**
 * The skin around every stage: state is born at subscription, outputs go down synchronously, what is held back leaves at
 * completion, and an exception becomes an error notification.
 *
 * @param make makes the stage: once at the call, so that wrong options throw before anyone subscribes, then once for each
 *   subscription
 */
export function stageOperator<I, O>(make: () => Stage<I, O>): OperatorFunction<I, O> {
  make();
  return source =>
    new Observable<O>(subscriber => {
      const stage = make();
      const emit = (output: O) => subscriber.next(output);
      const attempt = (work: () => void): void => {
        try {
          work();
        } catch (error) {
          subscriber.error(error);
        }
      };
      const stop = new Subject<void>(); // stops a synchronous source as soon as nobody listens
      subscriber.add(() => stop.next());
      source.pipe(takeUntil(stop)).subscribe({
        next: input => attempt(() => stage.process(input, emit)),
        error: error => subscriber.error(error),
        complete: () => {
          if (subscriber.closed) return;
          attempt(() => stage.flush(emit));
          subscriber.complete();
        },
      });
    });
}
