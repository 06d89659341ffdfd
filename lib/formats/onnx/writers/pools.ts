import type { Layer, Margin } from '../../../graph/network.js';
import { planeWindows } from '../../../ops/weighted/planeWindows.js';
import type { Attributes } from '../writing/model.js';
import { activated, type Made, type Operators, type Scope } from './operator.js';
import { cut, padsOf, reachedMargins } from './pads.js';

/** Pools along time, or over height and width. */
export const poolOperators = {
  averagePool1d: (layer, scope) => pool('AveragePool', scope, lineOf(layer, scope)),
  maxPool1d: (layer, scope) => pool('MaxPool', scope, lineOf(layer, scope)),
  averagePool2d: (layer, scope) =>
    pool('AveragePool', scope, {
      ...planeOf(layer, scope),
      ...(layer.countPadding && { attributes: { count_include_pad: { integer: 1 } } }),
    }),
  maxPool2d: (layer, scope) => pool('MaxPool', scope, planeOf(layer, scope)),
} satisfies Operators;

interface Pool {
  readonly size: readonly number[];
  readonly stride: readonly number[];
  readonly margins: readonly Margin[];
  readonly layer: Parameters<typeof activated>[2];
  readonly attributes?: Attributes;
}

function lineOf(layer: Extract<Layer, { type: 'averagePool1d' | 'maxPool1d' }>, { inputs }: Scope): Pool {
  const [length] = inputs[0].shape.slice(-2);
  const margins = [reachedMargins(layer, layer, length)];
  return { size: [layer.size], stride: [layer.stride], margins, layer: { ...layer, activation: 'none' } };
}

function planeOf(layer: Extract<Layer, { type: 'averagePool2d' | 'maxPool2d' }>, { inputs }: Scope): Pool {
  const { size, stride } = layer;
  const lengths = inputs[0].shape.slice(-3);
  const margins = planeWindows(size, layer).map((along, k) => reachedMargins(layer, along, lengths[k]));
  return { size, stride, margins, layer };
}

function pool(op: string, scope: Scope, { size, stride, margins, layer, attributes }: Pool): Made {
  const { graph } = scope;
  const axes = size.length;
  const y = graph.node(op, [cut(graph, scope.real(0, axes), margins, 2)], {
    kernel_shape: { integers: size },
    strides: { integers: stride },
    pads: { integers: padsOf(margins) },
    ...attributes,
  });
  return scope.computed(activated(scope, y, layer), axes);
}
