import { checkInteger } from '../../check.js';
import type { Concat, Values } from '../../graph/network.js';
import { layerNamed, networkError } from '../../graph/networkError.js';
import { elementsOf, MAX_RANK, type Shape, showShape } from '../../graph/tensor.js';
import { copyPlan, copyRuns, places } from './copyRuns.js';
import { type Op, noMacs } from '../op.js';
import type { Step } from '../../kernels/kernel.js';
import type { LayerPlan, LayerPlanOptions } from '../layerPlan.js';

/** Tensors that differ in one axis at most, one behind the other along it. */
export const concatOp: Op<Concat> = {
  type: 'concat',
  traits: { codes: 'input', action: 'move' },
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
  macs: noMacs,
  float: ({ axis }, inputs, { data: out }) => concatStep(inputs, axis, out),
};

/** Copies tensors one behind the other along an axis. */
export function concatStep<T extends Values>(
  inputs: readonly { readonly shape: Shape; readonly data: T }[],
  axis: number,
  out: T,
): Step {
  const blocks = elementsOf(inputs[0].shape.slice(0, axis));
  const width = out.length / blocks;
  let begin = 0;
  const steps = inputs.map(({ shape, data }) => {
    const block = elementsOf(shape.slice(axis));
    const outer = { from: places(blocks, block), to: places(blocks, width) };
    const inner = { from: places(block, 1), to: places(block, 1, begin) };
    begin += block;
    return copyRuns(data, out, copyPlan([outer, inner]));
  });
  return () => {
    for (let k = 0; k < steps.length; k++) steps[k]();
  };
}

/** Options of {@link concat}. */
export interface ConcatOptions extends LayerPlanOptions {
  /** Axis along which the tensors are joined, an integer; a negative one counts from the end. Defaults to -1. */
  readonly axis?: number;
}

/** A layer that joins its inputs. */
export function concat({ axis = -1, name }: ConcatOptions = {}): LayerPlan {
  checkInteger('concat', 'axis', axis, -MAX_RANK, MAX_RANK - 1);
  return {
    type: 'concat',
    name,
    build: (at, inputs) => ({ type: 'concat', ...at, axis: axis < 0 ? axis + (inputs[0]?.length ?? 0) : axis }),
  };
}
