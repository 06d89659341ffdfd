import { checkInteger } from '../../check.js';
import type { Expand } from '../../graph/network.js';
import { layerNamed, networkError } from '../../graph/networkError.js';
import { broadcast, MAX_ELEMENTS, showShape, stridesOf } from '../../graph/tensor.js';
import { checkOptions, type OptionKeys } from '../../options.js';
import { copyOf, places } from './copyOf.js';
import { movementOp } from './movementOp.js';
import { onlyInput } from '../op.js';
import type { LayerPlan, LayerPlanOptions } from '../layerPlan.js';
import { columns, whole } from '../time.js';

/** Broadcast to a shape, as numpy does. */
export const expandOp = movementOp<Expand>({
  type: 'expand',
  time(layer, [{ shape, axis = 0 }], output) {
    const own = axis + output.length - shape.length;
    if (output[own] !== shape[axis]) return whole('repeats the window');
    return columns(own, made => ({ ...layer, shape: output.with(own, made) }));
  },
  read: fields => ({ shape: fields.shape('shape') }),
  shape(layer, inputs) {
    const shape = onlyInput(layer, inputs);
    if (showShape(broadcast(shape, layer.shape) ?? []) !== showShape(layer.shape)) {
      const rule = `shape must be one that the input ${showShape(shape)} broadcasts to`;
      throw networkError(layerNamed(layer), rule, showShape(layer.shape));
    }
    return layer.shape;
  },
  copies(_layer, [shape], output) {
    const lead = output.length - shape.length;
    const [from, to] = [stridesOf(shape), stridesOf(output)];
    const axes = output.map((count, k) => ({
      from: places(count, k < lead || shape[k - lead] === 1 ? 0 : from[k - lead]),
      to: places(count, to[k]),
    }));
    return { copies: [copyOf(axes)] };
  },
});

/** Options of {@link expand}. */
export interface ExpandOptions extends LayerPlanOptions {
  /** Axes of the output: those of the input, where it has one entry any number, and any axes before them. */
  readonly shape: readonly number[];
}

const OPTIONS: OptionKeys<ExpandOptions> = { shape: true, name: true };

/** A layer that repeats its input to fill a shape. */
export function expand(options: ExpandOptions): LayerPlan {
  const { shape, name } = checkOptions('expand', options, OPTIONS);
  shape.forEach((axis, k) => checkInteger('expand', `shape[${k}]`, axis, 1, MAX_ELEMENTS));
  return { type: 'expand', name, build: at => ({ type: 'expand', ...at, shape: [...shape] }) };
}
