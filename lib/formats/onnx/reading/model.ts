import { quoted } from '../../problems.js';
import { readFields, readVarints, type Field } from './message.js';
import { onnxError } from './modelError.js';

/** A constant as the file has it; its data are views on the file. */
export interface OnnxTensor {
  readonly name: string;
  readonly dims: readonly number[];
  /** Number of the element type. */
  readonly type: number;
  readonly raw?: Uint8Array;
  /** Packed float32, doubles, or varints of int32_data, int64_data or uint64_data. */
  readonly packed?: { readonly kind: 'float' | 'double' | 'varint'; readonly bytes: Uint8Array };
  /** The same where they came number by number. */
  readonly loose?: readonly number[];
  /** Keys and values of data in another file. */
  readonly external?: ReadonlyMap<string, string>;
}

/** An attribute of a node. */
export interface OnnxAttribute {
  readonly name: string;
  /** Number of its type: 1 float, 2 int, 3 text, 4 tensor, 6 floats, 7 ints, 8 texts; others are unsupported. */
  readonly type: number;
  readonly float: number;
  readonly integer: number;
  readonly text: string;
  readonly tensor?: OnnxTensor;
  readonly floats: readonly number[];
  readonly integers: readonly number[];
  readonly texts: readonly string[];
}

/** An operation. */
export interface OnnxNode {
  readonly name: string;
  readonly op: string;
  readonly domain: string;
  /** Names of tensors; empty for one that is left out. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: ReadonlyMap<string, OnnxAttribute>;
}

/** An input or an output of the graph. */
export interface OnnxValue {
  readonly name: string;
  /** Number of the element type; 0 where it is no tensor. */
  readonly type: number;
  /** Lengths, or names of lengths, empty for one without; undefined where the file does not say. */
  readonly dims?: readonly (number | string)[];
}

/** The graph of a model. */
export interface OnnxGraph {
  readonly name: string;
  readonly nodes: readonly OnnxNode[];
  readonly initializers: ReadonlyMap<string, OnnxTensor>;
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
}

/** A model file. */
export interface OnnxModel {
  readonly irVersion: number;
  /** Versions of the operator sets by domain; '' is that of ONNX itself. */
  readonly opsets: ReadonlyMap<string, number>;
  readonly graph: OnnxGraph;
  /** Name and version of the program that wrote it; empty where the file does not say. */
  readonly producer: string;
  /** Texts by their keys: metadata_props. */
  readonly properties: ReadonlyMap<string, string>;
}

/** The most nodes, the most constants, and the most entries of a list that a model may have. */
export const MAX_ENTRIES = 2 ** 16;

/**
 * Reads an ONNX file as it is: nothing is decoded, all data are views on the bytes.
 *
 * @throws {FormatError} when it is none, or breaks a limit
 * @see onnx.proto3 of ONNX 1.19
 */
export function readModel(bytes: Uint8Array): OnnxModel {
  let irVersion = 0;
  const opsets = new Map<string, number>();
  const graphs: Uint8Array[] = [];
  const producer = ['', ''];
  const properties = new Map<string, string>();
  readFields('file', bytes, field => {
    if (field.number === 1) irVersion = field.integer();
    else if (field.number === 2 || field.number === 3) producer[field.number - 2] = field.text();
    else if (field.number === 14) {
      const [key, value] = property(field.bytes());
      properties.set(key, value);
      limit('metadata_props', properties.size);
    } else if (field.number === 7) graphs[0] = field.bytes();
    else if (field.number === 8) {
      const { domain, version } = opset(field.bytes());
      opsets.set(domain === 'ai.onnx' ? '' : domain, version);
    } else if (field.number === 25) throw onnxError('file', 'functions are not supported', 'a model with functions');
  });
  if (graphs.length === 0) throw onnxError('file', 'must hold a graph', `${bytes.length} bytes without one`);
  return {
    irVersion,
    opsets,
    graph: readGraph(graphs[0]),
    producer: producer.filter(word => word !== '').join(' '),
    properties,
  };
}

function property(bytes: Uint8Array): [key: string, value: string] {
  const pair: [string, string] = ['', ''];
  readFields('metadata_props', bytes, field => {
    if (field.number === 1 || field.number === 2) pair[field.number - 1] = field.text();
  });
  return pair;
}

function opset(bytes: Uint8Array): { domain: string; version: number } {
  let [domain, version] = ['', 0];
  readFields('opset_import', bytes, field => {
    if (field.number === 1) domain = field.text();
    else if (field.number === 2) version = field.integer();
  });
  return { domain, version };
}

function readGraph(bytes: Uint8Array): OnnxGraph {
  let name = '';
  const nodes: OnnxNode[] = [];
  const initializers = new Map<string, OnnxTensor>();
  const [inputs, outputs]: [OnnxValue[], OnnxValue[]] = [[], []];
  readFields('graph', bytes, field => {
    if (field.number === 1) add('graph: nodes', nodes, readNode(field.bytes()));
    else if (field.number === 2) name = field.text();
    else if (field.number === 5) {
      const tensor = readTensor('initializer', field.bytes());
      if (initializers.has(tensor.name)) {
        throw onnxError('graph', 'names of constants must be unique', `${quoted(tensor.name)} twice`);
      }
      initializers.set(tensor.name, tensor);
      limit('graph: constants', initializers.size);
    } else if (field.number === 11) add('graph: inputs', inputs, readValue(field.bytes()));
    else if (field.number === 12) add('graph: outputs', outputs, readValue(field.bytes()));
    else if (field.number === 15) throw onnxError('graph', 'constants must be dense', 'a sparse one');
  });
  return { name, nodes, initializers, inputs, outputs };
}

function readNode(bytes: Uint8Array): OnnxNode {
  let [name, op, domain] = ['', '', ''];
  const [inputs, outputs]: [string[], string[]] = [[], []];
  const attributes = new Map<string, OnnxAttribute>();
  readFields('node', bytes, field => {
    if (field.number === 1) add('node: inputs', inputs, field.text());
    else if (field.number === 2) add('node: outputs', outputs, field.text());
    else if (field.number === 3) name = field.text();
    else if (field.number === 4) op = field.text();
    else if (field.number === 5) {
      const attribute = readAttribute(field.bytes());
      attributes.set(attribute.name, attribute);
      limit('node: attributes', attributes.size);
    } else if (field.number === 7) domain = field.text();
  });
  return {
    name: name || (outputs[0] ?? ''),
    op,
    domain: domain === 'ai.onnx' ? '' : domain,
    inputs,
    outputs,
    attributes,
  };
}

function readAttribute(bytes: Uint8Array): OnnxAttribute {
  const where = 'attribute';
  let [name, type, float, integer, text] = ['', 0, 0, 0, ''];
  const tensor: OnnxTensor[] = [];
  const [floats, integers, texts]: [number[], number[], string[]] = [[], [], []];
  readFields(where, bytes, field => {
    if (field.number === 1) name = field.text();
    else if (field.number === 2) float = field.float();
    else if (field.number === 3) integer = field.integer();
    else if (field.number === 4) text = field.text();
    else if (field.number === 5) tensor[0] = readTensor(`attribute ${quoted(name)}`, field.bytes());
    else if (field.number === 7) addFloats(where, floats, field);
    else if (field.number === 8) addIntegers(where, integers, field);
    else if (field.number === 9) add(where, texts, field.text());
    else if (field.number === 20) type = field.integer();
  });
  return { name, type, float, integer, text, floats, integers, texts, ...(tensor.length > 0 && { tensor: tensor[0] }) };
}

/** Reads a TensorProto. */
export function readTensor(where: string, bytes: Uint8Array): OnnxTensor {
  let [name, type] = ['', 0];
  const [dims, loose]: [number[], number[]] = [[], []];
  const external = new Map<string, string>();
  const raw: Uint8Array[] = [];
  const packed: { kind: 'float' | 'double' | 'varint'; bytes: Uint8Array }[] = [];
  let outside = false as boolean; // set by the visitor
  const data = (kind: 'float' | 'double' | 'varint', field: Field): void => {
    if (field.packed) {
      if (packed.length > 0) throw onnxError(where, 'data must be in one list', 'two');
      packed.push({ kind, bytes: field.bytes() });
    } else if (kind === 'double') throw onnxError(where, 'doubles must be packed', 'one alone');
    else add(where, loose, kind === 'float' ? field.float() : field.integer());
  };
  readFields(where, bytes, field => {
    if (field.number === 1) addIntegers(where, dims, field);
    else if (field.number === 2) type = field.integer();
    else if (field.number === 3) throw onnxError(where, 'segments are not supported', 'a tensor in segments');
    else if (field.number === 4) data('float', field);
    else if (field.number === 5 || field.number === 7 || field.number === 11) data('varint', field);
    else if (field.number === 8) name = field.text();
    else if (field.number === 9) raw[0] = field.bytes();
    else if (field.number === 10) data('double', field);
    else if (field.number === 13) addPair(where, external, field.bytes());
    else if (field.number === 14) outside = field.integer() === 1;
  });
  return {
    name,
    dims,
    type,
    ...(raw.length > 0 && { raw: raw[0] }),
    ...(packed.length > 0 && { packed: packed[0] }),
    ...(loose.length > 0 && { loose }),
    ...(outside && { external }),
  };
}

function readValue(bytes: Uint8Array): OnnxValue {
  let name = '';
  let type = 0;
  const dims: (number | string)[][] = [];
  readFields('value', bytes, field => {
    if (field.number === 1) name = field.text();
    else if (field.number === 2) {
      readFields('type', field.bytes(), kind => {
        if (kind.number !== 1) return;
        readFields('tensor type', kind.bytes(), part => {
          if (part.number === 1) type = part.integer();
          else if (part.number === 2) dims[0] = readDims(part.bytes());
        });
      });
    }
  });
  return { name, type, ...(dims.length > 0 && { dims: dims[0] }) };
}

function readDims(bytes: Uint8Array): (number | string)[] {
  const dims: (number | string)[] = [];
  readFields('shape', bytes, field => {
    if (field.number !== 1) return;
    let dim: number | string = '';
    readFields('dimension', field.bytes(), part => {
      if (part.number === 1) dim = part.integer();
      else if (part.number === 2) dim = part.text();
    });
    add('shape', dims, dim);
  });
  return dims;
}

function addPair(where: string, pairs: Map<string, string>, bytes: Uint8Array): void {
  let [key, value] = ['', ''];
  readFields(where, bytes, field => {
    if (field.number === 1) key = field.text();
    else if (field.number === 2) value = field.text();
  });
  pairs.set(key, value);
  limit(where, pairs.size);
}

function addIntegers(where: string, list: number[], field: Field): void {
  if (field.packed) readVarints(where, field.bytes(), value => add(where, list, value));
  else add(where, list, field.integer());
}

function addFloats(where: string, list: number[], field: Field): void {
  if (!field.packed) return add(where, list, field.float());
  const bytes = field.bytes();
  if (bytes.length % 4 !== 0)
    throw onnxError(where, 'a packed list of floats must be a multiple of 4 bytes', `${bytes.length}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let i = 0; i < bytes.length; i += 4) add(where, list, view.getFloat32(i, true));
}

function add<T>(where: string, list: T[], entry: T): void {
  list.push(entry);
  limit(where, list.length);
}

function limit(where: string, count: number): void {
  if (count > MAX_ENTRIES) throw onnxError(where, `there may be ${MAX_ENTRIES}`, 'more');
}
