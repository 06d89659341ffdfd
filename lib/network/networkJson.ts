import { show } from '../check.js';
import { FormatError } from '../errors.js';
import { newCodes } from '../qparams.js';
import type { Json } from '../state.js';
import type { AnyNetwork } from './arithmetic.js';
import { fieldsOf } from './layers/fields.js';
import { layerKind } from './layers/index.js';
import type { Layer, Network, NetworkInput, Tensor, Variable } from './network.js';
import { layerNamed, networkError } from './networkError.js';
import { checkNetwork } from './shapes.js';
import { shortest } from './shortest.js';
import { checkShape, checkTensorParams, elementsOf, isTensor } from './tensor.js';

const FORMAT = 'bitstair-network';
const VERSION = 1;

/** Integer tensors by the name of their type in the file, with the codes that they hold. */
const CODES = new Map<string, { readonly qmin: number; readonly qmax: number }>([
  ['int8', { qmin: -128, qmax: 127 }],
  ['uint8', { qmin: 0, qmax: 255 }],
  ['int16', { qmin: -32768, qmax: 32767 }],
  ['uint16', { qmin: 0, qmax: 65535 }],
  ['int32', { qmin: -(2 ** 31), qmax: 2 ** 31 - 1 }],
]);

/**
 * A network as JSON: `{ format: 'bitstair-network', version: 1, network }`, where a tensor is
 * `{ shape, data, type?, params? }`. Float32 data are the shortest decimals that read back to the same float32; -0 reads
 * back as 0.
 *
 * @throws {FormatError} when the network is malformed
 */
export function networkToJson(network: Network): Json {
  checkNetwork(network);
  const { name, arithmetic, inputs, variables, layers, outputs, labels, sampleRate, unit } = network;
  const description = { labels, sampleRate, unit };
  return {
    format: FORMAT,
    version: VERSION,
    network: {
      name,
      arithmetic,
      inputs: inputs.map(({ name, shape, params, timeAxis }) => ({
        name,
        shape,
        ...(timeAxis !== undefined && { timeAxis }),
        ...(params && { params: { ...params } }),
      })),
      ...(variables && { variables: variables.map(variableToJson) }),
      layers: layers.map(layerToJson),
      outputs,
      ...(JSON.parse(JSON.stringify(description)) as Record<string, Json>), // drops what is undefined
    },
  };
}

function variableToJson({ name, shape, params, initial, next }: Variable): Json {
  return {
    name,
    shape,
    ...(params && { params: { ...params } }),
    ...(initial && { initial: tensorToJson(initial) }),
    next,
  };
}

function layerToJson(layer: Layer): Json {
  const { type, name, inputs, params } = layer;
  const where = layerNamed(layer);
  const fields = layerKind(where, type).read(fieldsOf(where, layer, (_where, value) => value as Tensor));
  const own = Object.entries(fields).flatMap(([field, value]: [string, unknown]): [string, Json][] =>
    value === undefined ? [] : [[field, fieldToJson(value)]],
  );
  return { type, name, inputs, ...Object.fromEntries(own), ...(params && { params: { ...params } }) };
}

/** A field of a layer, in which there may be tensors. */
function fieldToJson(value: unknown): Json {
  if (isTensor(value)) return tensorToJson(value);
  return Array.isArray(value) ? value.map(fieldToJson) : (value as Json);
}

function tensorToJson({ shape, data, params }: Tensor): Json {
  const numbers = data instanceof Float32Array ? Array.from(data, shortest) : Array.from(data);
  const type = data instanceof Float32Array ? {} : { type: typeOf(data) };
  return { shape, ...type, data: numbers, ...(params && { params: { ...params } }) };
}

/** Name of the type of integers. */
function typeOf(data: Exclude<Tensor['data'], Float32Array>): string {
  return data instanceof Float64Array ? 'int64' : data.constructor.name.replace('Array', '').toLowerCase();
}

/**
 * The inverse of {@link networkToJson}: reads a text or a parsed value from outside, checks all of it, and copies only
 * what it knows.
 *
 * @throws {FormatError} saying what is wrong and where
 */
export function networkFromJson(source: unknown): AnyNetwork {
  const file = record('file', typeof source === 'string' ? parse(source) : source);
  if (own(file, 'format') !== FORMAT) throw networkError('format', `must be ${FORMAT}`, show(own(file, 'format')));
  if (own(file, 'version') !== VERSION) throw networkError('version', `must be ${VERSION}`, show(own(file, 'version')));
  const given = record('network', own(file, 'network'));
  const [labels, sampleRate, unit] = [own(given, 'labels'), own(given, 'sampleRate'), own(given, 'unit')];
  const network: Network = {
    name: text('name', own(given, 'name')),
    arithmetic: text('arithmetic', own(given, 'arithmetic')) as Network['arithmetic'],
    inputs: Array.from(list('inputs', own(given, 'inputs')), inputFromJson),
    ...(own(given, 'variables') === undefined
      ? {}
      : { variables: Array.from(list('variables', own(given, 'variables')), variableFromJson) }),
    layers: Array.from(list('layers', own(given, 'layers')), layerFromJson),
    outputs: texts('outputs', own(given, 'outputs')),
    ...(labels === undefined ? {} : { labels: texts('labels', labels) }),
    ...(sampleRate === undefined ? {} : { sampleRate: sampleRate as number }),
    ...(unit === undefined ? {} : { unit: text('unit', unit) }),
  };
  checkNetwork(network);
  return network as AnyNetwork; // one of which it is, now that it is checked
}

function parse(source: string): unknown {
  try {
    return JSON.parse(source);
  } catch (cause) {
    throw new FormatError('format-network', 'network: the text is not JSON', { cause });
  }
}

function inputFromJson(value: unknown, index: number): NetworkInput {
  const where = `inputs[${index}]`;
  const given = record(where, value);
  const shape = checkShape(where, own(given, 'shape'));
  const timeAxis = own(given, 'timeAxis');
  return {
    name: text(`${where}.name`, own(given, 'name')),
    shape,
    ...(timeAxis === undefined ? {} : { timeAxis: timeAxis as number }),
    ...paramsFromJson(where, given, 1),
  };
}

function variableFromJson(value: unknown, index: number): Variable {
  const where = `variables[${index}]`;
  const given = record(where, value);
  const initial = own(given, 'initial');
  return {
    name: text(`${where}.name`, own(given, 'name')),
    shape: checkShape(where, own(given, 'shape')),
    ...paramsFromJson(where, given, 1),
    ...(initial === undefined ? {} : { initial: tensorFromJson(`${where}, initial`, initial) }),
    next: text(`${where}.next`, own(given, 'next')),
  };
}

function layerFromJson(value: unknown, index: number): Layer {
  const given = record(`layers[${index}]`, value);
  const name = text(`layers[${index}].name`, own(given, 'name'));
  const where = layerNamed({ name });
  const type = own(given, 'type');
  const fields = layerKind(where, type).read(fieldsOf(where, given, tensorFromJson));
  const inputs = texts(`${where}, inputs`, own(given, 'inputs'));
  // the kind's reader made the fields of this type
  return { type, name, inputs, ...fields, ...paramsFromJson(where, given, 1) } as Layer;
}

function tensorFromJson(where: string, value: unknown): Tensor {
  const given = record(where, value);
  const shape = checkShape(where, own(given, 'shape'));
  const numbers = list(`${where}, data`, own(given, 'data'));
  if (numbers.length !== elementsOf(shape)) {
    throw networkError(where, `data must hold ${elementsOf(shape)} numbers, as its shape says`, `${numbers.length}`);
  }
  return {
    shape,
    data: dataFromJson(where, own(given, 'type'), numbers),
    ...paramsFromJson(where, given, shape[0] ?? 1),
  };
}

function dataFromJson(where: string, type: unknown, numbers: readonly unknown[]): Tensor['data'] {
  if (type === 'int64') return Float64Array.from(numbers as readonly number[]); // checked with the network
  const codes = CODES.get(type as string);
  if (!codes && type !== undefined && type !== 'float32') {
    throw networkError(where, `type must be one of float32, ${[...CODES.keys()].join(', ')}`, show(type));
  }
  const data = codes ? newCodes(codes, numbers.length) : new Float32Array(numbers.length);
  for (let i = 0; i < numbers.length; i++) {
    const x = numbers[i];
    if (typeof x !== 'number' || !Number.isFinite(Math.fround(x))) {
      throw networkError(where, 'data must be finite numbers', `${show(x)} at entry ${i}`);
    }
    data[i] = x;
    if (codes && data[i] !== x) throw networkError(where, `data must be ${String(type)}`, `${show(x)} at entry ${i}`);
  }
  return data;
}

function paramsFromJson(where: string, given: object, channels: number): Pick<Tensor, 'params'> {
  const params = own(given, 'params');
  return params === undefined ? {} : { params: checkTensorParams(where, params, channels) };
}

function own(given: object, field: string): unknown {
  return Object.hasOwn(given, field) ? (given as Readonly<Record<string, unknown>>)[field] : undefined;
}

function record(where: string, value: unknown): object {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw networkError(where, 'must be an object', show(value));
  }
  return value;
}

function list(where: string, value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw networkError(where, 'must be a list', show(value));
  return value;
}

function text(where: string, value: unknown): string {
  if (typeof value !== 'string') throw networkError(where, 'must be a string', show(value));
  return value;
}

function texts(where: string, value: unknown): readonly string[] {
  return Array.from(list(where, value), (x, k) => text(`${where}[${k}]`, x));
}
