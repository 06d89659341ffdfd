import { tfliteError } from './modelError.js';

/** The most entries that a list may have; data of tensors are bytes, not lists. */
const MAX_LIST = 2 ** 16;

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** A FlatBuffers file: what all its tables share. */
interface File {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  /**
   * Counts bytes that are read into lists, texts and tables. Parts of a file may be shared, so that a small file could stand for a huge
   * model: together they may be read twice.
   */
  spend(count: number): void;
}

/** Width in bytes and reader of each kind of scalar. */
const scalars = {
  int8: [1, (view: DataView, at: number) => view.getInt8(at)],
  uint8: [1, (view: DataView, at: number) => view.getUint8(at)],
  int32: [4, (view: DataView, at: number) => view.getInt32(at, true)],
  uint32: [4, (view: DataView, at: number) => view.getUint32(at, true)],
  float32: [4, (view: DataView, at: number) => view.getFloat32(at, true)],
  int64: [8, (view: DataView, at: number) => Number(view.getBigInt64(at, true))],
  uint64: [8, (view: DataView, at: number) => Number(view.getBigUint64(at, true))],
} as const;

type Scalar = keyof typeof scalars;

/**
 * A table of a FlatBuffers file whose every offset and length is checked before it is used. Absent fields have a default, as the format
 * wants it. Integers of 64 bits become doubles, exact below 2^53.
 *
 * @see flatbuffers.dev/internals
 */
export class FlatTable {
  readonly #file: File;
  readonly #at: number;
  readonly #vtable: number;
  readonly #vtableSize: number;
  readonly #size: number;

  private constructor(file: File, at: number) {
    const { view } = file;
    requireInside(file, at, 4);
    const vtable = at - view.getInt32(at, true);
    requireInside(file, vtable, 4);
    const vtableSize = view.getUint16(vtable, true);
    const size = view.getUint16(vtable + 2, true);
    if (vtableSize < 4 || vtableSize % 2 !== 0 || size < 4) {
      throw tfliteError(`byte ${vtable}`, 'a vtable has an even size of at least 4 bytes', `${vtableSize}, ${size}`);
    }
    requireInside(file, vtable, vtableSize);
    requireInside(file, at, size);
    file.spend(4);
    this.#file = file;
    this.#at = at;
    this.#vtable = vtable;
    this.#vtableSize = vtableSize;
    this.#size = size;
  }

  /**
   * The root of a file.
   *
   * @param identifier the four letters behind the root's offset
   * @throws {FormatError} when it is not such a file; all other methods throw it when they are led out of the file
   */
  static root(bytes: Uint8Array, identifier: string): FlatTable {
    const letters = String.fromCharCode(...bytes.subarray(4, 8));
    if (letters !== identifier)
      throw tfliteError('byte 4', `the file must hold ${identifier}`, JSON.stringify(letters));
    let left = 2 * bytes.length + 4096;
    const file: File = {
      bytes,
      view: new DataView(bytes.buffer, bytes.byteOffset, bytes.length),
      spend(count) {
        left -= count;
        if (left < 0) throw tfliteError('file', 'parts may be shared up to twice the size of the file', 'more');
      },
    };
    return new FlatTable(file, follow(file, 0));
  }

  /** A number, or `missing` where the field is absent. */
  number(kind: Scalar, field: number, missing = 0): number {
    const [width, read] = scalars[kind];
    const at = this.#place(field, width);
    return at === undefined ? missing : read(this.#file.view, at);
  }

  boolean(field: number, missing = false): boolean {
    return this.number('uint8', field, missing ? 1 : 0) !== 0;
  }

  /** A list of numbers; empty where the field is absent. */
  numbers(kind: Scalar, field: number): number[] {
    const [width, read] = scalars[kind];
    const list = this.#vector(field, width);
    if (!list) return [];
    this.#file.spend(list.count * width);
    return Array.from({ length: requireShort(list) }, (_, k) => read(this.#file.view, list.at + k * width));
  }

  /** A text; empty where the field is absent. */
  text(field: number): string {
    const raw = this.bytes(field);
    if (!raw) return '';
    this.#file.spend(raw.length);
    return decoder.decode(raw);
  }

  /** Bytes as they lie in the file. */
  bytes(field: number): Uint8Array | undefined {
    const list = this.#vector(field, 1);
    return list && this.#file.bytes.subarray(list.at, list.at + list.count);
  }

  /** Bytes that lie anywhere in the file, where its own offsets do not reach. */
  bytesAt(offset: number, count: number): Uint8Array {
    requireInside(this.#file, offset, count);
    return this.#file.bytes.subarray(offset, offset + count);
  }

  table(field: number): FlatTable | undefined {
    const at = this.#place(field, 4);
    return at === undefined ? undefined : new FlatTable(this.#file, follow(this.#file, at));
  }

  /** The tables of a list, read one at a time. */
  tables(field: number): FlatTables {
    const list = this.#vector(field, 4);
    if (!list) return { length: 0, at: k => missing(k) };
    const length = requireShort(list);
    return {
      length,
      at: k => (k >= 0 && k < length ? new FlatTable(this.#file, follow(this.#file, list.at + 4 * k)) : missing(k)),
    };
  }

  /** Where a field lies; undefined where it is absent. */
  #place(field: number, width: number): number | undefined {
    const slot = 4 + 2 * field;
    if (slot + 2 > this.#vtableSize) return undefined;
    const offset = this.#file.view.getUint16(this.#vtable + slot, true);
    if (offset === 0) return undefined;
    if (offset < 4 || offset + width > this.#size) {
      throw tfliteError(
        `byte ${this.#at}`,
        `field ${field} must lie within its table of ${this.#size} bytes`,
        `${offset}`,
      );
    }
    return this.#at + offset;
  }

  #vector(field: number, width: number): Vector | undefined {
    const place = this.#place(field, 4);
    if (place === undefined) return undefined;
    const at = follow(this.#file, place);
    requireInside(this.#file, at, 4);
    const count = this.#file.view.getUint32(at, true);
    requireInside(this.#file, at + 4, count * width);
    return { at: at + 4, count };
  }
}

/** A list of tables. */
export interface FlatTables {
  readonly length: number;
  /**
   * Reads one.
   *
   * @throws {FormatError} when the list has no such entry
   */
  at(k: number): FlatTable;
}

interface Vector {
  readonly at: number;
  readonly count: number;
}

function requireInside({ bytes }: File, at: number, count: number): void {
  if (at < 0 || count < 0 || at + count > bytes.length) {
    throw tfliteError('file', `bytes must lie within its ${bytes.length}`, `${count} at ${at}`);
  }
}

function requireShort({ at, count }: Vector): number {
  if (count > MAX_LIST) throw tfliteError(`byte ${at}`, 'a list may have 2^16 entries', `${count}`);
  return count;
}

/** The place that an offset in the file leads to. */
function follow(file: File, at: number): number {
  requireInside(file, at, 4);
  return at + file.view.getUint32(at, true);
}

function missing(k: number): never {
  throw tfliteError('file', 'an index must lie within its list', `${k}`);
}
