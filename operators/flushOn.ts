import { from, Observable, type ObservableInput, type OperatorFunction, Subject, Subscription, takeUntil } from 'rxjs';
import { checkFunction } from '../lib/check.js';
import { currentPull, pulledBy } from './pull.js';

/**
 * Runs a pipeline that begins anew at each notification, for example of a new configuration, and loses nothing: what the pipeline of before holds
 * back leaves first. `switchMap` would throw it away.
 *
 * The source is subscribed to at the first notification, once; a notifier that completes leaves the last pipeline in place. Every input goes
 * to one pipeline, that of the last notification. Outputs keep their order as long as pipelines answer at once; one that works
 * on (`mapAsync`) may answer behind the outputs of the next one.
 *
 * To end a stream without loss no operator is needed: `takeUntil(stop$)` in front of everything with memory completes it, and what is held
 * leaves; behind it the held samples are lost.
 *
 * @param notifier a stream, promise or list of values; an error of it ends the stream
 * @param pipeline makes the operator for the inputs up to the next notification, from the value of this one
 * @example
 * const bits$ = new BehaviorSubject(8);
 * source$.pipe(flushOn(bits$, bits => pipe(calibrate({ samples: 4096 }), quantize({ quantizer: affine({ bits }) }))))
 */
export function flushOn<I, O, C>(
  notifier: ObservableInput<C>,
  pipeline: (value: C) => OperatorFunction<I, O>,
): OperatorFunction<I, O> {
  checkFunction('flushOn', 'pipeline', pipeline);
  const notifier$ = from(notifier);
  return source =>
    new Observable<O>(subscriber => {
      const pull = currentPull();
      const stop = new Subject<void>(); // stops synchronous sources as soon as nobody listens
      const running = new Subscription();
      subscriber.add(() => stop.next());
      subscriber.add(running);
      let input: Subject<I> | undefined;
      let open = 1; // pipelines, and the source
      let ended = false;

      function close(): void {
        if (--open === 0) subscriber.complete();
      }
      function begin(value: C): void {
        const next = new Subject<I>();
        const outputs = next.pipe(pipeline(value)); // throws before anything of the last one is given up
        const last = input;
        input = next;
        last?.complete();
        if (subscriber.closed) return;
        open++;
        const own = new Subscription();
        running.add(own);
        const subscribe = () =>
          outputs.subscribe({
            next: output => subscriber.next(output),
            error: (error: unknown) => subscriber.error(error),
            complete() {
              running.remove(own);
              close();
            },
          });
        own.add(pull ? pulledBy(pull, subscribe) : subscribe());
      }
      notifier$.pipe(takeUntil(stop)).subscribe({
        next(value) {
          if (ended) return;
          const first = input === undefined;
          try {
            begin(value);
          } catch (error) {
            subscriber.error(error);
            return;
          }
          if (!first || subscriber.closed) return;
          source.pipe(takeUntil(stop)).subscribe({
            next: item => input?.next(item),
            error: (error: unknown) => subscriber.error(error),
            complete() {
              ended = true;
              input?.complete();
              close();
            },
          });
        },
        error: (error: unknown) => subscriber.error(error),
        complete() {
          if (input === undefined) subscriber.complete();
        },
      });
    });
}
