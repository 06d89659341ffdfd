import { checkInteger } from '../../check.js';
import type { Gather } from '../../graph/network.js';
import { layerNamed, networkError } from '../../graph/networkError.js';
import { elementsOf, MAX_RANK, type Shape, showShape } from '../../graph/tensor.js';
import { checkOptions, type OptionKeys } from '../../options.js';
import { type Op, noMacs, requireInputs } from '../op.js';
import { gather as gatherEntries, type GatherConstants } from '../../kernels/calls/gather.js';
import { requantizer } from '../../kernels/requantization.js';
import { codesOf } from '../codes.js';
import type { LayerPlan, LayerPlanOptions } from '../layerPlan.js';
import { columns, whole } from '../time.js';

/** (data, indices): entries of an axis of the data, in the order of the indices, whose shape takes the axis's place. */
export const gatherOp: Op<Gather> = {
  type: 'gather',
  traits: { codes: 'input', action: 'move' },
  time({ axis: chosen }, [data, indices]) {
    if (indices.axis !== undefined || data.axis === undefined) return whole('takes indices from the window');
    if (data.axis === chosen) return whole('picks columns of the window');
    return columns(data.axis < chosen ? data.axis : data.axis + indices.shape.length - 1);
  },
  read: fields => ({ axis: fields.integer('axis', 0) }),
  shape(layer, inputs) {
    requireInputs(layer, inputs, 2);
    const [data, indices] = inputs;
    if (layer.axis >= data.length) {
      throw networkError(layerNamed(layer), `axis must be one of the input ${showShape(data)}`, `${layer.axis}`);
    }
    return data.toSpliced(layer.axis, 1, ...indices);
  },
  macs: noMacs,
  float: (layer, [{ data: x, shape }, { data: indices }], { data: out }) =>
    gatherEntries(constantsOf(layer, shape), [x, indices], [out], { requantizer }),
  integer(layer, [given], made) {
    codesOf(layer, made);
    return { kernel: 'gather', constants: constantsOf(layer, codesOf(layer, given).shape) };
  },
};

function constantsOf(layer: Gather, shape: Shape): GatherConstants {
  const { axis } = layer;
  return {
    who: layerNamed(layer),
    outer: elementsOf(shape.slice(0, axis)),
    length: shape[axis],
    inner: elementsOf(shape.slice(axis + 1)),
  };
}

/** Options of {@link gather}. */
export interface GatherOptions extends LayerPlanOptions {
  /** Axis of the data, an integer; a negative one counts from the end. Defaults to 0. */
  readonly axis?: number;
}

const OPTIONS: OptionKeys<GatherOptions> = { axis: true, name: true };

/** A layer of inputs (data, indices) that takes entries of the data by their indices. */
export function gather(options: GatherOptions = {}): LayerPlan {
  const { axis = 0, name } = checkOptions('gather', options, OPTIONS);
  checkInteger('gather', 'axis', axis, -MAX_RANK, MAX_RANK - 1);
  return {
    type: 'gather',
    name,
    build: (at, inputs) => ({ type: 'gather', ...at, axis: axis < 0 ? axis + (inputs[0]?.length ?? 0) : axis }),
  };
}
