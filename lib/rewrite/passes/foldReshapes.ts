import { inferShapes } from '../shapes.js';
import { showShape } from '../../graph/tensor.js';
import { visibleOf } from '../../graph/graph.js';
import { editLayers, type GraphPass } from './graphPass.js';

/**
 * Removes reshapes that change nothing, and reshapes behind reshapes; a transpose that moves only axes of length 1 becomes a reshape first.
 * The network computes the same, bit for bit.
 */
export const foldReshapes: GraphPass = {
  name: 'foldReshapes',
  run(network) {
    const shapes = inferShapes(network);
    const visible = visibleOf(network);
    const sources = new Map<string, string>(); // input of each reshape
    return editLayers(network, layer => {
      const shape = shapes.get(layer.name) ?? [];
      const from = shapes.get(layer.inputs[0]) ?? [];
      if (
        layer.type !== 'reshape' &&
        layer.type !== 'flatten' &&
        !(layer.type === 'transpose' && keepsOrder(layer.permutation, from))
      ) {
        return layer;
      }
      const source = sources.get(layer.inputs[0]) ?? layer.inputs[0];
      sources.set(layer.name, source);
      if (showShape(shapes.get(source) ?? []) === showShape(shape) && !visible.has(layer.name)) return source;
      if (source === layer.inputs[0] && layer.type !== 'transpose') return layer;
      const { name, params } = layer;
      return { type: 'reshape', name, inputs: [source], shape, ...(params && { params }) };
    });
  },
};

/** Whether a permutation leaves the elements in their order. */
function keepsOrder(permutation: readonly number[], shape: readonly number[]): boolean {
  const long = permutation.filter(axis => shape[axis] > 1);
  return long.every((axis, k) => k === 0 || axis > long[k - 1]);
}
