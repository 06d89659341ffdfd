import { Observable, type OperatorFunction } from 'rxjs';
import { show } from '../lib/check.js';
import { OptionTypeError } from '../lib/errors.js';
import { type PersistedStage, type PersistOptions, persistStage } from '../lib/persistStage.js';
import { fuse, type Stage } from '../lib/stage.js';
import { stageOf } from './stageOf.js';
import { stageOperator } from './stageOperator.js';

type Step<I, O> = OperatorFunction<I, O>;

/**
 * A stage, or a whole pipe of operators, whose state outlives the process: it begins from a saved state, and hands out its state every so many
 * samples or seconds of signal; see {@link persistStage}. Restored, the output goes on from `state.end` as if nothing had happened.
 *
 * The state is also handed out when the consumer leaves (`takeUntil`, `unsubscribe`) and when the source fails; what was held is in it, not
 * lost. Not when the consumer leaves in the middle of an answer (`take`), and not behind the end of the source: there everything
 * has left. An `onState` that throws ends the stream with its error as the cause.
 *
 * @param stages a function that makes the stage, or the operators in their order; each of them must be one of this library with one stage
 * @example
 * const kept = new Map<string, unknown>();
 * source$.pipe(
 *   persist([calibrate({ samples: 4096 }), quantize({ quantizer: affine({ bits: 8 }) })], {
 *     initial: () => kept.get('ecg'),
 *     onState: state => kept.set('ecg', state),
 *     every: '10s',
 *   }),
 * )
 * merged$.pipe(persist(() => bySourceStage(() => calibrateStage({ samples: 4096 })), { onState: state => kept.set('all', state) }))
 */
export function persist<I, O>(stages: () => Stage<I, O>, options: PersistOptions): OperatorFunction<I, O>;
export function persist<I, O>(stages: readonly [Step<I, O>], options: PersistOptions): OperatorFunction<I, O>;
export function persist<I, A, O>(
  stages: readonly [Step<I, A>, Step<A, O>],
  options: PersistOptions,
): OperatorFunction<I, O>;
export function persist<I, A, B, O>(
  stages: readonly [Step<I, A>, Step<A, B>, Step<B, O>],
  options: PersistOptions,
): OperatorFunction<I, O>;
export function persist<I, A, B, C, O>(
  stages: readonly [Step<I, A>, Step<A, B>, Step<B, C>, Step<C, O>],
  options: PersistOptions,
): OperatorFunction<I, O>;
export function persist<I, A, B, C, D, O>(
  stages: readonly [Step<I, A>, Step<A, B>, Step<B, C>, Step<C, D>, Step<D, O>],
  options: PersistOptions,
): OperatorFunction<I, O>;
export function persist<I, A, B, C, D, E, O>(
  stages: readonly [Step<I, A>, Step<A, B>, Step<B, C>, Step<C, D>, Step<D, E>, Step<E, O>],
  options: PersistOptions,
): OperatorFunction<I, O>;
export function persist(
  stages: (() => Stage<unknown, unknown>) | readonly unknown[],
  options: PersistOptions,
): OperatorFunction<unknown, unknown> {
  const make = Array.isArray(stages) ? pipeOf(stages) : (stages as () => Stage<unknown, unknown>);
  persistStage(make, options); // wrong options throw before anyone subscribes
  return source =>
    new Observable(subscriber => {
      let stage: PersistedStage<unknown, unknown> | undefined;
      subscriber.add(() => stage?.leave());
      source.pipe(stageOperator(() => (stage = persistStage(make, options)))).subscribe(subscriber);
    });
}

/** What makes one stage of the stages behind operators. */
function pipeOf(operators: readonly unknown[]): () => Stage<unknown, unknown> {
  const makers = operators.map((operator, k) => {
    const make = typeof operator === 'function' ? stageOf(operator as Step<unknown, unknown>) : undefined;
    if (make) return make;
    throw new OptionTypeError(
      `persist: operator ${k + 1} of ${operators.length} must be one of this library that has one stage, got ${show(operator)}; ` +
        `of bySource give the stage: persist(() => bySourceStage(...)); operators of RxJS stay outside`,
    );
  });
  return () => fuse(...makers.map(make => make()));
}
