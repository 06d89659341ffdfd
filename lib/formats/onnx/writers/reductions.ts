import type { ArgMax, Reduce } from '../../../graph/network.js';
import { axisIn, type Layout } from '../writing/layouts.js';
import { elementTypes } from '../writing/model.js';
import type { Made, Operators, Scope } from './operator.js';

/** Means, sums, products and extremes over axes, and where the largest entry is. */
export const reductionOperators = {
  reduceMean: reduction('ReduceMean', 18),
  reduceSum: reduction('ReduceSum', 13),
  reduceMax: reduction('ReduceMax', 18),
  reduceMin: reduction('ReduceMin', 18),
  reduceProd: reduction('ReduceProd', 18),
  argMax: indices('ArgMax'),
  argMin: indices('ArgMin'),
  cumSum({ axis, exclusive, reverse }, scope) {
    const { graph } = scope;
    const flags = { exclusive: { integer: Number(exclusive) }, reverse: { integer: Number(reverse) } };
    return scope.computed(graph.node('CumSum', [scope.real(0), graph.integers('axis', [axis])], flags));
  },
} satisfies Operators;

/** Indices as real numbers. */
function indices(op: string) {
  return ({ axis }: ArgMax, scope: Scope): Made => {
    const { graph } = scope;
    const index = graph.node(op, [scope.real(0)], { axis: { integer: axis }, keepdims: { integer: 0 } });
    return scope.computed(graph.node('Cast', [index], { to: { integer: elementTypes.float } }));
  };
}

/** A reduction whose axes are an input from one operator set on, and an attribute before. */
function reduction(op: string, from: number) {
  return (layer: Reduce, scope: Scope): Made => {
    const { graph } = scope;
    const { layout, after, axes } = placeOf(layer, scope);
    const x = scope.real(0, layout);
    if (axes.length === 0) return scope.computed(graph.node('Identity', [x]), after);
    const keepdims = { integer: layer.keepAxes ? 1 : 0 };
    const y =
      graph.opset >= from
        ? graph.node(op, [x, graph.integers('axes', axes)], { keepdims })
        : graph.node(op, [x], { axes: { integers: axes }, keepdims });
    return scope.computed(y, after);
  };
}

/** The layout to reduce in, its axes, and the layout of what is left. */
function placeOf({ axes, keepAxes }: Reduce, { inputs }: Scope): { layout: Layout; after: Layout; axes: number[] } {
  const [{ shape, native }] = inputs;
  const placed = axes.map(axis => axisIn(native, shape.length, axis) ?? 0).sort((a, b) => a - b);
  if (native !== 'plain' && native > 0 && !placed.includes(0)) {
    if (keepAxes) return { layout: native, after: native, axes: placed };
    // all axes behind the channels
    if (placed.length === native && !placed.includes(1)) return { layout: native, after: 0, axes: placed };
  }
  return { layout: 'plain', after: 'plain', axes: [...axes] };
}
