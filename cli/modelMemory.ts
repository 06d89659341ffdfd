import { FormatError } from '../lib/errors.js';
import { storedLength, storedTypeOf } from '../lib/formats/json/tensorBytes.js';
import { allocate, elementsOf, isTensor } from '../lib/graph/tensor.js';
import { type AnyNetwork, type Layer, lower } from '../lib/network.js';

/** Bytes in RAM of one stream: activations that live at the same time, the tensors of a call that has most, what is carried. */
export function memoryOf(network: AnyNetwork) {
  try {
    const { tensors, calls, arenaBytes, initial } = lower(network);
    const bytes = (k: number) => allocate(tensors[k].params, elementsOf(tensors[k].shape)).byteLength;
    const held = calls.map(({ reads, writes }) =>
      [...new Set([...reads, ...writes])].reduce((sum, k) => sum + bytes(k), 0),
    );
    return { arena: arenaBytes, peak: Math.max(0, ...held), state: initial.length };
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    return undefined; // what does not run, says so beside the accumulators
  }
}

/** Constants of the layers by the type in which they would be stored. */
export function weightsOf(layers: readonly Layer[]) {
  const rows = new Map<string, { type: string; numbers: number; bytes: number }>();
  for (const tensor of layers.flatMap(layer => (Object.values(layer) as unknown[]).flat()).filter(isTensor)) {
    const type = storedTypeOf(tensor);
    const row = rows.get(type.name) ?? { type: type.name, numbers: 0, bytes: 0 };
    row.numbers += tensor.data.length;
    row.bytes += storedLength(type, tensor.data.length);
    rows.set(type.name, row);
  }
  return [...rows.values()].sort((a, b) => b.bytes - a.bytes);
}
