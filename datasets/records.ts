import { type FileHandle, open } from 'node:fs/promises';
import { FormatError } from '../lib/errors.js';
import type { TensorInfo, Values } from '../lib/network.js';
import { allocate, elementsOf } from '../lib/graph/tensor.js';
import { arrayType, type StoredType } from '../lib/formats/json/tensorBytes.js';

/** How much is read at a time, bytes, where a record is not larger. */
const CHUNK = 2 ** 16;

/**
 * Reads the inputs of runs from a file: records one after another, each the values of all inputs in their order, row-major and
 * little-endian: codes of the width that their params need, float32 where there are none. Constant memory; each reading opens the file anew.
 *
 * @param path   the file
 * @param inputs what a record consists of
 * @throws {FormatError} while reading: no such file, a part of a record, a code that the params do not have
 */
export function records(path: string, inputs: readonly TensorInfo[]): AsyncIterable<readonly Values[]> {
  const parts = inputs.map((info): Part => {
    const values = allocate(info.params, elementsOf(info.shape));
    return { info, type: arrayType(values), length: values.byteLength };
  });
  const size = parts.reduce((sum, { length }) => sum + length, 0);
  const chunk = size * Math.max(1, Math.floor(CHUNK / size));

  return {
    async *[Symbol.asyncIterator]() {
      const file = await open(path, 'r').catch((cause: unknown) => {
        throw recordsError(path, 'must be a file that can be read', { cause });
      });
      try {
        let index = 0;
        for (;;) {
          const bytes = await readFully(file, chunk);
          if (bytes.length % size !== 0) {
            const got = index * size + bytes.length;
            throw recordsError(path, `must hold whole records of ${size} bytes, got ${got} bytes`);
          }
          for (let at = 0; at < bytes.length; at += size, index++) {
            yield recordOf(path, index, parts, bytes.subarray(at, at + size));
          }
          if (bytes.length < chunk) return;
        }
      } finally {
        await file.close();
      }
    },
  };
}

interface Part {
  readonly info: TensorInfo;
  readonly type: StoredType;
  /** Bytes. */
  readonly length: number;
}

/** So many bytes, or all that are left. */
async function readFully(file: FileHandle, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await file.read(bytes, filled, length - filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}

function recordOf(path: string, index: number, parts: readonly Part[], bytes: Uint8Array): readonly Values[] {
  let at = 0;
  return parts.map(({ info, type, length }) => {
    const own = bytes.slice(at, at + length);
    at += length;
    // the array is of the kind that its type was taken from
    const values = type.read(own, (8 * length) / type.bits) as Values;
    const { params } = info;
    const bad = params ? values.findIndex(q => q < params.qmin || q > params.qmax) : -1;
    if (params && bad >= 0) {
      throw recordsError(
        path,
        `codes of ${JSON.stringify(info.name)} must lie in [${params.qmin}, ${params.qmax}], got ${values[bad]} in record ${index}`,
      );
    }
    return values;
  });
}

function recordsError(path: string, rule: string, options?: ErrorOptions): FormatError {
  return new FormatError('format-model', `records: ${path}: ${rule}`, options);
}
