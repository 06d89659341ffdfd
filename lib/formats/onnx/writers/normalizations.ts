import type { Tensor } from '../../../graph/network.js';
import { realValues } from '../../../graph/tensor.js';
import type { Operators, Scope } from './operator.js';

/** Normalizations, and the softmax. */
export const normalizationOperators = {
  batchNormalization(layer, scope) {
    const [{ native }] = scope.inputs;
    const layout = native === 'plain' ? 0 : native;
    const lists = (['scale', 'bias', 'mean', 'variance'] as const).map(field => list(scope, field, layer[field]));
    const y = scope.graph.node('BatchNormalization', [scope.real(0, layout), ...lists], {
      epsilon: { float: layer.epsilon },
    });
    return scope.computed(y, layout);
  },
  instanceNormalization(layer, scope) {
    const axes = scope.shape.length - 2;
    const lists = [list(scope, 'scale', layer.scale), list(scope, 'bias', layer.bias)];
    const y = scope.graph.node('InstanceNormalization', [scope.real(0, axes), ...lists], {
      epsilon: { float: layer.epsilon },
    });
    return scope.computed(y, axes);
  },
  layerNormalization(layer, scope) {
    const lists = [list(scope, 'scale', layer.scale), list(scope, 'bias', layer.bias)];
    const y = scope.graph.node('LayerNormalization', [scope.real(0), ...lists], {
      axis: { integer: layer.axis },
      epsilon: { float: layer.epsilon },
    });
    return scope.computed(y);
  },
  softmax({ beta }, scope) {
    const { graph } = scope;
    const [{ shape, native }] = scope.inputs;
    const x = scope.real(0, native);
    const scaled = beta === 1 ? x : graph.node('Mul', [x, graph.scalar('beta', beta)]);
    const axis = native === 'plain' ? shape.length - 1 : 1;
    return scope.computed(graph.node('Softmax', [scaled], { axis: { integer: axis } }), native);
  },
} satisfies Operators;

/** Codes here are few: they go as the numbers that they stand for. */
function list(scope: Scope, what: string, tensor: Tensor): string {
  return scope.graph.floats(what, tensor.shape, realValues(tensor));
}
