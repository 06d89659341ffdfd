import { Writer } from 'protobufjs/minimal.js';

/** Element types by their number in the file. */
export const elementTypes = {
  float: 1,
  uint8: 2,
  int8: 3,
  uint16: 4,
  int16: 5,
  int32: 6,
  int64: 7,
  bool: 9,
  float16: 10,
  uint4: 21,
  int4: 22,
} as const;

export type ElementName = keyof typeof elementTypes;

/** A constant: its elements row-major, little-endian. */
export interface ModelConstant {
  readonly name: string;
  readonly type: ElementName;
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

/** An attribute of a node. */
export type Attribute =
  | { readonly float: number }
  | { readonly floats: readonly number[] }
  | { readonly integer: number }
  | { readonly integers: readonly number[] }
  | { readonly text: string }
  | { readonly texts: readonly string[] };

export type Attributes = Readonly<Record<string, Attribute>>;

/** An operation; an empty name stands for an input that is left out. */
export interface ModelNode {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Attributes;
}

/** An input or an output of the model. */
export interface ModelPort {
  readonly name: string;
  readonly type: ElementName;
  readonly shape: readonly number[];
}

/** All that a file holds. */
export interface Model {
  readonly name: string;
  readonly opset: number;
  readonly nodes: readonly ModelNode[];
  readonly constants: readonly ModelConstant[];
  readonly inputs: readonly ModelPort[];
  readonly outputs: readonly ModelPort[];
  /** Texts by their keys. */
  readonly properties: ReadonlyMap<string, string>;
}

const VARINT = 0;
const LENGTH = 2;
const FIXED32 = 5;

/**
 * The bytes of a model; the same ones every time.
 *
 * @see onnx.proto3 of ONNX 1.19 for the numbers of the fields
 */
export function writeModel({ name, opset, nodes, constants, inputs, outputs, properties }: Model): Uint8Array {
  const w = new Writer(); // `create` would make a Buffer where there are some
  integer(w, 1, irVersion(opset));
  text(w, 2, 'bitstair');
  message(w, 7, () => {
    for (const node of nodes) message(w, 1, () => writeNode(w, node));
    text(w, 2, name);
    for (const constant of constants) message(w, 5, () => writeConstant(w, constant));
    for (const port of inputs) message(w, 11, () => writePort(w, port));
    for (const port of outputs) message(w, 12, () => writePort(w, port));
  });
  message(w, 8, () => {
    text(w, 1, '');
    integer(w, 2, opset);
  });
  for (const [key, value] of properties) {
    message(w, 14, () => {
      text(w, 1, key);
      text(w, 2, value);
    });
  }
  return w.finish();
}

/** The version of the file format that an operator set came with. */
function irVersion(opset: number): number {
  return opset >= 21 ? 10 : opset >= 20 ? 9 : opset >= 15 ? 8 : 7;
}

function writeNode(w: Writer, { op, inputs, outputs, attributes }: ModelNode): void {
  for (const input of inputs) text(w, 1, input);
  for (const output of outputs) text(w, 2, output);
  text(w, 3, outputs.find(output => output !== '') ?? '');
  text(w, 4, op);
  for (const [key, value] of Object.entries(attributes)) message(w, 5, () => writeAttribute(w, key, value));
}

function writeAttribute(w: Writer, name: string, value: Attribute): void {
  text(w, 1, name);
  if ('float' in value) {
    float(w, 2, value.float);
    integer(w, 20, 1);
  } else if ('integer' in value) {
    integer(w, 3, value.integer);
    integer(w, 20, 2);
  } else if ('text' in value) {
    text(w, 4, value.text);
    integer(w, 20, 3);
  } else if ('floats' in value) {
    for (const entry of value.floats) float(w, 7, entry);
    integer(w, 20, 6);
  } else if ('integers' in value) {
    for (const entry of value.integers) integer(w, 8, entry);
    integer(w, 20, 7);
  } else {
    for (const entry of value.texts) text(w, 9, entry);
    integer(w, 20, 8);
  }
}

function writeConstant(w: Writer, { name, type, shape, bytes }: ModelConstant): void {
  for (const axis of shape) integer(w, 1, axis);
  integer(w, 2, elementTypes[type]);
  text(w, 8, name);
  w.uint32(tag(9, LENGTH)).bytes(bytes);
}

function writePort(w: Writer, { name, type, shape }: ModelPort): void {
  text(w, 1, name);
  message(w, 2, () =>
    message(w, 1, () => {
      integer(w, 1, elementTypes[type]);
      message(w, 2, () => {
        for (const axis of shape) message(w, 1, () => integer(w, 1, axis));
      });
    }),
  );
}

function tag(field: number, wire: number): number {
  return (field << 3) | wire;
}

function message(w: Writer, field: number, write: () => void): void {
  w.uint32(tag(field, LENGTH)).fork();
  write();
  w.ldelim();
}

function text(w: Writer, field: number, value: string): void {
  w.uint32(tag(field, LENGTH)).string(value);
}

function integer(w: Writer, field: number, value: number): void {
  w.uint32(tag(field, VARINT)).int64(value);
}

function float(w: Writer, field: number, value: number): void {
  w.uint32(tag(field, FIXED32)).float(value);
}
