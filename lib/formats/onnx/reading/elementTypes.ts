import { halfValue } from '../../../packing/half.js';
import { permuted, permutedRuns, reorders } from '../../../graph/permuted.js';
import { elementsOf } from '../../../graph/tensor.js';
import type { Numbers, NumberType } from '../../reading/constant.js';

/** A type of elements; its name is that in the ONNX specification. */
export interface ElementType extends NumberType {
  /** Bits as a number, where the array's own conversion does not do it. */
  readonly decode?: (bits: number) => number;
}

const f32 = (length: number) => new Float32Array(length);
const f64 = (length: number) => new Float64Array(length);
const i8 = (length: number) => new Int8Array(length);
const u8 = (length: number) => new Uint8Array(length);

function float(name: string, bits: number, decode?: (bits: number) => number): ElementType {
  return { name, bits, float: true, qmin: 0, qmax: 0, array: f32, ...(decode && { decode }) };
}

function integer(name: string, bits: number, array: ElementType['array']): ElementType {
  const signed = name.startsWith('int');
  const [qmin, qmax] = signed ? [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1] : [0, 2 ** bits - 1];
  return { name, bits, float: false, qmin, qmax, array };
}

const WORD = new Uint32Array(1);
const WORD_AS_FLOAT = new Float32Array(WORD.buffer);

function bfloat16(bits: number): number {
  WORD[0] = bits << 16;
  return WORD_AS_FLOAT[0];
}

/** A small float without infinities by its width of exponent and fraction; `nan` are the bits of NaN, sign aside. */
function smallFloat(exponentBits: number, fractionBits: number, bias: number, nan: (bits: number) => boolean) {
  return (bits: number): number => {
    const fraction = bits & (2 ** fractionBits - 1);
    const exponent = (bits >> fractionBits) & (2 ** exponentBits - 1);
    if (nan(bits)) return NaN;
    const sign = (bits >> (exponentBits + fractionBits)) & 1 ? -1 : 1;
    if (exponent === 0) return sign * fraction * 2 ** (1 - bias - fractionBits);
    return sign * (2 ** fractionBits + fraction) * 2 ** (exponent - bias - fractionBits);
  };
}

function e5m2(bits: number): number {
  return halfValue(bits << 8);
}

/** The element types by their number in the file; others are unsupported. */
const types: ReadonlyMap<number, ElementType> = new Map([
  [1, float('float', 32)],
  [2, integer('uint8', 8, u8)],
  [3, integer('int8', 8, i8)],
  [4, integer('uint16', 16, length => new Uint16Array(length))],
  [5, integer('int16', 16, length => new Int16Array(length))],
  [6, integer('int32', 32, length => new Int32Array(length))],
  [7, integer('int64', 64, f64)],
  [9, integer('bool', 8, u8)],
  [10, float('float16', 16, halfValue)],
  [11, float('double', 64)],
  [12, integer('uint32', 32, f64)],
  [13, integer('uint64', 64, f64)],
  [16, float('bfloat16', 16, bfloat16)],
  [
    17,
    float(
      'float8e4m3fn',
      8,
      smallFloat(4, 3, 7, bits => (bits & 0x7f) === 0x7f),
    ),
  ],
  [
    18,
    float(
      'float8e4m3fnuz',
      8,
      smallFloat(4, 3, 8, bits => bits === 0x80),
    ),
  ],
  [19, float('float8e5m2', 8, e5m2)],
  [
    20,
    float(
      'float8e5m2fnuz',
      8,
      smallFloat(5, 2, 16, bits => bits === 0x80),
    ),
  ],
  [21, integer('uint4', 4, u8)],
  [22, integer('int4', 4, i8)],
  [
    23,
    float(
      'float4e2m1',
      4,
      smallFloat(2, 1, 1, () => false),
    ),
  ],
  [25, integer('uint2', 2, u8)],
  [26, integer('int2', 2, i8)],
]);

/** The type of a number in the file, or undefined for one that is not supported. */
export function elementType(code: number): ElementType | undefined {
  return types.get(code);
}

/** The type of a name. */
export function typeNamed(name: string): ElementType {
  for (const type of types.values()) if (type.name === name) return type;
  throw new Error(`no element type ${name}`);
}

export const FLOAT = typeNamed('float');
export const INT64 = typeNamed('int64');
export const INT32 = typeNamed('int32');
export const BOOL = typeNamed('bool');

/** Bytes of raw data. */
export function rawBytes({ bits }: ElementType, shape: readonly number[]): number {
  return Math.ceil((elementsOf(shape) * bits) / 8);
}

/**
 * Integers, or real numbers of less than 8 bits, from as many raw little-endian bytes as the shape needs: a view on them where the machine
 * allows it, one copy otherwise.
 */
export function fromRaw(type: ElementType, shape: readonly number[], raw: Uint8Array): Numbers {
  const count = elementsOf(shape);
  if (type.bits < 8) return unpacked(type, raw, count);
  const whole = wholeArrays.get(type.name);
  if (whole) return whole(raw, count);
  const wide = wideReaders.get(type.name);
  if (!wide) throw new Error(`no reader for ${type.name}`);
  const view = new DataView(raw.buffer, raw.byteOffset, raw.length);
  const out = type.array(count);
  for (let i = 0; i < count; i++) out[i] = wide(view, i);
  return out;
}

/** Whether numbers of a type are real ones of whole bytes. */
export function isReal({ float, bits }: ElementType): boolean {
  return float && bits >= 8;
}

/**
 * Real numbers of whole bytes in an order of their axes: a view on the bytes where nothing moves and the machine allows it, one copy
 * otherwise.
 */
export function realsOf(
  type: ElementType,
  shape: readonly number[],
  raw: Uint8Array,
  permutation: readonly number[],
): Float32Array {
  if (type.name === 'double') return permuted(fromRaw(type, shape, raw) as Float32Array, shape, permutation);
  const whole = wholeArrays.get(type.name);
  if (whole && !reorders(shape, permutation)) return whole(raw, elementsOf(shape)) as Float32Array;
  const out = new Float32Array(elementsOf(shape));
  const words = new Int32Array(out.buffer); // bits move as integers, and so does every NaN
  const view = new DataView(raw.buffer, raw.byteOffset, raw.length);
  const table = type.decode && decodedWords(type.name, type.bits, type.decode);
  permutedRuns(shape, permutation, (at, from, count, step) => {
    if (!table) for (let i = 0, p = from; i < count; i++, p += step) words[at + i] = view.getInt32(4 * p, true);
    else if (type.bits === 8) for (let i = 0, p = from; i < count; i++, p += step) words[at + i] = table[raw[p]];
    else for (let i = 0, p = from; i < count; i++, p += step) words[at + i] = table[view.getUint16(2 * p, true)];
  });
  return out;
}

const tables = new Map<string, Int32Array>();

/** The bits of float32 for all bits of a smaller type. */
function decodedWords(name: string, bits: number, decode: (bits: number) => number): Int32Array {
  const known = tables.get(name);
  if (known) return known;
  const table = new Int32Array(Float32Array.from({ length: 2 ** bits }, (_, code) => decode(code)).buffer);
  tables.set(name, table);
  return table;
}

/** Types whose bytes are an array as they lie. */
const wholeArrays = new Map<string, (raw: Uint8Array, count: number) => Numbers>([
  ['float', (raw, count) => new Float32Array(aligned(raw, 4), offset(raw, 4), count)],
  ['int32', (raw, count) => new Int32Array(aligned(raw, 4), offset(raw, 4), count)],
  ['int16', (raw, count) => new Int16Array(aligned(raw, 2), offset(raw, 2), count)],
  ['uint16', (raw, count) => new Uint16Array(aligned(raw, 2), offset(raw, 2), count)],
  ['int8', (raw, count) => new Int8Array(raw.buffer, raw.byteOffset, count)],
  ['uint8', raw => raw],
  ['bool', raw => raw],
]);

const wideReaders = new Map<string, (view: DataView, i: number) => number>([
  ['double', (view, i) => view.getFloat64(8 * i, true)],
  ['int64', (view, i) => Number(view.getBigInt64(8 * i, true))],
  ['uint64', (view, i) => Number(view.getBigUint64(8 * i, true))],
  ['uint32', (view, i) => view.getUint32(4 * i, true)],
]);

/** The memory of bytes if they lie on a multiple of `size` there, else a copy that does. */
function aligned(raw: Uint8Array, size: number): ArrayBufferLike {
  return raw.byteOffset % size === 0 ? raw.buffer : raw.slice().buffer;
}

function offset(raw: Uint8Array, size: number): number {
  return raw.byteOffset % size === 0 ? raw.byteOffset : 0;
}

/** Codes of less than 8 bits, the first in the low bits of a byte. */
function unpacked({ bits, qmin, array, decode }: ElementType, raw: Uint8Array, count: number): Numbers {
  const out = array(count);
  const each = 8 / bits;
  const mask = 2 ** bits - 1;
  const sign = qmin < 0 ? 2 ** (bits - 1) : 0;
  for (let i = 0; i < count; i++) {
    const code = (raw[Math.floor(i / each)] >> (bits * (i % each))) & mask;
    out[i] = decode ? decode(code) : (code ^ sign) - sign;
  }
  return out;
}
