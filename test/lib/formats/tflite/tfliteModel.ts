import { Builder, type Offset } from 'flatbuffers';

/** A tensor of a model to be written. */
export interface TensorSource {
  readonly name?: string;
  readonly shape: readonly number[];
  /** Number of the element type; float32 by default. */
  readonly type?: number;
  /** Shape with -1 for unknown lengths. */
  readonly signature?: readonly number[];
  readonly data?: ArrayBufferView;
  readonly scale?: readonly number[];
  readonly zeroPoint?: readonly number[];
  readonly axis?: number;
  readonly variable?: boolean;
}

/** An operator; tensors by their index. */
export interface OperatorSource {
  /** Its built-in code, or the name of a custom one. */
  readonly code: number | string;
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  /** Type in the union BuiltinOptions, and scalars or texts by their field. */
  readonly options?: { readonly type: number; readonly fields: Readonly<Record<number, Scalar | string>> };
}

export interface Scalar {
  readonly as: 'int8' | 'int32' | 'float32';
  readonly value: number;
}

export interface GraphSource {
  readonly tensors: readonly TensorSource[];
  readonly operators: readonly OperatorSource[];
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  readonly name?: string;
}

export const [FLOAT32, INT32, BOOL, INT16, INT8, RESOURCE, INT4, INT2] = [0, 2, 6, 7, 9, 13, 17, 19];

/** The bytes of a TFLite model of the main subgraph and others. @see TensorFlow 2.21, lite/schema/schema.fbs */
export function tfliteModel(...graphs: readonly GraphSource[]): Uint8Array {
  const b = new Builder(1024);
  const codes = [...new Set(graphs.flatMap(graph => graph.operators.map(op => op.code)))];
  const buffers: (ArrayBufferView | undefined)[] = [undefined];
  const subgraphs = tables(
    b,
    graphs.map(graph => writeGraph(b, graph, codes, buffers)),
  );
  const writtenBuffers = tables(
    b,
    buffers.map(data => {
      const bytes = data && b.createByteVector(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
      return table(b, 3, () => {
        if (bytes !== undefined) b.addFieldOffset(0, bytes, 0);
      });
    }),
  );
  const writtenCodes = tables(
    b,
    codes.map(code => writeCode(b, code)),
  );
  const model = table(b, 5, () => {
    b.addFieldInt32(0, 3, 0);
    b.addFieldOffset(1, writtenCodes, 0);
    b.addFieldOffset(2, subgraphs, 0);
    b.addFieldOffset(4, writtenBuffers, 0);
  });
  b.finish(model, 'TFL3');
  return b.asUint8Array().slice();
}

function writeCode(b: Builder, code: number | string): Offset {
  const name = typeof code === 'string' ? b.createString(code) : undefined;
  const builtin = typeof code === 'string' ? 32 : code;
  return table(b, 4, () => {
    b.addFieldInt8(0, Math.min(builtin, 127), 0);
    if (name !== undefined) b.addFieldOffset(1, name, 0);
    b.addFieldInt32(3, builtin, 0);
  });
}

function writeGraph(
  b: Builder,
  { tensors, operators, inputs, outputs, name = 'main' }: GraphSource,
  codes: readonly (number | string)[],
  buffers: (ArrayBufferView | undefined)[],
): Offset {
  const fields = [
    tables(
      b,
      tensors.map(tensor => writeTensor(b, tensor, buffers)),
    ),
    int32s(b, inputs),
    int32s(b, outputs),
    tables(
      b,
      operators.map(operator => writeOperator(b, operator, codes)),
    ),
    b.createString(name),
  ];
  return table(b, 5, () => fields.forEach((offset, k) => b.addFieldOffset(k, offset, 0)));
}

function writeTensor(b: Builder, tensor: TensorSource, buffers: (ArrayBufferView | undefined)[]): Offset {
  const { name = '', shape, type = FLOAT32, signature, data, scale, zeroPoint = [0], axis = 0 } = tensor;
  const [writtenName, writtenShape] = [b.createString(name), int32s(b, shape)];
  const writtenSignature = signature && int32s(b, signature);
  let quantization: Offset | undefined;
  if (scale) {
    b.startVector(4, scale.length, 4);
    for (const x of scale.toReversed()) b.addFloat32(x);
    const scales = b.endVector();
    b.startVector(8, zeroPoint.length, 8);
    for (const x of zeroPoint.toReversed()) b.addInt64(BigInt(x));
    const zeroPoints = b.endVector();
    quantization = table(b, 7, () => {
      b.addFieldOffset(2, scales, 0);
      b.addFieldOffset(3, zeroPoints, 0);
      b.addFieldInt32(6, axis, 0);
    });
  }
  const buffer = data ? buffers.push(data) - 1 : 0;
  return table(b, 9, () => {
    b.addFieldOffset(0, writtenShape, 0);
    b.addFieldInt8(1, type, 0);
    b.addFieldInt32(2, buffer, 0);
    b.addFieldOffset(3, writtenName, 0);
    if (quantization !== undefined) b.addFieldOffset(4, quantization, 0);
    b.addFieldInt8(5, tensor.variable ? 1 : 0, 0);
    if (writtenSignature !== undefined) b.addFieldOffset(7, writtenSignature, 0);
  });
}

function writeOperator(b: Builder, operator: OperatorSource, codes: readonly (number | string)[]): Offset {
  const { inputs, outputs, options, code } = operator;
  const [writtenInputs, writtenOutputs] = [int32s(b, inputs), int32s(b, outputs)];
  const entries = Object.entries(options?.fields ?? {}).map(([field, value]) => {
    return { field: Number(field), value: typeof value === 'string' ? b.createString(value) : value };
  });
  const writtenOptions =
    options &&
    table(b, 8, () => {
      for (const { field, value } of entries) {
        if (typeof value === 'number') b.addFieldOffset(field, value, 0);
        else if (value.as === 'int8') b.addFieldInt8(field, value.value, 0);
        else if (value.as === 'int32') b.addFieldInt32(field, value.value, 0);
        else b.addFieldFloat32(field, value.value, 0);
      }
    });
  return table(b, 5, () => {
    b.addFieldInt32(0, codes.indexOf(code), 0);
    b.addFieldOffset(1, writtenInputs, 0);
    b.addFieldOffset(2, writtenOutputs, 0);
    if (options && writtenOptions !== undefined) {
      b.addFieldInt8(3, options.type, 0);
      b.addFieldOffset(4, writtenOptions, 0);
    }
  });
}

function table(b: Builder, fields: number, write: () => void): Offset {
  b.startObject(fields);
  write();
  return b.endObject();
}

function tables(b: Builder, offsets: readonly Offset[]): Offset {
  b.startVector(4, offsets.length, 4);
  for (const offset of offsets.toReversed()) b.addOffset(offset);
  return b.endVector();
}

function int32s(b: Builder, list: readonly number[]): Offset {
  b.startVector(4, list.length, 4);
  for (const x of list.toReversed()) b.addInt32(x);
  return b.endVector();
}
