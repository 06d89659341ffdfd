import { inferShapes } from '../shapes.js';
import type { Conv1d, Conv2d, Layer, Pad } from '../../graph/network.js';
import type { Shape } from '../../graph/tensor.js';
import { convolutionMargins, withPadding } from '../convolutionMargins.js';
import { editLayers, type GraphPass } from './graphPass.js';

/**
 * Makes padding with zeros along time, or height and width, the margins of the convolutions that take it. The pad is left to
 * `removeUnused`. The network computes the same, bit for bit.
 */
export const foldPadding: GraphPass = {
  name: 'foldPadding',
  run(network) {
    const shapes = inferShapes(network);
    const pads = new Map(network.layers.flatMap(layer => (isZeroPadding(layer) ? [[layer.name, layer]] : [])));
    return editLayers(network, layer => {
      const pad = pads.get(layer.inputs[0]);
      if (!pad || (layer.type !== 'conv1d' && layer.type !== 'conv2d')) return layer;
      return withMargins(layer, pad, shapes.get(pad.name) ?? []) ?? layer;
    });
  },
};

function isZeroPadding(layer: Layer): layer is Pad {
  return layer.type === 'pad' && layer.mode === 'constant' && layer.value === 0;
}

/** The convolution with the pad's margins beside its own; undefined where the pad touches other axes. */
function withMargins(layer: Conv1d | Conv2d, { margins, inputs }: Pad, padded: Shape): Layer | undefined {
  const own = convolutionMargins(layer, padded);
  const first = margins.length - 1 - own.length;
  const others = margins.filter((_, axis) => axis < first || axis === margins.length - 1);
  if (others.some(([before, behind]) => before !== 0 || behind !== 0)) return undefined;
  return withPadding(
    { ...layer, inputs },
    own.map(([before, behind], k) => [before + margins[first + k][0], behind + margins[first + k][1]]),
  );
}
