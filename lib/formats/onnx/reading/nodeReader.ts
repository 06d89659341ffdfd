import { quoted, Unsupported } from '../../problems.js';
import type { Builder, LayerFields, Made } from './builder.js';
import { type ExternalData, tensorData } from './tensorData.js';
import { MAX_ENTRIES, type OnnxAttribute, type OnnxNode } from './model.js';
import { onnxError } from './modelError.js';
import { type Activation, type Constant, decoded, type Value } from './values.js';

/** One node as its importer reads it: what it asks for is checked, and what it does not ask for is an error at the end. */
export interface NodeReader {
  /** The node as messages name it. */
  readonly where: string;
  readonly op: string;
  /** Version of the operator set that the node is of. */
  readonly opset: number;
  /** Number of inputs and outputs, with those left out. */
  readonly inputCount: number;
  readonly outputCount: number;
  readonly builder: Builder;
  /** Whether an output is there. */
  hasOutput(index: number): boolean;
  /** Whether an input is there. */
  has(index: number): boolean;
  input(index: number): Value;
  optional(index: number): Value | undefined;
  activation(index: number): Activation;
  /** An input that has to be known at import; `what` names it. */
  constant(index: number, what: string): Constant;
  /** The numbers of such an input. */
  numbers(index: number, what: string): number[];
  emit(fields: LayerFields, inputs: readonly Value[], made?: Made): Value;
  hasAttribute(name: string): boolean;
  integer(name: string, byDefault?: number): number;
  /** An integer that is 0 or 1. */
  flag(name: string, byDefault?: boolean): boolean;
  float(name: string, byDefault?: number): number;
  text(name: string, byDefault?: string): string;
  /** A list of integers, or undefined where it is left out; of this length where one is given. */
  integers(name: string, length?: number): readonly number[] | undefined;
  floats(name: string): readonly number[] | undefined;
  texts(name: string): readonly string[] | undefined;
  tensor(name: string): Constant | undefined;
  /** An axis, negative ones counted from the end. */
  axis(name: string, rank: number, byDefault?: number): number;
  /** Attributes that nobody has asked for. */
  unread(): string[];
}

/** Numbers of the attribute types. */
const TYPES = { float: 1, integer: 2, text: 3, tensor: 4, floats: 6, integers: 7, texts: 8 } as const;

/**
 * Prepares a node for its importer.
 *
 * @internal
 */
export function nodeReader(
  node: OnnxNode,
  inputs: readonly (Value | undefined)[],
  opset: number,
  builder: Builder,
  external: ExternalData | undefined,
): NodeReader {
  const where = `${node.op} ${quoted(node.name)}`;
  const read = new Set<string>();
  function attribute(name: string, type: keyof typeof TYPES): OnnxAttribute | undefined {
    read.add(name);
    const given = node.attributes.get(name);
    // files of IR version 1 leave the type out
    if (given && given.type !== 0 && given.type !== TYPES[type]) {
      throw onnxError(where, `attribute ${name} must be of type ${TYPES[type]} (${type})`, `type ${given.type}`);
    }
    return given;
  }
  function required<T>(name: string, value: T | undefined): T {
    if (value === undefined) throw onnxError(where, `attribute ${name} must be there`, 'none');
    return value;
  }
  const reader: NodeReader = {
    where,
    op: node.op,
    opset,
    builder,
    inputCount: node.inputs.length,
    outputCount: node.outputs.length,
    hasOutput: index => (node.outputs[index] ?? '') !== '',
    has: index => inputs[index] !== undefined,
    input(index) {
      const value = inputs[index];
      if (!value) throw onnxError(where, `input ${index} must be there`, 'none');
      return value;
    },
    optional: index => inputs[index],
    activation: index => builder.activation(reader.input(index)),
    constant(index, what) {
      const value = reader.input(index);
      if (value.kind !== 'constant') throw new Unsupported(`${what}, unless constant`);
      return value;
    },
    numbers(index, what) {
      const value = reader.constant(index, what);
      if (value.data.length > MAX_ENTRIES)
        throw onnxError(where, `${what} may hold ${MAX_ENTRIES} numbers`, `${value.data.length}`);
      return Array.from(value.coding ? decoded(value) : value.data);
    },
    emit: (fields, given, made) => builder.emit(fields, given, made),
    hasAttribute: name => node.attributes.has(name),
    integer: (name, byDefault) => {
      const value = required(name, attribute(name, 'integer')?.integer ?? byDefault);
      if (!Number.isSafeInteger(value)) throw onnxError(where, `attribute ${name} must be below 2^53`, `${value}`);
      return value;
    },
    flag(name, byDefault = false) {
      const value = reader.integer(name, byDefault ? 1 : 0);
      if (value !== 0 && value !== 1) throw onnxError(where, `attribute ${name} must be 0 or 1`, `${value}`);
      return value === 1;
    },
    float(name, byDefault) {
      const value = required(name, attribute(name, 'float')?.float ?? byDefault);
      if (!Number.isFinite(value)) throw onnxError(where, `attribute ${name} must be finite`, `${value}`);
      return value;
    },
    text: (name, byDefault) => required(name, attribute(name, 'text')?.text ?? byDefault),
    integers(name, length) {
      const list = attribute(name, 'integers')?.integers;
      if (list && length !== undefined && list.length !== length) {
        throw onnxError(where, `attribute ${name} must hold ${length} integers`, `${list.length}`);
      }
      return list;
    },
    floats: name => attribute(name, 'floats')?.floats,
    texts: name => attribute(name, 'texts')?.texts,
    tensor(name) {
      const tensor = attribute(name, 'tensor')?.tensor;
      return tensor && tensorData(tensor, external);
    },
    axis: (name, rank, byDefault) => axisOf(where, reader.integer(name, byDefault), rank),
    unread: () => [...node.attributes.keys()].filter(name => !read.has(name)),
  };
  return reader;
}

/** An axis of a tensor, negative ones counted from the end. */
export function axisOf(where: string, axis: number, rank: number): number {
  const from = axis < 0 ? axis + rank : axis;
  if (!Number.isInteger(from) || from < 0 || from >= rank) {
    throw onnxError(where, `axis must be in [-${rank}, ${rank})`, `${axis}`);
  }
  return from;
}

/** Axes of a tensor, each once, increasing. */
export function axesOf(where: string, axes: readonly number[], rank: number): number[] {
  const list = [...new Set(axes.map(axis => axisOf(where, axis, rank)))].sort((a, b) => a - b);
  if (list.length !== axes.length) throw onnxError(where, 'axes must differ', `(${axes.join(', ')})`);
  return list;
}
