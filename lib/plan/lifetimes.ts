import type { Lifetime } from './memoryPlan.js';
import type { Call } from './plan.js';

/**
 * From which call to which one each tensor is needed, by index: -1 is before the first one, the number of calls behind the last one.
 *
 * @internal
 *
 * @param inputs tensors that are there before the first call
 * @param late   tensors that must outlive the last call
 * @param rootOf the tensor that another one lies in; itself by default
 */
export function lifetimes(
  calls: readonly Pick<Call, 'reads' | 'writes'>[],
  inputs: readonly number[],
  late: readonly number[],
  rootOf: (tensor: number) => number = k => k,
): ReadonlyMap<number, Pick<Lifetime, 'birth' | 'death'>> {
  const lives = new Map<number, { birth: number; death: number }>();
  const live = (k: number, step: number): void => {
    const life = lives.get(rootOf(k));
    if (life) life.death = step;
    else lives.set(rootOf(k), { birth: step, death: step });
  };
  for (const k of inputs) live(k, -1);
  calls.forEach(({ reads, writes }, step) => {
    for (const k of [...reads, ...writes]) live(k, step);
  });
  for (const k of late) live(k, calls.length);
  return lives;
}
