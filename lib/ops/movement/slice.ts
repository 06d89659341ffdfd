import { checkInteger } from '../../check.js';
import { OptionRangeError } from '../../errors.js';
import type { Slice } from '../../graph/network.js';
import { layerNamed, networkError } from '../../graph/networkError.js';
import { MAX_ELEMENTS, showShape, stridesOf } from '../../graph/tensor.js';
import { checkOptions, type OptionKeys } from '../../options.js';
import { copyOf, places } from './copyOf.js';
import { movementOp } from './movementOp.js';
import { onlyInput } from '../op.js';
import type { LayerPlan, LayerPlanOptions } from '../layerPlan.js';
import { columns, whole } from '../time.js';

/** `size[k]` entries of every axis k, from `begin[k]` in steps of `step[k]`. */
export const sliceOp = movementOp<Slice>({
  type: 'slice',
  time(layer, [{ axis = 0 }]) {
    const { begin, size, step } = layer;
    if (step[axis] < 0) return whole('turns time round');
    const over = (made: number) => ({ ...layer, begin: begin.with(axis, 0), size: size.with(axis, made) });
    return { ...columns(axis, over), stride: step[axis], before: -begin[axis] };
  },
  read: fields => ({
    begin: fields.integers('begin', 0),
    size: fields.integers('size'),
    step: fields.integers('step', -MAX_ELEMENTS),
  }),
  shape(layer, inputs) {
    const shape = onlyInput(layer, inputs);
    for (const field of ['begin', 'size', 'step'] as const) {
      if (layer[field].length !== shape.length) {
        const rule = `${field} must hold a number for each axis of the input ${showShape(shape)}`;
        throw networkError(layerNamed(layer), rule, `[${layer[field].join(', ')}]`);
      }
    }
    shape.forEach((length, k) => {
      const [begin, size, step] = [layer.begin[k], layer.size[k], layer.step[k]];
      if (step === 0) throw networkError(layerNamed(layer), 'step must not be 0', `0 for axis ${k}`);
      const last = begin + (size - 1) * step;
      if (begin >= length || last < 0 || last >= length) {
        const rule = `entries must lie in axis ${k} of the input ${showShape(shape)}`;
        throw networkError(layerNamed(layer), rule, `${begin} to ${last}`);
      }
    });
    return layer.size;
  },
  copies({ begin, size, step }, [shape]) {
    const [from, to] = [stridesOf(shape), stridesOf(size)];
    const axes = size.map((count, k) => ({
      from: places(count, step[k] * from[k], begin[k] * from[k]),
      to: places(count, to[k]),
    }));
    return { copies: [copyOf(axes)] };
  },
});

/** Options of {@link slice}; each list holds one integer an axis. */
export interface SliceOptions extends LayerPlanOptions {
  /** First entries; negative ones count from the end. */
  readonly begin: readonly number[];
  /** Numbers of entries, each at least 1. */
  readonly size: readonly number[];
  /** Distances from entry to entry, not 0; negative ones run backwards. Ones by default. */
  readonly step?: readonly number[];
}

const OPTIONS: OptionKeys<SliceOptions> = { begin: true, size: true, step: true, name: true };

/** A layer that takes a part of every axis. */
export function slice(options: SliceOptions): LayerPlan {
  const { begin, size, step = options.size.map(() => 1), name } = checkOptions('slice', options, OPTIONS);
  begin.forEach((index, k) => checkInteger('slice', `begin[${k}]`, index, -MAX_ELEMENTS, MAX_ELEMENTS));
  size.forEach((count, k) => checkInteger('slice', `size[${k}]`, count, 1, MAX_ELEMENTS));
  step.forEach((distance, k) => checkInteger('slice', `step[${k}]`, distance, -MAX_ELEMENTS, MAX_ELEMENTS));
  if (step.includes(0)) throw new OptionRangeError(`slice: step must not hold 0, got [${step.join(', ')}]`);
  return {
    type: 'slice',
    name,
    build: (at, [input]) => ({
      type: 'slice',
      ...at,
      begin: begin.map((index, k) => (index < 0 ? index + (input[k] ?? 0) : index)),
      size: [...size],
      step: [...step],
    }),
  };
}
