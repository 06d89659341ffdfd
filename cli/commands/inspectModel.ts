import { type Model, readModel, readModelFacts, type ReadModelOptions } from '../../datasets/index.js';
import { FormatError } from '../../lib/errors.js';
import { accumulatorProof } from '../../lib/engine/accumulatorProof.js';
import { compile, lower, outputReaders } from '../../lib/network.js';
import { type AnyNetwork, type Layer, type Network, summary, summaryText, type TensorInfo } from '../../lib/network.js';
import { checkNetwork } from '../../lib/rewrite/shapes.js';
import { allocate, elementsOf, isTensor, showShape } from '../../lib/graph/tensor.js';
import { arrayType, storedLength, storedTypeOf } from '../../lib/formats/json/tensorBytes.js';
import { newCodes } from '../../lib/qparams.js';
import { timeLayout } from '../../lib/graph/timeLayout.js';
import { kindsText } from '../outputsText.js';
import type { Output } from '../output.js';
import { short, table } from '../table.js';
import { terminalText } from '../terminalText.js';

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

function detailOf(layer: Layer, shapes: ReadonlyMap<string, readonly number[]>): LayerDetail {
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

function detailsText(details: readonly LayerDetail[]): string {
  return table(
    ['layer', 'type', 'kernel', 'stride', 'dilation', 'padding', 'activation', 'scales'],
    details.map(({ name, type, kernel, stride, dilation, padding, activation, scales }) => [
      shortened(name),
      type,
      ...[kernel, stride, dilation, padding, activation, scales].map(cell => cell ?? '-'),
    ]),
  );
}

/** Bytes in RAM of one stream: activations that live at the same time, the tensors of a call that has most, what is carried. */
function memoryOf(network: AnyNetwork) {
  try {
    const { tensors, calls, arenaBytes, initial } = lower(network);
    const bytes = (k: number) => allocate(tensors[k].params, elementsOf(tensors[k].shape)).byteLength;
    const held = calls.map(({ reads, writes }) =>
      [...new Set([...reads, ...writes])].reduce((sum, k) => sum + bytes(k), 0),
    );
    return { arena: arenaBytes, peak: Math.max(0, ...held), state: initial.length };
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    return undefined; // what does not run, says so beside the accumulators
  }
}

/** Whether weights are codes in a network that computes on real numbers. */
function hasDynamicRange({ arithmetic, layers }: AnyNetwork): boolean {
  return (
    arithmetic === 'float32' &&
    layers.some(layer => 'weights' in layer && isTensor(layer.weights) && layer.weights.params)
  );
}

/** Shows what a model consists of: its inputs and outputs, state, operators, layers, weights, and whether its integers fit. */
export async function inspectModel(file: string, options: ReadModelOptions, out: Output): Promise<void> {
  const model = await readModel(file, options);
  const { network } = model;
  out.settings({ file, ...describeModel(model) });
  const ports = portsOf(network);
  const figures = summary(network);
  const operators = countsOf(network.layers.map(layer => layer.type));
  const weights = weightsOf(network.layers);
  const accumulators = accumulatorsOf(network);
  const { hash, schema, producer, metadata, stored } = await readModelFacts(
    file,
    options.maxBytes === undefined ? {} : { maxBytes: options.maxBytes },
  );
  const dynamicRange = hasDynamicRange(network);
  out.result('model', {
    ...{ format: model.format, bytes: model.bytes, name: network.name, arithmetic: network.arithmetic },
    ...{ hash, schema, producer, metadata, dynamicRange },
  });
  out.section(
    'file',
    [`sha256 ${hash}`, `${schema}, written by ${terminalText(producer) || 'an unnamed program'}`].join('\n'),
  );
  const texts = Object.entries(metadata).map(([key, value]) => `${terminalText(key)}: ${terminalText(value)}`);
  if (texts.length > 0) out.section('metadata', texts.join('\n'));
  if (dynamicRange) {
    out.section(
      'dynamic range',
      'weights are codes, activations real numbers. TensorFlow Lite quantizes the activations of such layers in every call; here they are ' +
        'computed on the decoded weights in real numbers, so outputs differ by that quantization',
    );
  }
  for (const [name, infos] of Object.entries(ports)) {
    const rows = infos.map(portOf);
    out.result(name, rows);
    if (rows.length > 0) out.section(name, portsText(rows));
  }
  const samples = network.inputs.map(input => ({ name: input.name, ...timeLayout(input) }));
  const readers = outputReaders(network);
  const { labels, sampleRate, unit, thresholds, recipe, version, dialect } = network;
  const normalization = network.inputs.map(input => input.normalization ?? null);
  const said = { labels, sampleRate, unit, thresholds, recipe, version, dialect, normalization };
  out.result('samples', samples);
  out.result('description', { ...said, kinds: readers.map(({ kind }) => kind) });
  out.section(
    'samples and decisions',
    [
      ...samples.map(
        ({ name, time, channels }) => `${terminalText(name)}: ${time} samples of ${channels} channels (--layout)`,
      ),
      kindsText(readers),
      ...Object.entries(said).flatMap(([key, value]) => {
        const none = value === undefined || (Array.isArray(value) && value.every(x => x === null));
        return none ? [] : [`${key}: ${terminalText(JSON.stringify(value))}`];
      }),
    ].join('\n'),
  );
  out.result('operators', Object.fromEntries(operators));
  out.section('operators', operators.map(([type, count]) => `${type} x ${count}`).join(', '));
  out.result('summary', figures);
  const layers = figures.layers.map(layer => ({ ...layer, name: shortened(layer.name) }));
  out.section('layers', summaryText({ ...figures, name: terminalText(figures.name), layers }));
  const shapes = checkNetwork(network);
  const details = network.layers.map(layer => detailOf(layer, shapes));
  const telling = details.filter(detail => Object.keys(detail).length > 2);
  out.result('layers', details);
  if (telling.length > 0) out.section('kernels and activations', detailsText(telling));
  out.result('weights', weights);
  out.result('stored', stored ?? weights);
  const stores = (rows: readonly { readonly type: string; readonly numbers: number; readonly bytes: number }[]) =>
    table(
      ['type', 'numbers', 'bytes'],
      rows.map(w => [w.type, `${w.numbers}`, `${w.bytes}`]),
    );
  if (stored) out.section('constants as the file stores them', stores(stored));
  out.section('weights', stores(weights));
  const memory = memoryOf(network);
  out.result('memory', memory ?? null);
  if (memory) {
    const { arena, peak, state } = memory;
    out.section('bytes at run time', `arena ${arena}, the most of one call ${peak}, state ${state}`);
  }
  out.result('accumulators', accumulators);
  out.section('accumulators', accumulatorsText(accumulators));
}

/** Names that converters join of many, cut to one column. */
function shortened(given: string): string {
  const name = terminalText(given);
  return name.length > 48 ? `${name.slice(0, 30)}...${name.slice(-15)}` : name;
}

/** A model in the echo of settings. */
export function describeModel({ format, bytes, network, carried }: Model): Record<string, unknown> {
  const pairs = carried && Object.entries(carried).map(([input, output]) => `${input}=${output}`);
  return {
    format: `${format}, ${bytes} bytes`,
    network: network.name,
    arithmetic: network.arithmetic,
    ...(pairs && { carry: pairs.join(', ') }),
  };
}

function portsOf(network: Network): Readonly<Record<'inputs' | 'outputs' | 'state', readonly TensorInfo[]>> {
  const shapes = checkNetwork(network);
  const { inputs, variables = [], layers, outputs } = network;
  const outputOf = (name: string): TensorInfo => {
    const params = layers.find(layer => layer.name === name)?.params;
    return { name, shape: shapes.get(name) ?? [], ...(params && { params }) };
  };
  return { inputs, outputs: outputs.map(outputOf), state: variables };
}

interface Port {
  readonly name: string;
  readonly shape: readonly number[];
  readonly type: string;
  readonly scale?: number;
  readonly zeroPoint?: number;
}

function portOf({ name, shape, params }: TensorInfo): Port {
  if (!params) return { name, shape, type: 'float32' };
  const type = arrayType(newCodes(params, 0)).name;
  return { name, shape, type, scale: params.scale[0], zeroPoint: params.zeroPoint[0] };
}

function portsText(ports: readonly Port[]): string {
  return table(
    ['name', 'shape', 'type', 'scale', 'zero point'],
    ports.map(({ name, shape, type, scale, zeroPoint }) => [
      name,
      showShape(shape),
      type,
      scale === undefined ? '-' : short(scale, 9),
      zeroPoint === undefined ? '-' : `${zeroPoint}`,
    ]),
  );
}

/** Words with how often they come, the most frequent first. */
function countsOf(words: readonly string[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]);
}

/** Constants of the layers by the type in which they would be stored. */
function weightsOf(layers: readonly Layer[]) {
  const rows = new Map<string, { type: string; numbers: number; bytes: number }>();
  for (const tensor of layers.flatMap(layer => (Object.values(layer) as unknown[]).flat()).filter(isTensor)) {
    const type = storedTypeOf(tensor);
    const row = rows.get(type.name) ?? { type: type.name, numbers: 0, bytes: 0 };
    row.numbers += tensor.data.length;
    row.bytes += storedLength(type, tensor.data.length);
    rows.set(type.name, row);
  }
  return [...rows.values()].sort((a, b) => b.bytes - a.bytes);
}

/** How wide the accumulators must be, whatever the input, and whether they fit those of the executor. */
interface Accumulators {
  readonly fit: boolean;
  /** Bits that each layer needs; a layer with several sums has an entry for each. */
  readonly layers: readonly { readonly name: string; readonly bits: number }[];
  /** Why it cannot be said that they fit. */
  readonly reason?: string;
}

function accumulatorsOf(network: AnyNetwork): Accumulators {
  try {
    const layers = [...accumulatorProof(network)].map(([name, { bits }]) => ({ name, bits }));
    if (network.arithmetic !== 'float32') compile(network); // refuses accumulators that can leave their width
    return { fit: true, layers };
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    return { fit: false, layers: [], reason: error.message };
  }
}

function accumulatorsText({ fit, layers, reason }: Accumulators): string {
  if (!fit) return `not proven to fit: ${terminalText(reason ?? '')}`;
  if (layers.length === 0) return 'none: no layer sums products of codes';
  const widest = layers.reduce((a, b) => (b.bits > a.bits ? b : a));
  const counts = countsOf(layers.map(layer => `${layer.bits} bits`)).map(([bits, count]) => `${bits} x ${count}`);
  return [
    `proven to fit, whatever the input; the widest needs ${widest.bits} bits: ${shortened(widest.name)}`,
    `sums by the bits that they need: ${counts.join(', ')}`,
  ].join('\n');
}
