import { type FileHandle, open } from 'node:fs/promises';
import { frame } from '../lib/frame.js';
import type { AffineParams } from '../lib/qparams.js';
import { affine, encodeFrame } from '../lib/quantizers/index.js';
import { checkOptions } from '../lib/options.js';
import { recordFile, recordsError } from './records/recordFile.js';
import { RECORD_OPTIONS, type RecordsOptions } from './records/recordType.js';
import type { TensorInfo, Values } from '../lib/network.js';
import { allocate, elementsOf } from '../lib/graph/tensor.js';
import { arrayType, type StoredType } from '../lib/formats/json/tensorBytes.js';

/** How much is read at a time, bytes, where a record is not larger. */
const CHUNK = 2 ** 16;

/**
 * Reads the inputs of runs from a file: records one after another, each the values of all inputs in their order, row-major and
 * little-endian; see {@link recordFile} for their type. Constant memory; each reading opens the file anew.
 *
 * @param path   the file
 * @param inputs what a record consists of
 * @throws {OptionRangeError} while reading: a type that the model does not take
 * @throws {FormatError} while reading: no such file, a part of a record, a code that the params do not have, numbers of another type
 */
export function records(
  path: string,
  inputs: readonly TensorInfo[],
  options: RecordsOptions = {},
): AsyncIterable<readonly Values[]> {
  checkOptions('records', options, RECORD_OPTIONS);
  return {
    async *[Symbol.asyncIterator]() {
      const { type: stored, begin, bytes: size } = await recordFile(path, inputs, options);
      const parts = inputs.map((info): Part => {
        const values =
          stored === 'float32'
            ? new Float32Array(elementsOf(info.shape))
            : allocate(info.params, elementsOf(info.shape));
        return { info, type: arrayType(values), length: values.byteLength };
      });
      const chunk = size * Math.max(1, Math.floor(CHUNK / size));
      const file = await open(path, 'r');
      try {
        let [index, at] = [0, begin];
        for (;;) {
          const bytes = await readFully(file, chunk, at);
          at += bytes.length;
          if (bytes.length % size !== 0) {
            const got = index * size + bytes.length;
            throw recordsError(path, `must hold whole records of ${size} bytes, got ${got} bytes`);
          }
          for (let from = 0; from < bytes.length; from += size, index++) {
            yield recordOf(path, index, parts, bytes.subarray(from, from + size));
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
async function readFully(file: FileHandle, length: number, at: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await file.read(bytes, filled, length - filled, at + filled);
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
    if (params && values instanceof Float32Array) return quantized(values, params);
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

const quantizer = affine({ rounding: 'halfAway' });

/** Real numbers as the codes of an input. */
function quantized(values: Float32Array, params: AffineParams): Values {
  return encodeFrame(quantizer, frame(values), params).data;
}
