import type { OperatorFunction } from 'rxjs';
import type { Stage } from '../lib/stage.js';

const stages = new WeakMap<object, () => Stage<never, unknown>>();

/**
 * Remembers what makes the stage behind an operator.
 *
 * @internal
 */
export function rememberStage<I, O>(operator: OperatorFunction<I, O>, make: () => Stage<I, O>): OperatorFunction<I, O> {
  stages.set(operator, make);
  return operator;
}

/**
 * What makes the stage behind an operator; undefined for operators that are more, or none of ours.
 *
 * @internal
 */
export function stageOf<I, O>(operator: OperatorFunction<I, O>): (() => Stage<I, O>) | undefined {
  return stages.get(operator) as (() => Stage<I, O>) | undefined;
}
