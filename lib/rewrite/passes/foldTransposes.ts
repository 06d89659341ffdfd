import { visibleOf } from '../../graph/graph.js';
import { editLayers, type GraphPass } from './graphPass.js';

/** Makes one transpose of two that follow each other, and removes those that change nothing. The network computes the same, bit for bit. */
export const foldTransposes: GraphPass = {
  name: 'foldTransposes',
  run(network) {
    const visible = visibleOf(network);
    const before = new Map<string, { readonly source: string; readonly permutation: readonly number[] }>();
    return editLayers(network, layer => {
      if (layer.type !== 'transpose') return layer;
      const first = before.get(layer.inputs[0]);
      const source = first?.source ?? layer.inputs[0];
      const permutation = first ? layer.permutation.map(axis => first.permutation[axis]) : layer.permutation;
      before.set(layer.name, { source, permutation });
      if (permutation.every((axis, k) => axis === k) && !visible.has(layer.name)) return source;
      return first ? { ...layer, inputs: [source], permutation } : layer;
    });
  },
};
