import { checkInteger } from '../../check.js';
import { OptionRangeError } from '../../errors.js';
import type { Reshape } from '../../graph/network.js';
import { layerNamed, networkError } from '../../graph/networkError.js';
import { elementsOf, MAX_ELEMENTS, type Shape, showShape } from '../../graph/tensor.js';
import { checkOptions, type OptionKeys } from '../../options.js';
import { onlyInput } from '../op.js';
import { copyAll, movementOp } from './movementOp.js';
import type { LayerPlan, LayerPlanOptions } from '../layerPlan.js';
import { columns, keptAxis, whole } from '../time.js';

/** The same elements in the same order, in another shape. */
export const reshapeOp = movementOp<Reshape>({
  type: 'reshape',
  time(layer, [{ shape, axis = 0 }], output) {
    const kept = keptAxis(shape, axis, output);
    if (kept === undefined) return whole('gives time another shape');
    return columns(kept, made => ({ ...layer, shape: output.with(kept, made) }));
  },
  read: fields => ({ shape: fields.shape('shape') }),
  shape(layer, inputs) {
    const shape = onlyInput(layer, inputs);
    if (elementsOf(layer.shape) !== elementsOf(shape)) {
      const rule = `shape must hold the ${elementsOf(shape)} elements of the input ${showShape(shape)}`;
      throw networkError(layerNamed(layer), rule, showShape(layer.shape));
    }
    return layer.shape;
  },
  copies: (_layer, [shape]) => copyAll(elementsOf(shape)),
});

/** Options of {@link reshape}. */
export interface ReshapeOptions extends LayerPlanOptions {
  /** Axes of the output; one of them may be -1: as long as it takes to hold all elements. */
  readonly shape: readonly number[];
}

const OPTIONS: OptionKeys<ReshapeOptions> = { shape: true, name: true };

/** A layer that gives its elements another shape. */
export function reshape(options: ReshapeOptions): LayerPlan {
  const { shape, name } = checkOptions('reshape', options, OPTIONS);
  shape.forEach((axis, k) => checkInteger('reshape', `shape[${k}]`, axis, -1, MAX_ELEMENTS));
  if (shape.filter(axis => axis === -1).length > 1) {
    throw new OptionRangeError(`reshape: shape may hold one -1, got ${showShape(shape)}`);
  }
  return {
    type: 'reshape',
    name,
    build: (at, [input]) => ({ type: 'reshape', ...at, shape: resolved(shape, elementsOf(input)) }),
  };
}

/** What does not fit is refused with the shape. */
function resolved(shape: Shape, elements: number): Shape {
  const known = elementsOf(shape.filter(axis => axis !== -1));
  return shape.map(axis => (axis === -1 ? Math.max(Math.floor(elements / known), 1) : axis));
}
