import { Reader } from 'protobufjs/minimal.js';
import { onnxError } from './modelError.js';

/** The value of one field, as the wire has it; each reader of a kind checks the wire type. */
export interface Field {
  readonly number: number;
  /** Whether it is a list of bytes; a list of numbers may come packed into one, or number by number. */
  readonly packed: boolean;
  /** A varint as a signed 64-bit integer; beyond 2^53 the nearest double. */
  integer(): number;
  /** A 32-bit float. */
  float(): number;
  /** The bytes of a text, a message or a packed list: a view on the file. */
  bytes(): Uint8Array;
  /** UTF-8. */
  text(): string;
}

const VARINT = 0;
const FIXED64 = 1;
const LENGTH = 2;
const FIXED32 = 5;

const decoder = new TextDecoder('utf-8', { fatal: true });

/**
 * Walks the fields of one protobuf message in the order of the file. Nothing is copied, and nothing is allocated by what a length says:
 * a length beyond the message is an error.
 *
 * @throws {FormatError} when the bytes are no message
 * @see Protocol Buffers encoding, protobuf.dev/programming-guides/encoding
 */
export function readFields(where: string, bytes: Uint8Array, visit: (field: Field) => void): void {
  const reader = new Reader(bytes);
  let [number, wire] = [0, 0];
  let value = 0;
  let view = bytes;
  const wanted = (kind: number, name: string): void => {
    if (wire !== kind) throw onnxError(where, `field ${number} must be ${name}`, `wire type ${wire}`);
  };
  const field: Field = {
    get number() {
      return number;
    },
    get packed() {
      return wire === LENGTH;
    },
    integer() {
      wanted(VARINT, 'a varint');
      return value;
    },
    float() {
      wanted(FIXED32, 'a float');
      return value;
    },
    bytes() {
      wanted(LENGTH, 'a list of bytes');
      return view;
    },
    text() {
      wanted(LENGTH, 'a text');
      return textOf(where, view);
    },
  };
  while (reader.pos < reader.len) {
    try {
      const tag = reader.tag();
      [number, wire] = [tag >>> 3, tag & 7];
      if (wire === VARINT) value = signed(reader);
      else if (wire === FIXED32) value = reader.float();
      else if (wire === FIXED64) value = reader.double();
      else if (wire === LENGTH) {
        const length = reader.size();
        if (length > reader.len - reader.pos)
          throw new RangeError(`${length} bytes, ${reader.len - reader.pos} are left`);
        view = bytes.subarray(reader.pos, reader.pos + length);
        reader.pos += length;
      } else throw new RangeError(`wire type ${wire}`);
      if (number === 0) throw new RangeError('field number 0');
    } catch (cause) {
      throw onnxError(where, 'must be a protobuf message', (cause as Error).message, { cause });
    }
    visit(field);
  }
}

/**
 * Walks a packed list of varints.
 *
 * @throws {FormatError} when the bytes are no such list
 */
export function readVarints(where: string, bytes: Uint8Array, visit: (value: number) => void): void {
  const reader = new Reader(bytes);
  while (reader.pos < reader.len) {
    visit(next(where, reader));
  }
}

function next(where: string, reader: Reader): number {
  try {
    return signed(reader);
  } catch (cause) {
    throw onnxError(where, 'must hold a packed list of varints', (cause as Error).message, { cause });
  }
}

/** A text of UTF-8 bytes. */
function textOf(where: string, bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch (cause) {
    throw onnxError(where, 'texts must be UTF-8', `${bytes.length} other bytes`, { cause });
  }
}

/** A varint of up to 64 bits as a signed integer. */
function signed(reader: Reader): number {
  const at = reader.pos;
  const { buf, len } = reader;
  let [low, high] = [0, 0];
  for (let i = 0; i < 10; i++) {
    if (at + i >= len) throw new RangeError('a varint beyond the end');
    const byte = buf[at + i];
    if (i === 9 && byte > 1) throw new RangeError('a varint of more than 64 bits');
    if (i < 4) low += (byte & 127) * 2 ** (7 * i);
    else high += (byte & 127) * 2 ** (7 * (i - 4));
    if (byte < 128) {
      reader.pos = at + i + 1;
      // high holds bits 28 and up; 36 of them
      if (high >= 2 ** 35) return (high - 2 ** 36) * 2 ** 28 + low;
      return high * 2 ** 28 + low;
    }
  }
  throw new RangeError('a varint of more than 10 bytes');
}
