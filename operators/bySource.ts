import { Observable, type OperatorFunction, Subject, Subscription, takeUntil } from 'rxjs';
import { checkFunction } from '../lib/check.js';
import type { AnyFrame } from '../lib/frame.js';
import { type BySourceOptions, bySourceStage } from '../lib/framing/index.js';
import { stateless } from '../lib/stage.js';

/**
 * Runs a pipeline of its own for each source of a stream of many: sensors that were merged, devices of a fleet. See {@link bySourceStage}
 * for the key of a source and for `capacity`, `idle` and `onEvict`.
 *
 * A pipeline is subscribed to when its source is first heard and completed when the source is ended, so that what it holds leaves. An error
 * of one ends the stream; `catchError` in the pipeline keeps it to its source. Where the state of every source must survive a restart, hand
 * a stage to `persist`: `persist(() => bySourceStage(() => calibrateStage({ samples: 4096 })), ...)`.
 *
 * @param pipeline makes the operator for a source, from its key
 * @example
 * merge(ecg$, respiration$).pipe(bySource(() => pipe(trackRange(), quantize({ quantizer: affine() }))))
 */
export function bySource<I extends AnyFrame, O>(
  pipeline: (key: string) => OperatorFunction<I, O>,
  options: BySourceOptions = {},
): OperatorFunction<I, O> {
  bySourceStage(() => stateless('bySource', f => f), options); // wrong options throw before anyone subscribes
  checkFunction('bySource', 'pipeline', pipeline);
  return source =>
    new Observable<O>(subscriber => {
      const stop = new Subject<void>();
      const running = new Subscription();
      subscriber.add(() => stop.next());
      subscriber.add(running);
      let open = 1; // pipelines, and the source

      function close(): void {
        if (--open === 0) subscriber.complete();
      }
      function attempt(work: () => void): void {
        try {
          work();
        } catch (error) {
          subscriber.error(error);
        }
      }
      const stage = bySourceStage<I, never>(key => {
        const input = new Subject<I>();
        open++;
        const own = input.pipe(pipeline(key)).subscribe({
          next: output => subscriber.next(output),
          error: (error: unknown) => subscriber.error(error),
          complete() {
            running.remove(own);
            close();
          },
        });
        running.add(own);
        return {
          process: f => input.next(f),
          flush: () => input.complete(),
          save: () => null,
          restore: () => {},
        };
      }, options);
      const nothing = () => {};
      source.pipe(takeUntil(stop)).subscribe({
        next: f => attempt(() => stage.process(f, nothing)),
        error: (error: unknown) => subscriber.error(error),
        complete: () =>
          attempt(() => {
            stage.flush(nothing);
            close();
          }),
      });
    });
}
