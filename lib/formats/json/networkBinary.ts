import { show } from '../../check.js';
import { crc32c } from '../../packing/crc32c.js';
import type { Json } from '../../state.js';
import type { AnyNetwork } from '../../graph/arithmetic.js';
import type { Network, Tensor } from '../../graph/network.js';
import { openDocument, own, readDocument, record, writeDocument } from './networkDocument.js';
import { networkError } from '../../graph/networkError.js';
import { elementsOf } from '../../graph/tensor.js';
import { storedLength, storedType, storedTypeOf, storedTypes } from './tensorBytes.js';

/** A network in two parts: a document of its structure, and the numbers of its constants. */
export interface NetworkBinary {
  readonly json: Json;
  readonly weights: Uint8Array;
}

/** Every constant begins at a multiple of so many bytes, so that arrays can be views. */
const ALIGNMENT = 16;

/**
 * A network as a pair of JSON and bytes: the document of {@link networkToJson}, in which a tensor is
 * `{ shape, type, offset, length, params? }` and its numbers lie in `weights` from byte `offset` on, `length` bytes of them.
 *
 * Numbers are little-endian and row-major, of type float32, int8, uint8, int16, uint16, int32 or int64; codes whose params
 * need but 2 or 4 bits are packed, the first in the low bits: int2, uint2, int4, uint4. Constants lie in the order of the document, each
 * at the next multiple of 16; the bytes between are 0. `weights: { length, crc32c }` in the document tells whether it goes with the
 * bytes. The same network gives the same pair.
 *
 * @throws {FormatError} when the network is malformed
 */
export function networkToBinary(network: Network): NetworkBinary {
  const places: { readonly tensor: Tensor; readonly offset: number; readonly length: number }[] = [];
  let end = 0;
  const document = writeDocument(network, tensor => {
    const type = storedTypeOf(tensor);
    const [offset, length] = [aligned(end), storedLength(type, tensor.data.length)];
    places.push({ tensor, offset, length });
    end = offset + length;
    return { type: type.name, offset, length };
  });
  const weights = new Uint8Array(end);
  for (const { tensor, offset, length } of places) {
    storedTypeOf(tensor).write(tensor.data, weights.subarray(offset, offset + length));
  }
  const { format, version, network: structure } = document;
  return {
    json: { format, version, weights: { length: end, crc32c: crc32c(weights) }, network: structure },
    weights,
  };
}

function aligned(offset: number): number {
  return Math.ceil(offset / ALIGNMENT) * ALIGNMENT;
}

/**
 * The inverse of {@link networkToBinary}: reads a text or a parsed value and bytes from outside, checks all of both, and copies only what
 * it knows. Constants are views on `weights` wherever it is possible, so leave the bytes as they are.
 *
 * No two constants share bytes, and none are left over: memory stays below four times the size of the weights, that of codes of 2 bits.
 *
 * @throws {FormatError} saying what is wrong and where
 */
export function networkFromBinary(json: unknown, weights: Uint8Array): AnyNetwork {
  const file = openDocument(json);
  checkWeights(record('weights', own(file, 'weights')), weights);
  let end = 0;
  const network = readDocument(file, (where, given, { shape }) => {
    const name = own(given, 'type');
    const type = typeof name === 'string' ? storedType(name) : undefined;
    if (!type) throw networkError(where, `type must be one of ${storedTypes.join(', ')}`, show(name));
    const count = elementsOf(shape);
    const [offset, length] = [aligned(end), storedLength(type, count)];
    expectNumber(where, 'offset', own(given, 'offset'), offset);
    expectNumber(where, 'length', own(given, 'length'), length);
    end = offset + length;
    if (end > weights.length) {
      throw networkError(where, `must lie within the weights, ${weights.length} bytes`, `${offset} + ${length}`);
    }
    return type.read(weights.subarray(offset, end), count);
  });
  expectNumber('weights', 'length', weights.length, end);
  return network;
}

/** Throws when the document belongs to other weights. */
function checkWeights(given: object, weights: Uint8Array): void {
  expectNumber('weights', 'length', own(given, 'length'), weights.length);
  const sum = crc32c(weights);
  if (own(given, 'crc32c') !== sum) {
    throw networkError('weights', `the document must go with these bytes, crc32c ${sum}`, show(own(given, 'crc32c')));
  }
}

function expectNumber(where: string, field: string, got: unknown, wanted: number): void {
  if (got !== wanted) throw networkError(where, `${field} must be ${wanted}`, show(got));
}
