import type { CborReader } from './cborReader.js';
import { BYTES, type CborWriter, TAG } from './cborWriter.js';
import { halfBits, halfValue } from './half.js';

/** A form in which a list of numbers can be sent: the elements of one typed-array tag, little-endian. */
interface Form {
  /** Tag number (RFC 8746, section 2.1). */
  readonly tag: number;
  /** Bytes of an element. */
  readonly size: number;
  /** Whether an element can be exactly this number. */
  holds(x: number): boolean;
  write(view: DataView, at: number, x: number): void;
  read(view: DataView, at: number): number;
}

const int = (bits: number) => (x: number) =>
  Number.isInteger(x) && x >= -(2 ** (bits - 1)) && x < 2 ** (bits - 1) && !Object.is(x, -0);

/** Narrowest first, integers before floats of the same width. */
const FORMS: readonly Form[] = [
  { tag: 72, size: 1, holds: int(8), write: (v, at, x) => v.setInt8(at, x), read: (v, at) => v.getInt8(at) },
  {
    tag: 77,
    size: 2,
    holds: int(16),
    write: (v, at, x) => v.setInt16(at, x, true),
    read: (v, at) => v.getInt16(at, true),
  },
  {
    tag: 84,
    size: 2,
    holds: x => halfBits(x) >= 0,
    write: (v, at, x) => v.setUint16(at, halfBits(x), true),
    read: (v, at) => halfValue(v.getUint16(at, true)),
  },
  {
    tag: 78,
    size: 4,
    holds: int(32),
    write: (v, at, x) => v.setInt32(at, x, true),
    read: (v, at) => v.getInt32(at, true),
  },
  {
    tag: 85,
    size: 4,
    holds: x => Math.fround(x) === x,
    write: (v, at, x) => v.setFloat32(at, x, true),
    read: (v, at) => v.getFloat32(at, true),
  },
  {
    tag: 86,
    size: 8,
    holds: () => true,
    write: (v, at, x) => v.setFloat64(at, x, true),
    read: (v, at) => v.getFloat64(at, true),
  },
];

/** The one form of a list: the first that holds every number exactly. */
function formOf(list: readonly number[]): Form {
  return FORMS.find(form => list.every(x => form.holds(x))) as Form;
}

/** Writes finite numbers as a typed array. */
export function writeNumbers(writer: CborWriter, list: readonly number[]): void {
  const form = formOf(list);
  const bytes = form.size * list.length;
  writer.head(TAG, form.tag);
  writer.head(BYTES, bytes);
  writer.reserve(bytes);
  const { view, at } = writer;
  for (let i = 0; i < list.length; i++) form.write(view, at + i * form.size, list[i]);
  writer.at += bytes;
}

/** Reads a typed array of at most `max` finite numbers, in the form that {@link writeNumbers} gives them. */
export function readNumbers(reader: CborReader, what: string, max: number): number[] {
  const start = reader.at;
  const tag = reader.head(TAG);
  const form = FORMS.find(f => f.tag === tag);
  if (!form) return reader.fail(`${what} must be a typed array of signed integers or floats, little-endian`);
  const bytes = reader.byteString(what, form.size * max);
  if (bytes % form.size !== 0) return reader.fail(`${what} must hold elements of ${form.size} bytes`);
  const { view, at } = reader;
  const list = Array.from({ length: bytes / form.size }, (_, i) => form.read(view, at - bytes + i * form.size));
  if (!list.every(Number.isFinite)) return reader.fail(`${what} must be finite`);
  if (formOf(list) !== form) {
    reader.at = start;
    return reader.fail(`${what} must be the narrowest typed array that holds it`);
  }
  return list;
}
