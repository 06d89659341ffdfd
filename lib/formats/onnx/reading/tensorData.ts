import { quoted, Unsupported } from '../../problems.js';
import { MAX_RANK, elementsOf } from '../../../graph/tensor.js';
import { type ElementType, elementType, FLOAT, fromRaw, isReal, rawBytes, realsOf } from './elementTypes.js';
import type { Numbers } from '../../reading/constant.js';
import { readVarints } from './message.js';
import type { OnnxTensor } from './model.js';
import { onnxError } from './modelError.js';
import { type Constant, lateConstant } from './values.js';

/** Reads a file that lies beside the model. */
export type ExternalData = (location: string) => Uint8Array;

/** The most elements of a constant. */
const MAX_LENGTH = 2 ** 28;

/**
 * A constant of the file. Real numbers are read from there when somebody asks for them.
 *
 * @internal
 *
 * @throws {FormatError}   when the data are not what shape and type say
 * @throws {Unsupported}  for a type that no layer takes
 */
export function tensorData(tensor: OnnxTensor, external: ExternalData | undefined): Constant {
  const where = `constant ${quoted(tensor.name)}`;
  const type = elementType(tensor.type);
  if (!type) throw new Unsupported(`constants of element type ${tensor.type}`);
  const shape = checkDims(where, tensor.dims);
  const { raw, packed, loose } = tensor;
  const bytes = tensor.external ? outside(where, tensor.external, type, shape, external) : raw;
  if (bytes) return ofRaw(where, type, shape, bytes);
  // a list of float32 is raw data under another name
  if (packed?.kind === 'float' && type === FLOAT) return ofRaw(where, type, shape, packed.bytes);
  return { kind: 'constant', type, shape, data: listed(where, type, elementsOf(shape), packed, loose) };
}

function ofRaw(where: string, type: ElementType, shape: readonly number[], raw: Uint8Array): Constant {
  const wanted = rawBytes(type, shape);
  if (raw.length !== wanted) {
    throw onnxError(where, `data must be ${wanted} bytes, as its shape says`, `${raw.length}`);
  }
  if (isReal(type)) return lateConstant(type, shape, permutation => realsOf(type, shape, raw, permutation));
  return { kind: 'constant', type, shape, data: fromRaw(type, shape, raw) };
}

/** Lengths of axes; 0 is allowed, as lists of axes may be empty. */
function checkDims(where: string, dims: readonly number[]): readonly number[] {
  const rule = `shape must be at most ${MAX_RANK} integers with a product of at most 2^28`;
  if (dims.length > MAX_RANK) throw onnxError(where, rule, `${dims.length} axes`);
  let length = 1;
  for (const dim of dims) {
    if (!Number.isSafeInteger(dim) || dim < 0) throw onnxError(where, rule, `${dim}`);
    length *= Math.max(dim, 1);
    if (length > MAX_LENGTH) throw onnxError(where, rule, `(${dims.join(', ')})`);
  }
  return dims;
}

/** Numbers of float_data, int32_data, int64_data, double_data or uint64_data. */
function listed(
  where: string,
  type: ElementType,
  count: number,
  packed: OnnxTensor['packed'],
  loose: readonly number[] = [],
): Numbers {
  const entries = type.bits < 8 ? Math.ceil((count * type.bits) / 8) : count;
  const wrong = (got: number | string) =>
    onnxError(where, `data must hold ${entries} numbers, as its shape says`, `${got}`);
  if (packed?.kind === 'float' || packed?.kind === 'double') {
    const size = packed.kind === 'float' ? 4 : 8;
    const { bytes } = packed;
    if (!type.float || type.decode) throw onnxError(where, `data of ${type.name} must be integers`, packed.kind);
    if (bytes.length !== entries * size) throw wrong(bytes.length / size);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    return Float32Array.from({ length: entries }, (_, i) =>
      size === 4 ? view.getFloat32(4 * i, true) : view.getFloat64(8 * i, true),
    );
  }
  if (packed && packed.bytes.length < entries) throw wrong(`at most ${packed.bytes.length}`);
  if (!packed && loose.length !== entries) throw wrong(loose.length);
  const numbers = type.decode || type.bits < 8 ? new Uint16Array(entries) : type.array(entries);
  let at = 0;
  const store = (value: number) => {
    if (at < entries) numbers[at] = value;
    at++;
  };
  if (packed) readVarints(where, packed.bytes, store);
  else for (const value of loose) store(value);
  if (at !== entries) throw wrong(at);
  if (type.bits < 8) return fromRaw(type, [count], Uint8Array.from(numbers));
  return type.decode ? Float32Array.from(numbers, type.decode) : numbers;
}

/** Bytes of another file, which may only be one in the model's folder or below. */
function outside(
  where: string,
  keys: ReadonlyMap<string, string>,
  type: ElementType,
  shape: readonly number[],
  read: ExternalData | undefined,
): Uint8Array {
  const location = keys.get('location') ?? '';
  if (!read) {
    throw onnxError(
      where,
      'data in another file are read only where the option externalData says how',
      quoted(location),
    );
  }
  checkLocation(where, location);
  const file = read(location);
  const offset = count(where, 'offset', keys.get('offset') ?? '0');
  const length = keys.has('length') ? count(where, 'length', keys.get('length') ?? '') : rawBytes(type, shape);
  if (offset + length > file.length) {
    throw onnxError(where, `data must lie within ${quoted(location)}, ${file.length} bytes`, `${offset} + ${length}`);
  }
  return file.subarray(offset, offset + length);
}

function checkLocation(where: string, location: string): void {
  const parts = location.split('/');
  // a drive or a scheme has a colon, another system's separator is a backslash
  const bad = /[\\:\0]/.test(location) || parts.some(part => part === '' || part === '.' || part === '..');
  if (bad) throw onnxError(where, 'location must be a relative path inside the folder of the model', quoted(location));
}

function count(where: string, key: string, text: string): number {
  const value = /^\d{1,15}$/.test(text) ? Number(text) : NaN;
  if (Number.isNaN(value)) throw onnxError(where, `${key} must be a whole number`, quoted(text));
  return value;
}
