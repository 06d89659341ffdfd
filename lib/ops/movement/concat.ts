import { checkInteger } from '../../check.js';
import type { Concat } from '../../graph/network.js';
import { layerNamed, networkError } from '../../graph/networkError.js';
import { elementsOf, MAX_RANK, showShape } from '../../graph/tensor.js';
import { checkOptions, type OptionKeys } from '../../options.js';
import { copyOf, places } from './copyOf.js';
import { movementOp } from './movementOp.js';
import type { LayerPlan, LayerPlanOptions } from '../layerPlan.js';
import { columns, whole } from '../time.js';

/** Tensors that differ in one axis at most, one behind the other along it. */
export const concatOp = movementOp<Concat>({
  type: 'concat',
  time({ axis: joined }, inputs) {
    const [first] = inputs.flatMap(({ axis }) => axis ?? []);
    if (inputs.some(({ axis }) => axis === undefined)) return whole('joins the window with constants');
    if (inputs.some(({ axis }) => axis !== first)) return whole('joins tensors whose time lies along different axes');
    return joined === first ? whole('joins tensors along time') : columns(first);
  },
  read: fields => ({ axis: fields.integer('axis', 0) }),
  shape(layer, inputs) {
    const { axis } = layer;
    if (inputs.length === 0) throw networkError(layerNamed(layer), 'takes at least one input', 'none');
    const [first] = inputs;
    if (axis >= first.length) {
      throw networkError(layerNamed(layer), `axis must be one of the input ${showShape(first)}`, `${axis}`);
    }
    const others = showShape(first.toSpliced(axis, 1));
    if (inputs.some(shape => shape.length !== first.length || showShape(shape.toSpliced(axis, 1)) !== others)) {
      const got = inputs.map(showShape).join(' and ');
      throw networkError(layerNamed(layer), `the inputs must have equal axes but for axis ${axis}`, got);
    }
    return first.with(
      axis,
      inputs.reduce((sum, shape) => sum + shape[axis], 0),
    );
  },
  copies({ axis }, inputs, output) {
    const blocks = elementsOf(output.slice(0, axis));
    const width = elementsOf(output.slice(axis));
    let begin = 0;
    const copies = inputs.map(shape => {
      const block = elementsOf(shape.slice(axis));
      const outer = { from: places(blocks, block), to: places(blocks, width) };
      const inner = { from: places(block, 1), to: places(block, 1, begin) };
      begin += block;
      return copyOf([outer, inner]);
    });
    return { copies };
  },
});

/** Options of {@link concat}. */
export interface ConcatOptions extends LayerPlanOptions {
  /** Axis along which the tensors are joined, an integer; a negative one counts from the end. Defaults to -1. */
  readonly axis?: number;
}

const OPTIONS: OptionKeys<ConcatOptions> = { axis: true, name: true };

/** A layer that joins its inputs. */
export function concat(options: ConcatOptions = {}): LayerPlan {
  const { axis = -1, name } = checkOptions('concat', options, OPTIONS);
  checkInteger('concat', 'axis', axis, -MAX_RANK, MAX_RANK - 1);
  return {
    type: 'concat',
    name,
    build: (at, inputs) => ({ type: 'concat', ...at, axis: axis < 0 ? axis + (inputs[0]?.length ?? 0) : axis }),
  };
}
