import { isTensor } from '../lib/graph/tensor.js';
import type { Layer } from '../lib/network.js';
import { shortened } from './shortened.js';
import { table } from './table.js';

/** Fields of layers that a release wants to know. */
interface LayerDetail {
  readonly name: string;
  /** Its kind; `depthwise` of convolutions with one channel a group. */
  readonly type: string;
  readonly kernel?: string;
  readonly stride?: string;
  readonly dilation?: string;
  readonly padding?: string;
  readonly activation?: string;
  /** Scales of its weights: one for all, or one per channel. */
  readonly scales?: 'tensor' | 'channel';
}

/** Numbers that need not be said. */
const PLAIN = { stride: 1, dilation: 1, padding: 0, activation: undefined } as const;

/** What there is to say of a layer. */
export function detailOf(layer: Layer, shapes: ReadonlyMap<string, readonly number[]>): LayerDetail {
  const channels = shapes.get(layer.inputs[0])?.at(-1) ?? 1;
  const depthwise = 'groups' in layer && layer.groups > 1 && layer.groups === channels;
  const weights = 'weights' in layer && isTensor(layer.weights) ? layer.weights : undefined;
  const kernel =
    layer.type === 'dense' ? [] : (weights?.shape.slice(1, -1) ?? ('size' in layer ? [layer.size].flat() : []));
  const fields = layer as unknown as Readonly<Record<string, unknown>>;
  const said = Object.entries(PLAIN).flatMap(([key, plain]) => {
    const value = fields[key];
    const numbers = [value].flat(2);
    return value === undefined || numbers.every(x => x === plain) || value === 'valid' || value === 'none'
      ? []
      : [[key, numbers.join(key === 'padding' ? ',' : 'x')]];
  });
  return {
    name: layer.name,
    type: depthwise ? `depthwise ${layer.type}` : layer.type,
    ...(kernel.length > 0 && { kernel: kernel.join('x') }),
    ...(Object.fromEntries(said) as object),
    ...(weights?.params && { scales: weights.params.scale.length > 1 ? 'channel' : 'tensor' }),
  };
}

/** The details as a table. */
export function detailsText(details: readonly LayerDetail[]): string {
  return table(
    ['layer', 'type', 'kernel', 'stride', 'dilation', 'padding', 'activation', 'scales'],
    details.map(({ name, type, kernel, stride, dilation, padding, activation, scales }) => [
      shortened(name),
      type,
      ...[kernel, stride, dilation, padding, activation, scales].map(cell => cell ?? '-'),
    ]),
  );
}
