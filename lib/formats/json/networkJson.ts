import { show } from '../../check.js';
import { newCodes } from '../../qparams.js';
import type { Json } from '../../state.js';
import type { AnyNetwork } from '../../graph/arithmetic.js';
import type { Network, Tensor } from '../../graph/network.js';
import { list, openDocument, own, readDocument, writeDocument } from './networkDocument.js';
import { networkError } from '../../graph/networkError.js';
import { shortest } from '../../shortest.js';
import { elementsOf } from '../../graph/tensor.js';

/** Integer tensors by the name of their type in the file, with the codes that they hold. */
const CODES = new Map<string, { readonly qmin: number; readonly qmax: number }>([
  ['int8', { qmin: -128, qmax: 127 }],
  ['uint8', { qmin: 0, qmax: 255 }],
  ['int16', { qmin: -32768, qmax: 32767 }],
  ['uint16', { qmin: 0, qmax: 65535 }],
  ['int32', { qmin: -(2 ** 31), qmax: 2 ** 31 - 1 }],
]);

/**
 * A network as JSON: `{ format: 'bitstair-network', version: 1, network }`, where a tensor is
 * `{ shape, data, type?, params? }`. Float32 data are the shortest decimals that read back to the same float32; -0 reads
 * back as 0. For large networks there is {@link networkToBinary}.
 *
 * @throws {FormatError} when the network is malformed
 */
export function networkToJson(network: Network): Json {
  return { ...writeDocument(network, numbersToJson) };
}

function numbersToJson({ data }: Tensor): Record<string, Json> {
  if (data instanceof Float32Array) return { data: Array.from(data, shortest) };
  return { type: typeOf(data), data: Array.from(data) };
}

/** Name of the type of integers. */
function typeOf(data: Exclude<Tensor['data'], Float32Array>): string {
  return data instanceof Float64Array ? 'int64' : data.constructor.name.replace('Array', '').toLowerCase();
}

/**
 * The inverse of {@link networkToJson}: reads a text or a parsed value from outside, checks all of it, and copies only
 * what it knows.
 *
 * @throws {FormatError} saying what is wrong and where
 */
export function networkFromJson(source: unknown): AnyNetwork {
  const file = openDocument(source);
  if (own(file, 'weights') !== undefined) {
    throw networkError(
      'weights',
      'must be absent where tensors hold their data; networkFromBinary reads pairs',
      'some',
    );
  }
  return readDocument(file, numbersFromJson);
}

function numbersFromJson(where: string, given: object, { shape }: Omit<Tensor, 'data'>): Tensor['data'] {
  const numbers = list(`${where}, data`, own(given, 'data'));
  if (numbers.length !== elementsOf(shape)) {
    throw networkError(where, `data must hold ${elementsOf(shape)} numbers, as its shape says`, `${numbers.length}`);
  }
  return dataFromJson(where, own(given, 'type'), numbers);
}

function dataFromJson(where: string, type: unknown, numbers: readonly unknown[]): Tensor['data'] {
  if (type === 'int64') return Float64Array.from(numbers as readonly number[]); // checked with the network
  const codes = CODES.get(type as string);
  if (!codes && type !== undefined && type !== 'float32') {
    throw networkError(where, `type must be one of float32, ${[...CODES.keys()].join(', ')}`, show(type));
  }
  const data = codes ? newCodes(codes, numbers.length) : new Float32Array(numbers.length);
  for (let i = 0; i < numbers.length; i++) {
    const x = numbers[i];
    if (typeof x !== 'number' || !Number.isFinite(Math.fround(x))) {
      throw networkError(where, 'data must be finite numbers', `${show(x)} at entry ${i}`);
    }
    data[i] = x;
    if (codes && data[i] !== x) throw networkError(where, `data must be ${String(type)}`, `${show(x)} at entry ${i}`);
  }
  return data;
}
