import { type CodeTensor, widthOf } from '../../ops/integerOp.js';
import type { Buffer } from '../../ops/op.js';
import type { Layer, Tensor } from '../../graph/network.js';
import { Unsupported } from '../problems.js';
import { allocate, elementsOf, type Shape, showShape } from '../../graph/tensor.js';
import type { AffineParams } from '../../qparams.js';
import type { Helper } from './helper.js';
import { arrayDefinition, bytesOf, structDefinition } from './literals.js';
import { commentText } from './names.js';
import { writerOf } from './writers/index.js';
import { cType } from './writers/writeOp.js';

/** The C of a layer: its constants and its function. */
export interface LayerBlock {
  readonly id: string;
  readonly text: string;
  /** Bytes of its constants. */
  readonly bytes: number;
}

/** What a layer is written from. */
export interface LayerContext {
  /** Place of the layer in the network. */
  readonly index: number;
  readonly shapes: ReadonlyMap<string, Shape>;
  readonly params: ReadonlyMap<string, AffineParams | undefined>;
  /** Layers that never change. */
  readonly constants: ReadonlyMap<string, Tensor>;
  readonly use: (helper: Helper) => string;
}

/**
 * Writes a layer.
 *
 * @internal
 *
 * @throws {Unsupported} when there is no C for it
 */
export function layerBlock(layer: Layer, { index, shapes, params, constants, use }: LayerContext): LayerBlock {
  const write = writerOf(layer.type);
  if (!write) throw new Unsupported('');
  if (!layer.params) throw new Unsupported('real numbers');
  const bufferOf = (name: string): Buffer => {
    const shape = shapes.get(name) ?? [];
    const own = params.get(name);
    return { name, shape, data: allocate(own, elementsOf(shape)), ...(own && { params: own }) };
  };
  const inputs = layer.inputs.map(bufferOf);
  const id = `${layer.type}_${index}`;
  const definitions: string[] = [];
  let bytes = 0;
  const args = argumentsOf(inputs.length);
  const body = write(layer, inputs, bufferOf(layer.name) as CodeTensor, {
    args,
    use,
    array(name, type, data) {
      definitions.push(arrayDefinition(`${id}_${name}`, type, data));
      bytes += bytesOf(type) * data.length;
      return `${id}_${name}`;
    },
    struct(name, type, fields) {
      definitions.push(structDefinition(`${id}_${name}`, use(type), fields));
      return `${id}_${name}`;
    },
    constantOf: input => constants.get(layer.inputs[input]),
  });
  const given = inputs
    .slice(0, readInputs(layer).length)
    .flatMap(({ params: own }, k) => (own ? [`const ${cType(own)} *${args[k]}`] : []));
  const text = [
    `/* ${title(layer, index, shapes)} */`,
    ...definitions,
    `static void ${id}(${[...given, `${cType(layer.params)} *out`].join(', ')}) {`,
    ...body.map(line => `  ${line}`),
    '}',
  ].join('\n');
  return { id, text, bytes };
}

/** The inputs that a layer reads when it runs: indices are constants of its function. */
export function readInputs({ type, inputs }: Layer): readonly string[] {
  return type === 'gather' ? inputs.slice(0, 1) : inputs;
}

/** A layer as comments name it. */
export function title({ type, name, inputs }: Layer, index: number, shapes: ReadonlyMap<string, Shape>): string {
  const from = inputs.map(input => showShape(shapes.get(input) ?? [])).join(', ');
  return `${index}: ${type} ${commentText(name)}: ${from} -> ${showShape(shapes.get(name) ?? [])}`;
}

function argumentsOf(count: number): string[] {
  if (count === 1) return ['x'];
  return count === 2 ? ['a', 'b'] : Array.from({ length: count }, (_, k) => `x${k}`);
}

/** The values of a layer that never changes, as an array. */
export function constantBlock(name: string, { data, params }: Tensor): LayerBlock {
  if (!params) throw new Unsupported('real numbers');
  const type = widthOf(params);
  return { id: name, text: arrayDefinition(name, type, data), bytes: bytesOf(type) * data.length };
}
