import { Observable, type OperatorFunction, Subject, takeUntil } from 'rxjs';
import type { Stage } from '../lib/stage.js';
import { currentPull } from './pull.js';
import { rememberStage } from './stageOf.js';

/**
 * The skin around every stage: state is born at subscription, outputs go down synchronously, what is held back leaves at
 * completion, and an exception becomes an error notification. A source that emits again or completes while it is being answered
 * waits until the answer is given.
 *
 * @param make makes the stage: once at the call, so that wrong options throw before anyone subscribes, then once for each
 *   subscription
 */
export function stageOperator<I, O>(make: () => Stage<I, O>): OperatorFunction<I, O> {
  make();
  const operator: OperatorFunction<I, O> = source =>
    new Observable<O>(subscriber => {
      const stage = make();
      const pull = currentPull();
      let answered = false;
      const emit = (output: O) => {
        answered = true;
        subscriber.next(output);
      };
      const process = (input: I) => {
        answered = false;
        stage.process(input, emit);
        if (!answered) pull?.taken(); // kept
      };
      const waiting: (() => void)[] = [];
      let busy = false;
      const attempt = (work: () => void): void => {
        if (busy) {
          waiting.push(work);
          return;
        }
        busy = true;
        try {
          work();
          while (waiting.length > 0 && !subscriber.closed) waiting.shift()?.();
        } catch (error) {
          subscriber.error(error);
        } finally {
          waiting.length = 0;
          busy = false;
        }
      };
      const stop = new Subject<void>(); // stops a synchronous source as soon as nobody listens
      subscriber.add(() => stop.next());
      source.pipe(takeUntil(stop)).subscribe({
        next: input => attempt(() => process(input)),
        error: error => attempt(() => subscriber.error(error)),
        complete: () => {
          if (subscriber.closed) return;
          attempt(() => {
            stage.flush(emit);
            subscriber.complete();
          });
        },
      });
    });
  return rememberStage(operator, make);
}
