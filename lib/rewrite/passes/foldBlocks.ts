import { inferShapes } from '../shapes.js';
import type { Conv1d, Conv2d, Layer, Margin } from '../../graph/network.js';
import { takersOf } from '../../graph/graph.js';
import { type Shape, showShape } from '../../graph/tensor.js';
import { batchToSpace, type Rearrangement, spaceToBatch } from '../blocks.js';
import { graphWriter } from '../graphWriter.js';
import { convolutionMargins, convolutionWindows, withPadding } from '../convolutionMargins.js';
import type { GraphPass } from './graphPass.js';

/**
 * Makes a convolution between space-to-batch and batch-to-space, as TensorFlow writes dilated ones, a dilated convolution of stride 1
 * over the space itself. The layers that moved the blocks are left to `removeUnused`. The network computes the same, bit for bit.
 */
export const foldBlocks: GraphPass = {
  name: 'foldBlocks',
  run(network) {
    const shapes = inferShapes(network);
    const takers = takersOf(network);
    const byName = new Map(network.layers.map(layer => [layer.name, layer]));
    const writer = graphWriter(network);
    let changed = false;
    for (const layer of network.layers) {
      const found = blocksBehind(layer, byName, shapes);
      if (!found || takers.get(found.convolution.name) !== 1) {
        writer.add(layer);
        continue;
      }
      const { convolution, source, input } = found;
      changed = true;
      const { params } = layer;
      const from = writer.params(source);
      const x =
        showShape(writer.shape(source)) === showShape(input)
          ? source
          : writer.add({
              type: 'reshape',
              name: writer.fresh(source),
              inputs: [source],
              shape: input,
              ...(from && { params: from }),
            });
      const y = writer.add({ ...convolution, name: writer.fresh(convolution.name), inputs: [x] });
      const shape = shapes.get(layer.name) ?? [];
      writer.add({ type: 'reshape', name: layer.name, inputs: [y], shape, ...(params && { params }) });
    }
    return changed ? { ...network, layers: writer.layers } : network;
  },
};

type Layers = ReadonlyMap<string, Layer>;
type Shapes = ReadonlyMap<string, Shape>;

/** A convolution between blocks, as one over space. */
interface Found {
  /** With the name that it has between the blocks. */
  readonly convolution: Conv1d | Conv2d;
  /** Tensor that the blocks are made of. */
  readonly source: string;
  /** Its shape as the convolution reads it. */
  readonly input: Shape;
}

/** The convolution whose blocks a layer brings together; undefined where it does nothing of the kind. */
function blocksBehind(layer: Layer, layers: Layers, shapes: Shapes): Found | undefined {
  const behind = movedBy(layer, layers);
  if (!behind) return undefined;
  const shapeOf = (name: string): Shape => shapes.get(name) ?? [];
  const joined = shapeOf(layer.name);
  const axes = behind.apart.length - joined.length;
  const block = behind.apart.slice(0, axes);
  const [batch, ...others] = behind.apart.slice(axes);
  const blocks = block.reduce((product, b) => product * b, batch);
  if (!(axes >= 1 && axes < others.length)) return undefined;
  if (!same(behind, { ...batchToSpace([blocks, ...others], block), shape: joined })) return undefined;
  const convolution = layers.get(throughReshapes(behind.source, layers));
  if (convolution?.type !== 'conv1d' && convolution?.type !== 'conv2d') return undefined;
  const before = movedBy(layers.get(convolution.inputs[0]), layers);
  if (!before) return undefined;
  const { apart } = before;
  const space = block.map((b, k) => apart[1 + 2 * k] * b);
  const whole = [apart[0], ...space, ...apart.slice(1 + 2 * axes)];
  const wanted = spaceToBatch(whole, block);
  const [input, output] = [shapeOf(convolution.inputs[0]), shapeOf(convolution.name)];
  // where the convolution has an axis more than the blocks, its length is 1
  const extra = [input, output].every(shape => shape.length === whole.length + 1)
    ? [1, 2].find(axis => input[axis] === 1 && output[axis] === 1)
    : undefined;
  const lift = (shape: Shape): Shape => (extra === undefined ? shape : shape.toSpliced(extra, 0, 1));
  if (!same(before, { ...wanted, shape: before.shape }) || showShape(lift(wanted.shape)) !== showShape(input)) {
    return undefined;
  }
  if (showShape(lift([blocks, ...others])) !== showShape(output)) return undefined;
  const blockOf = lift([1, ...block, ...whole.slice(1 + axes).map(() => 1)]);
  const dilated = dilatedBy(convolution, blockOf.slice(1, -1), input);
  return dilated && { convolution: dilated, source: before.source, input: lift(whole) };
}

/** What a reshape of a transpose of a reshape does, and to which tensor; reshapes behind it count as part of it. */
function movedBy(layer: Layer | undefined, layers: Layers): (Rearrangement & { readonly source: string }) | undefined {
  if (layer?.type !== 'reshape') return undefined;
  const transpose = layers.get(throughReshapes(layer.name, layers));
  const apart = transpose?.type === 'transpose' ? layers.get(transpose.inputs[0]) : undefined;
  if (transpose?.type !== 'transpose' || apart?.type !== 'reshape') return undefined;
  return {
    apart: apart.shape,
    permutation: transpose.permutation,
    shape: layer.shape,
    source: throughReshapes(apart.name, layers),
  };
}

/** The tensor that some reshapes begin with. */
function throughReshapes(name: string, layers: Layers): string {
  let source = name;
  for (let layer = layers.get(source); layer?.type === 'reshape'; layer = layers.get(source)) [source] = layer.inputs;
  return source;
}

function same(a: Rearrangement, b: Rearrangement): boolean {
  return (['apart', 'permutation', 'shape'] as const).every(field => showShape(a[field]) === showShape(b[field]));
}

/** The convolution with its taps `block` times as far apart along each axis; undefined where its stride along one of them is not 1. */
function dilatedBy(layer: Conv1d | Conv2d, block: readonly number[], input: Shape): Conv1d | Conv2d | undefined {
  const windows = convolutionWindows(layer);
  if (windows.length !== block.length) return undefined;
  if (windows.some(({ stride }, k) => block[k] > 1 && stride !== 1)) return undefined;
  const margins = convolutionMargins(layer, input).map(([before, behind], k): Margin => [
    before * block[k],
    behind * block[k],
  ]);
  const dilation = windows.map((along, k) => (along.dilation ?? 1) * block[k]);
  return layer.type === 'conv1d'
    ? withPadding({ ...layer, dilation: dilation[0] }, margins)
    : withPadding({ ...layer, dilation: [dilation[0], dilation[1]] }, margins);
}
