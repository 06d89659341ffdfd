import { Writer } from 'protobufjs/minimal.js';

/** A constant to be written: raw little-endian data, or any fields. */
export interface TensorSource {
  readonly name?: string;
  readonly dims: readonly number[];
  /** Number of the element type; 1 (float) by default. */
  readonly type?: number;
  readonly raw?: Uint8Array;
  readonly floats?: readonly number[];
  readonly integers?: readonly number[];
  /** Keys of data in another file. */
  readonly external?: Readonly<Record<string, string>>;
}

export type AttributeSource =
  number | string | readonly number[] | { readonly float: number } | { readonly tensor: TensorSource };

export interface NodeSource {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly domain?: string;
  readonly name?: string;
  readonly attributes?: Readonly<Record<string, AttributeSource>>;
}

export interface ValueSource {
  readonly name: string;
  readonly type?: number;
  readonly dims?: readonly (number | string)[];
}

export interface ModelSource {
  readonly irVersion?: number;
  readonly opset?: number;
  readonly nodes: readonly NodeSource[];
  readonly initializers?: readonly TensorSource[];
  readonly inputs: readonly ValueSource[];
  readonly outputs: readonly string[];
  /** Numbers of their element types; 1 (float) by default. */
  readonly outputTypes?: readonly number[];
  readonly metadata?: Readonly<Record<string, string>>;
}

const key = (field: number, wire: number) => (field << 3) | wire;

function message(w: Writer, field: number, write: (w: Writer) => void): void {
  w.uint32(key(field, 2)).fork();
  write(w);
  w.ldelim();
}

function text(w: Writer, field: number, value: string): void {
  w.uint32(key(field, 2)).string(value);
}

function integer(w: Writer, field: number, value: number): void {
  w.uint32(key(field, 0)).int64(value);
}

/** Writes an ONNX model, valid or not: the little of onnx.proto3 that the tests need. */
export function onnxModel(source: ModelSource): Uint8Array {
  const w = Writer.create();
  integer(w, 1, source.irVersion ?? 8);
  message(w, 7, g => {
    for (const node of source.nodes) message(g, 1, n => writeNode(n, node));
    text(g, 2, 'test');
    for (const tensor of source.initializers ?? []) message(g, 5, t => writeTensor(t, tensor));
    for (const value of source.inputs) message(g, 11, v => writeValue(v, value));
    source.outputs.forEach((name, k) => {
      message(g, 12, v => writeValue(v, { name, type: source.outputTypes?.[k] ?? 1 }));
    });
  });
  message(w, 8, o => integer(o, 2, source.opset ?? 17));
  for (const [name, value] of Object.entries(source.metadata ?? {})) {
    message(w, 14, m => {
      text(m, 1, name);
      text(m, 2, value);
    });
  }
  return w.finish();
}

function writeNode(w: Writer, { op, inputs, outputs, domain, name, attributes = {} }: NodeSource): void {
  for (const input of inputs) text(w, 1, input);
  for (const output of outputs) text(w, 2, output);
  text(w, 3, name ?? outputs[0]);
  text(w, 4, op);
  for (const [attribute, value] of Object.entries(attributes)) message(w, 5, a => writeAttribute(a, attribute, value));
  if (domain) text(w, 7, domain);
}

function writeAttribute(w: Writer, name: string, value: AttributeSource): void {
  text(w, 1, name);
  const type = (code: number) => integer(w, 20, code);
  if (typeof value === 'number') {
    integer(w, 3, value);
    type(2);
  } else if (typeof value === 'string') {
    text(w, 4, value);
    type(3);
  } else if ('tensor' in value) {
    message(w, 5, t => writeTensor(t, value.tensor));
    type(4);
  } else if ('float' in value) {
    w.uint32(key(2, 5)).float(value.float);
    type(1);
  } else {
    for (const entry of value) integer(w, 8, entry);
    type(7);
  }
}

function writeTensor(w: Writer, { name, dims, type, raw, floats, integers, external }: TensorSource): void {
  for (const dim of dims) integer(w, 1, dim);
  integer(w, 2, type ?? 1);
  if (floats) message(w, 4, f => floats.forEach(x => f.float(x)));
  if (integers) message(w, 7, f => integers.forEach(x => f.int64(x)));
  if (name !== undefined) text(w, 8, name);
  if (raw) w.uint32(key(9, 2)).bytes(raw);
  for (const [entry, value] of Object.entries(external ?? {})) {
    message(w, 13, e => {
      text(e, 1, entry);
      text(e, 2, value);
    });
  }
  if (external) integer(w, 14, 1);
}

function writeValue(w: Writer, { name, type, dims }: ValueSource): void {
  text(w, 1, name);
  message(w, 2, t =>
    message(t, 1, tensor => {
      integer(tensor, 1, type ?? 1);
      if (!dims) return;
      message(tensor, 2, shape => {
        for (const dim of dims) {
          message(shape, 1, d => (typeof dim === 'string' ? text(d, 2, dim) : integer(d, 1, dim)));
        }
      });
    }),
  );
}
