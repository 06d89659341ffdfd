import { show } from '../../check.js';
import { FormatError } from '../../errors.js';
import type { AffineParams } from '../../qparams.js';
import type { Json } from '../../state.js';
import type { AnyNetwork } from '../../graph/arithmetic.js';
import { fieldsOf } from '../../graph/fields.js';
import { opOf } from '../../ops/index.js';
import type {
  Layer,
  Network,
  NetworkInput,
  Normalization,
  OutputKind,
  Streaming,
  Tensor,
  Variable,
} from '../../graph/network.js';
import { layerNamed, networkError } from '../../graph/networkError.js';
import type { NetworkHead } from '../../plan/plan.js';
import { checkNetwork } from '../../rewrite/shapes.js';
import { checkShape, checkTensorParams, isTensor } from '../../graph/tensor.js';

const FORMAT = 'bitstair-network';
const VERSION = 1;

/** A document of a network: all but the form of its constants is the same in every encoding. */
export interface NetworkDocument {
  readonly format: typeof FORMAT;
  readonly version: typeof VERSION;
  readonly network: Json;
}

/** Writes the numbers of a constant: fields beside its shape and params. */
export type WriteNumbers = (tensor: Tensor) => Readonly<Record<string, Json>>;

/** Reads what {@link WriteNumbers} wrote, from outside; shape and params have been checked. */
export type ReadNumbers = (where: string, given: object, head: Omit<Tensor, 'data'>) => Tensor['data'];

/**
 * A network as a document.
 *
 * @throws {FormatError} when the network is malformed
 */
export function writeDocument(network: Network, numbers: WriteNumbers): NetworkDocument {
  checkNetwork(network);
  const { variables, layers } = network;
  const { name, arithmetic, inputs, ...rest } = headToJson(network);
  return {
    format: FORMAT,
    version: VERSION,
    network: {
      name,
      arithmetic,
      inputs,
      ...(variables && { variables: variables.map(variable => variableToJson(variable, numbers)) }),
      layers: layers.map(layer => layerToJson(layer, numbers)),
      ...rest,
    },
  };
}

/**
 * What is known of a network without its layers.
 *
 * @internal
 */
export function headToJson(network: NetworkHead): Readonly<Record<string, Json>> {
  const { name, arithmetic, inputs, outputs, labels, sampleRate, unit, dialect, streaming } = network;
  const { kinds, thresholds, recipe, version } = network;
  const description = { labels, sampleRate, unit, kinds, thresholds, recipe, version, dialect, streaming };
  return {
    name,
    arithmetic,
    inputs: inputs.map(({ name, shape, params, timeShape, timeAxis, normalization }) => ({
      name,
      shape,
      ...(timeShape !== undefined && { timeShape }),
      ...(timeAxis !== undefined && { timeAxis }),
      ...(normalization && { normalization: { mean: normalization.mean, std: normalization.std } }),
      ...(params && { params: paramsToJson(params) }),
    })),
    outputs,
    ...(JSON.parse(JSON.stringify(description)) as Record<string, Json>), // drops what is undefined
  };
}

/**
 * The params of a tensor, in one order.
 *
 * @internal
 */
export function paramsToJson({ kind, bits, qmin, qmax, scale, zeroPoint }: AffineParams): Json {
  return { kind, bits, qmin, qmax, scale, zeroPoint };
}

function variableToJson({ name, shape, params, initial, next }: Variable, numbers: WriteNumbers): Json {
  return {
    name,
    shape,
    ...(params && { params: paramsToJson(params) }),
    ...(initial && { initial: tensorToJson(initial, numbers) }),
    next,
  };
}

/**
 * A layer, all its fields.
 *
 * @internal
 */
export function layerToJson(layer: Layer, numbers: WriteNumbers): Json {
  const { type, name, inputs, params } = layer;
  const where = layerNamed(layer);
  const fields = opOf(where, type).read(fieldsOf(where, layer, (_where, value) => value as Tensor));
  const own = Object.entries(fields).flatMap(([field, value]: [string, unknown]): [string, Json][] =>
    value === undefined ? [] : [[field, fieldToJson(value, numbers)]],
  );
  return { type, name, inputs, ...Object.fromEntries(own), ...(params && { params: paramsToJson(params) }) };
}

/** A field of a layer, in which there may be tensors. */
function fieldToJson(value: unknown, numbers: WriteNumbers): Json {
  if (isTensor(value)) return tensorToJson(value, numbers);
  return Array.isArray(value) ? value.map(item => fieldToJson(item, numbers)) : (value as Json);
}

function tensorToJson(tensor: Tensor, numbers: WriteNumbers): Json {
  const { shape, params } = tensor;
  return { shape, ...numbers(tensor), ...(params && { params: paramsToJson(params) }) };
}

/**
 * The fields of a document from outside, a text or a parsed value, once its format and version are known.
 *
 * @throws {FormatError} when it is no such document
 */
export function openDocument(source: unknown): object {
  const file = record('file', typeof source === 'string' ? parse(source) : source);
  if (own(file, 'format') !== FORMAT) throw networkError('format', `must be ${FORMAT}`, show(own(file, 'format')));
  if (own(file, 'version') !== VERSION) throw networkError('version', `must be ${VERSION}`, show(own(file, 'version')));
  return file;
}

function parse(source: string): unknown {
  try {
    return JSON.parse(source);
  } catch (cause) {
    throw new FormatError('format-network', 'network: the text is not JSON', { cause });
  }
}

/**
 * The network of an opened document: checks all of it, and copies only what it knows. Constants are read in the order in which
 * {@link writeDocument} writes them.
 *
 * @throws {FormatError} saying what is wrong and where
 */
export function readDocument(file: object, numbers: ReadNumbers): AnyNetwork {
  const given = record('network', own(file, 'network'));
  const tensor = (where: string, value: unknown) => tensorFromJson(where, value, numbers);
  const network: Network = {
    ...headFromJson(given),
    ...(own(given, 'variables') === undefined
      ? {}
      : {
          variables: Array.from(list('variables', own(given, 'variables')), (value, k) =>
            variableFromJson(value, k, tensor),
          ),
        }),
    layers: Array.from(list('layers', own(given, 'layers')), (value, k) =>
      layerFromJson(`layers[${k}]`, value, tensor),
    ),
  };
  checkNetwork(network);
  return network as AnyNetwork; // one of which it is, now that it is checked
}

/**
 * The inverse of {@link headToJson}, of a value from outside; whether it goes with the layers is not yet checked.
 *
 * @internal
 *
 * @throws {FormatError} saying what is wrong and where
 */
export function headFromJson(given: object): NetworkHead {
  const [labels, sampleRate, unit, dialect, streaming] = ['labels', 'sampleRate', 'unit', 'dialect', 'streaming'].map(
    key => own(given, key),
  );
  const [kinds, thresholds, recipe, version] = ['kinds', 'thresholds', 'recipe', 'version'].map(key => own(given, key));
  return {
    name: text('name', own(given, 'name')),
    arithmetic: text('arithmetic', own(given, 'arithmetic')) as Network['arithmetic'],
    inputs: Array.from(list('inputs', own(given, 'inputs')), inputFromJson),
    outputs: texts('outputs', own(given, 'outputs')),
    ...(labels === undefined ? {} : { labels: texts('labels', labels) }),
    ...(sampleRate === undefined ? {} : { sampleRate: sampleRate as number }),
    ...(unit === undefined ? {} : { unit: text('unit', unit) }),
    ...(kinds === undefined ? {} : { kinds: texts('kinds', kinds) as OutputKind[] }),
    ...(thresholds === undefined ? {} : { thresholds: [...list('thresholds', thresholds)] as number[] }),
    ...(recipe === undefined ? {} : { recipe: text('recipe', recipe) }),
    ...(version === undefined ? {} : { version: text('version', version) }),
    ...(dialect === undefined ? {} : { dialect: text('dialect', dialect) }),
    ...(streaming === undefined ? {} : { streaming: streamingFromJson(streaming) }),
  };
}

/** What a streaming network stands for; whether its numbers go together is not yet checked. */
function streamingFromJson(value: unknown): Streaming {
  const given = record('streaming', value);
  const [window, hop, lead, warmUp] = ['window', 'hop', 'lead', 'warmUp'].map(key => own(given, key) as number);
  return { window, hop, lead, warmUp };
}

/** Makes a checked tensor of a value from outside. */
type ReadTensor = (where: string, value: unknown) => Tensor;

function inputFromJson(value: unknown, index: number): NetworkInput {
  const where = `inputs[${index}]`;
  const given = record(where, value);
  const shape = checkShape(where, own(given, 'shape'));
  const [timeShape, timeAxis] = [own(given, 'timeShape'), own(given, 'timeAxis')];
  return {
    name: text(`${where}.name`, own(given, 'name')),
    shape,
    ...(timeShape === undefined ? {} : { timeShape: checkShape(`${where}, timeShape`, timeShape) }),
    ...(timeAxis === undefined ? {} : { timeAxis: timeAxis as number }),
    ...(own(given, 'normalization') === undefined ? {} : { normalization: normalizationFromJson(where, given) }),
    ...paramsFromJson(where, given, 1),
  };
}

function normalizationFromJson(where: string, input: object): Normalization {
  const given = record(`${where}.normalization`, own(input, 'normalization'));
  const [mean, std] = ['mean', 'std'].map(
    key => [...list(`${where}.normalization.${key}`, own(given, key))] as number[],
  );
  return { mean, std };
}

function variableFromJson(value: unknown, index: number, tensor: ReadTensor): Variable {
  const where = `variables[${index}]`;
  const given = record(where, value);
  const initial = own(given, 'initial');
  return {
    name: text(`${where}.name`, own(given, 'name')),
    shape: checkShape(where, own(given, 'shape')),
    ...paramsFromJson(where, given, 1),
    ...(initial === undefined ? {} : { initial: tensor(`${where}, initial`, initial) }),
    next: text(`${where}.next`, own(given, 'next')),
  };
}

/**
 * The inverse of {@link layerToJson}, of a value from outside; whether it fits its inputs is not yet checked.
 *
 * @internal
 */
export function layerFromJson(at: string, value: unknown, tensor: ReadTensor): Layer {
  const given = record(at, value);
  const name = text(`${at}.name`, own(given, 'name'));
  const where = layerNamed({ name });
  const type = own(given, 'type');
  const fields = opOf(where, type).read(fieldsOf(where, given, tensor));
  const inputs = texts(`${where}, inputs`, own(given, 'inputs'));
  // the kind's reader made the fields of this type
  return { type, name, inputs, ...fields, ...paramsFromJson(where, given, 1) } as Layer;
}

/**
 * A constant of a value from outside.
 *
 * @internal
 */
export function tensorFromJson(where: string, value: unknown, numbers: ReadNumbers): Tensor {
  const given = record(where, value);
  const shape = checkShape(where, own(given, 'shape'));
  const params = paramsFromJson(where, given, shape[0] ?? 1);
  return { shape, data: numbers(where, given, { shape, ...params }), ...params };
}

function paramsFromJson(where: string, given: object, channels: number): Pick<Tensor, 'params'> {
  const params = own(given, 'params');
  return params === undefined ? {} : { params: checkTensorParams(where, params, channels) };
}

/** A field of a record, but none of its prototype. */
export function own(given: object, field: string): unknown {
  return Object.hasOwn(given, field) ? (given as Readonly<Record<string, unknown>>)[field] : undefined;
}

/** A value that must be an object. */
export function record(where: string, value: unknown): object {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw networkError(where, 'must be an object', show(value));
  }
  return value;
}

/** A value that must be a list. */
export function list(where: string, value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw networkError(where, 'must be a list', show(value));
  return value;
}

/** A value that must be a string. */
export function text(where: string, value: unknown): string {
  if (typeof value !== 'string') throw networkError(where, 'must be a string', show(value));
  return value;
}

/** A value that must be a list of strings. */
export function texts(where: string, value: unknown): readonly string[] {
  return Array.from(list(where, value), (x, k) => text(`${where}[${k}]`, x));
}
