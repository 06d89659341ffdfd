import { open, stat } from 'node:fs/promises';
import { FormatError, OptionRangeError } from '../../lib/errors.js';
import type { TensorInfo } from '../../lib/network.js';
import { allocate, elementsOf } from '../../lib/graph/tensor.js';
import { arrayType } from '../../lib/formats/json/tensorBytes.js';
import { checkOptions } from '../../lib/options.js';
import { ByteReader } from '../bytes/byteReader.js';
import { byteInput } from '../csv/byteSource.js';
import { npyHeader } from '../npy/header.js';
import { RECORD_OPTIONS, type RecordsOptions } from './recordType.js';
import { areNoFloats, looksLikeFloat32 } from './looksLikeFloat32.js';

/** What a file of records consists of. */
export interface RecordFile {
  /** How its numbers are stored: as each input takes them, or all of them as float32. */
  readonly type: string;
  /** Who says so. */
  readonly typeFrom: 'option' | 'file' | 'model';
  /** Bytes of a record. */
  readonly bytes: number;
  /** Whole records. */
  readonly count: number;
  /** Bytes behind the last whole record. */
  readonly rest: number;
  /** Byte of the file where the first record begins. */
  readonly begin: number;
}

/** Bytes that a guess is made from. */
const LOOKED_AT = 2 ** 14;

/**
 * How a file holds the inputs of runs: by the option, by the header of a .npy file, else as the model takes them. What does not look like
 * that is an error and not read as something else.
 *
 * @throws {OptionRangeError} for a type that the model does not take
 * @throws {FormatError} when there is no such file, its header names such a type, or its numbers do not look like theirs
 */
export async function recordFile(
  path: string,
  inputs: readonly TensorInfo[],
  options: RecordsOptions = {},
): Promise<RecordFile> {
  const { type: stated } = checkOptions('records', options, RECORD_OPTIONS);
  const own = inputs.map(({ params }) => arrayType(allocate(params, 1)).name);
  const names = [...new Set(own)].join(', ');
  const size = await sizeOf(path);
  const array = path.toLowerCase().endsWith('.npy') ? await arrayOf(path, inputs) : undefined;
  const type = array?.type ?? stated;
  const fits = type === undefined || type === 'float32' || own.every(name => name === type);
  const rule = `must be ${names}, as the model takes it, or float32`;
  if (!fits && array) throw recordsError(path, `elements ${rule}, got ${type}`);
  if (!fits) throw new OptionRangeError(`records: type ${rule}, got ${type}`);
  const elements = inputs.reduce((sum, { shape }) => sum + elementsOf(shape), 0);
  const bytes =
    type === 'float32'
      ? 4 * elements
      : inputs.reduce((sum, { shape, params }) => sum + allocate(params, elementsOf(shape)).byteLength, 0);
  const begin = array?.begin ?? 0;
  const count = Math.floor((size - begin) / bytes);
  if (type === undefined) await checkLooks(path, own, { size, bytes, elements });
  return {
    type: type ?? names,
    typeFrom: array ? 'file' : stated === undefined ? 'model' : 'option',
    bytes,
    count,
    rest: size - begin - count * bytes,
    begin,
  };
}

/**
 * Whether a file holds records and no stream of samples: a .bin file, or an array of NumPy of which each entry of the first axis has as many
 * elements as the inputs.
 */
export async function holdsRecords(path: string, inputs: readonly TensorInfo[]): Promise<boolean> {
  const name = path.toLowerCase();
  if (!name.endsWith('.npy')) return name.endsWith('.bin');
  const { shape } = await headerOf(path);
  const elements = inputs.reduce((sum, input) => sum + elementsOf(input.shape), 0);
  return shape.length > 1 && elements > 1 && elementsOf(shape.slice(1)) === elements;
}

async function headerOf(path: string) {
  const source = await byteInput(path).open();
  try {
    return await npyHeader({ who: 'records', name: path, bytes: new ByteReader(source) });
  } finally {
    await source.close();
  }
}

async function arrayOf(path: string, inputs: readonly TensorInfo[]) {
  const { type, fortran, shape, begin, text } = await headerOf(path);
  if (fortran) throw recordsError(path, 'must hold its elements in C order, got Fortran order');
  if (text.includes('big-endian')) throw recordsError(path, 'must be little-endian, got big-endian');
  if (inputs.length > 1) throw recordsError(path, `an array holds one input, the model takes ${inputs.length}`);
  if (elementsOf(shape.slice(1)) !== elementsOf(inputs[0].shape)) {
    throw recordsError(
      path,
      `must hold records of ${elementsOf(inputs[0].shape)} elements, got shape (${shape.join(', ')})`,
    );
  }
  return { type: type.name, begin };
}

async function sizeOf(path: string): Promise<number> {
  const found = await stat(path).catch((cause: unknown) => {
    throw recordsError(path, 'must be a file that can be read', { cause });
  });
  return found.size;
}

/** Throws when a file whose type is not stated does not look like what the model takes. */
async function checkLooks(
  path: string,
  own: readonly string[],
  { size, bytes, elements }: { readonly size: number; readonly bytes: number; readonly elements: number },
): Promise<void> {
  const head = await headOf(path);
  const records = (each: number) => `${Math.floor(size / each)} records of ${each} bytes`;
  if (own.every(name => name !== 'float32') && looksLikeFloat32(head)) {
    throw recordsError(
      path,
      `looks like float32 (${records(4 * elements)}), the model takes ${own[0]} (${records(bytes)}); say which by the option type`,
    );
  }
  if (own.every(name => name === 'float32') && areNoFloats(head)) {
    throw recordsError(path, `does not look like float32, which the model takes; say so by the option type if it is`);
  }
}

async function headOf(path: string): Promise<Uint8Array> {
  const file = await open(path, 'r');
  try {
    const head = new Uint8Array(LOOKED_AT);
    const { bytesRead } = await file.read(head, 0, LOOKED_AT, 0);
    return head.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** @internal */
export function recordsError(path: string, rule: string, options?: ErrorOptions): FormatError {
  return new FormatError('format-model', `records: ${path}: ${rule}`, options);
}
