import { FlatTable } from './flatTable.js';
import { tfliteError } from './modelError.js';
import { CUSTOM, operatorName } from './operatorNames.js';

/** Quantization of a tensor as the file has it: one entry for all, or one each along an axis. */
export interface Quantization {
  readonly scale: readonly number[];
  readonly zeroPoint: readonly number[];
  readonly axis: number;
  /** Whether it is of a kind that is not affine. */
  readonly custom: boolean;
}

/** A tensor of a subgraph. */
export interface ModelTensor {
  readonly name: string;
  /** Number of the element type. */
  readonly type: number;
  readonly shape: readonly number[];
  /** Whether some axis is known only at run time; `shape` then holds 1 for it, most often. */
  readonly dynamic: boolean;
  /** Bytes of a constant. */
  readonly data: Uint8Array | undefined;
  readonly quantization: Quantization;
  /** Whether its value stays from run to run. */
  readonly isVariable: boolean;
  readonly sparse: boolean;
}

/** An operator of a subgraph; tensors by their index, -1 for an absent one. */
export interface ModelOperator {
  readonly name: string;
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  readonly intermediates: readonly number[];
  /** Type of its options, a member of the union BuiltinOptions; 0 for none. */
  readonly optionsType: number;
  readonly options: FlatTable | undefined;
}

/** A subgraph. */
export interface ModelGraph {
  readonly name: string;
  readonly tensors: readonly ModelTensor[];
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  readonly operators: readonly ModelOperator[];
}

/** A model whose subgraphs are read when they are asked for. */
export interface Model {
  /** What the file says of itself, most often who converted it. */
  readonly description: string;
  /** Texts by their keys, such as min_runtime_version. */
  readonly metadata: () => ReadonlyMap<string, string>;
  readonly version: number;
  /**
   * A subgraph by its index.
   *
   * @throws {FormatError} when there is none, or it is malformed
   */
  readonly graph: (index: number) => ModelGraph;
}

/** The version of the schema. */
const VERSION = 3;

// fields by their numbers: TensorFlow 2.21, lite/schema/schema.fbs
const MODEL = { version: 0, operatorCodes: 1, subgraphs: 2, description: 3, buffers: 4, metadata: 6 };
const METADATA = { name: 0, buffer: 1 };
const CODE = { deprecated: 0, custom: 1, builtin: 3 };
const GRAPH = { tensors: 0, inputs: 1, outputs: 2, operators: 3, name: 4 };
const TENSOR = {
  shape: 0,
  type: 1,
  buffer: 2,
  name: 3,
  quantization: 4,
  isVariable: 5,
  sparsity: 6,
  signature: 7,
  externalBuffer: 10,
};
const QUANTIZATION = { scale: 2, zeroPoint: 3, detailsType: 4, axis: 6 };
const OPERATOR = { code: 0, inputs: 1, outputs: 2, optionsType: 3, options: 4, intermediates: 8 };
const BUFFER = { data: 0, offset: 1, size: 2 };

/**
 * Opens a TFLite file.
 *
 * @throws {FormatError} when it is not one of version 3
 */
export function openModel(bytes: Uint8Array): Model {
  const root = FlatTable.root(bytes, 'TFL3');
  const version = root.number('uint32', MODEL.version);
  if (version !== VERSION) throw tfliteError('model', `version must be ${VERSION}`, `${version}`);
  const codes = root.tables(MODEL.operatorCodes);
  const names = Array.from({ length: codes.length }, (_, k) => nameOf(codes.at(k)));
  const graphs = root.tables(MODEL.subgraphs);
  const buffers = root.tables(MODEL.buffers);
  const data = (index: number): Uint8Array | undefined => {
    const buffer = buffers.at(index);
    const offset = buffer.number('uint64', BUFFER.offset);
    const raw = offset > 1 ? root.bytesAt(offset, buffer.number('uint64', BUFFER.size)) : buffer.bytes(BUFFER.data);
    return raw && raw.length > 0 ? raw : undefined;
  };
  return {
    version,
    description: root.text(MODEL.description),
    metadata: () => textsOf(root.tables(MODEL.metadata), data),
    graph: index => readGraph(graphs.at(index), names, data),
  };
}

/** The longest text that is read, bytes; what is longer is no text. */
const MAX_TEXT = 1024;

/** Metadata that are short texts of printable ASCII, padded with zeros. */
function textsOf(
  list: { readonly length: number; at(index: number): FlatTable },
  data: (index: number) => Uint8Array | undefined,
): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (let k = 0; k < Math.min(list.length, MAX_TEXT); k++) {
    const entry = list.at(k);
    const bytes = data(entry.number('uint32', METADATA.buffer)) ?? new Uint8Array(0);
    const text = bytes.length <= MAX_TEXT ? String.fromCharCode(...bytes).replace(/\0+$/, '') : '';
    if (/^[\x20-\x7e]+$/.test(text)) texts.set(entry.text(METADATA.name), text);
  }
  return texts;
}

function nameOf(code: FlatTable): string {
  // codes above 127 stand in a field that old files do not have
  const builtin = Math.max(code.number('int8', CODE.deprecated), code.number('int32', CODE.builtin));
  return builtin === CUSTOM ? `custom ${code.text(CODE.custom)}` : operatorName(builtin);
}

function readGraph(
  graph: FlatTable,
  names: readonly string[],
  data: (index: number) => Uint8Array | undefined,
): ModelGraph {
  const [tensors, operators] = [graph.tables(GRAPH.tensors), graph.tables(GRAPH.operators)];
  const known = (where: string, list: readonly number[]): readonly number[] => {
    const bad = list.find(index => index < -1 || index >= tensors.length);
    if (bad !== undefined) throw tfliteError(where, `tensors have indices below ${tensors.length}`, `${bad}`);
    return list;
  };
  return {
    name: graph.text(GRAPH.name),
    tensors: Array.from({ length: tensors.length }, (_, k) => readTensor(tensors.at(k), data)),
    inputs: known('inputs', graph.numbers('int32', GRAPH.inputs)),
    outputs: known('outputs', graph.numbers('int32', GRAPH.outputs)),
    operators: Array.from({ length: operators.length }, (_, k) => {
      const operator = operators.at(k);
      const code = operator.number('uint32', OPERATOR.code);
      const where = `operator ${k}`;
      if (code >= names.length) throw tfliteError(where, `opcode_index must be below ${names.length}`, `${code}`);
      return {
        name: names[code],
        inputs: known(where, operator.numbers('int32', OPERATOR.inputs)),
        outputs: known(where, operator.numbers('int32', OPERATOR.outputs)),
        intermediates: known(where, operator.numbers('int32', OPERATOR.intermediates)),
        optionsType: operator.number('uint8', OPERATOR.optionsType),
        options: operator.table(OPERATOR.options),
      };
    }),
  };
}

function readTensor(tensor: FlatTable, data: (index: number) => Uint8Array | undefined): ModelTensor {
  const quantization = tensor.table(TENSOR.quantization);
  const isVariable = tensor.boolean(TENSOR.isVariable);
  const name = tensor.text(TENSOR.name);
  if (tensor.number('uint32', TENSOR.externalBuffer) !== 0) {
    throw tfliteError(`tensor ${JSON.stringify(name)}`, 'data must lie in the file itself', 'an external buffer');
  }
  return {
    name,
    type: tensor.number('int8', TENSOR.type),
    shape: tensor.numbers('int32', TENSOR.shape),
    dynamic: tensor.numbers('int32', TENSOR.signature).includes(-1),
    data: isVariable ? undefined : data(tensor.number('uint32', TENSOR.buffer)),
    quantization: {
      scale: quantization?.numbers('float32', QUANTIZATION.scale) ?? [],
      zeroPoint: quantization?.numbers('int64', QUANTIZATION.zeroPoint) ?? [],
      axis: quantization?.number('int32', QUANTIZATION.axis) ?? 0,
      custom: (quantization?.number('uint8', QUANTIZATION.detailsType) ?? 0) !== 0,
    },
    isVariable,
    sparse: tensor.table(TENSOR.sparsity) !== undefined,
  };
}
