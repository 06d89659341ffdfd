import { inferShapes } from '../shapes.js';
import type { Layer, Margin, MaxPool1d, MaxPool2d, Pad } from '../../graph/network.js';
import { realCodeOf } from '../../ops/elementwise/realCode.js';
import { marginsOf, type Windows } from '../../ops/weighted/windowing.js';
import { convolutionMargins, withPadding } from '../convolutionMargins.js';
import { editLayers, type GraphPass } from './graphPass.js';

/**
 * Makes padding along time, or height and width, the margins of the layers that take it: with zeros of convolutions, with the lowest number
 * or the lowest code of pools of largest samples. The pad is left to `removeUnused`. The network computes the same, bit for bit.
 */
export const foldPadding: GraphPass = {
  name: 'foldPadding',
  run(network) {
    const shapes = inferShapes(network);
    const pads = new Map(network.layers.flatMap(layer => (layer.type === 'pad' ? [[layer.name, layer]] : [])));
    return editLayers(network, layer => {
      const pad = pads.get(layer.inputs[0]);
      if (pad?.mode !== 'constant') return layer;
      const padded = shapes.get(pad.name) ?? [];
      if (layer.type === 'conv1d' || layer.type === 'conv2d') {
        const margins = pad.value === 0 ? sumOf(pad, convolutionMargins(layer, padded)) : undefined;
        return margins ? withPadding({ ...layer, inputs: pad.inputs }, margins) : layer;
      }
      if (layer.type !== 'maxPool1d' && layer.type !== 'maxPool2d') return layer;
      const margins = isLowest(pad) ? sumOf(pad, poolMargins(layer, padded)) : undefined;
      return (margins && pooled(layer, pad, margins)) ?? layer;
    });
  },
};

/** The pad's margins beside others along the last axes before the channels; undefined where it touches other axes. */
function sumOf({ margins }: Pad, own: readonly Margin[]): Margin[] | undefined {
  const first = margins.length - 1 - own.length;
  const others = margins.filter((_, axis) => axis < first || axis === margins.length - 1);
  if (others.some(([before, behind]) => before !== 0 || behind !== 0)) return undefined;
  return own.map(([before, behind], k) => [before + margins[first + k][0], behind + margins[first + k][1]]);
}

/** Whether no sample is smaller than those that a pad adds. */
function isLowest({ value, params }: Pad): boolean {
  return params ? realCodeOf(params, value) === params.qmin : value <= LOWEST;
}

/** The smallest float32. */
const LOWEST = -(2 - 2 ** -23) * 2 ** 127;

/** Taps, stride and padding of a pool along each of its axes. */
function along(layer: MaxPool1d | MaxPool2d): Windows[] {
  if (layer.type === 'maxPool1d') return [{ size: layer.size, stride: layer.stride, padding: layer.padding }];
  const { size, stride, padding } = layer;
  return [0, 1].map(k => ({
    size: size[k],
    stride: stride[k],
    padding: typeof padding === 'string' ? padding : padding[k],
  }));
}

function poolMargins(layer: MaxPool1d | MaxPool2d, input: readonly number[]): Margin[] {
  const windows = along(layer);
  return windows.map((window, k) => marginsOf(layer, window, input[input.length - 1 - windows.length + k]));
}

/** The pool with these margins; undefined where a window would lie in them altogether. */
function pooled(layer: MaxPool1d | MaxPool2d, { inputs }: Pad, margins: readonly Margin[]): Layer | undefined {
  if (along(layer).some(({ size }, k) => margins[k].some(margin => margin >= size))) return undefined;
  return layer.type === 'maxPool1d'
    ? { ...layer, inputs, padding: margins[0] }
    : { ...layer, inputs, padding: [margins[0], margins[1]] };
}
