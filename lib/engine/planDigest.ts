import { crc32c } from '../packing/crc32c.js';
import type { Plan } from '../plan/plan.js';

/**
 * What tells one network in one dialect from another: 8 hex digits, the CRC-32C of its dialect, calls, constants and state. Names of
 * layers count; where tensors lie, and taps, do not.
 *
 * @internal
 */
export function planDigest({ dialect, calls, tensors, state, moves }: Plan): string {
  const nameOf = (k: number) => tensors[k].name;
  const parts = {
    dialect,
    calls: calls.map(({ layer, type, kernel, constants, reads, writes }) => {
      return { layer, type, kernel, constants, reads: reads.map(nameOf), writes: writes.map(nameOf) };
    }),
    tensors: tensors.map(({ name, shape, params, place }) => {
      return { name, shape, params, ...(place.region === 'constant' && { data: place.data }) };
    }),
    state: state.map(nameOf),
    moves: moves.map(({ from, to }) => [nameOf(from), nameOf(to)]),
  };
  const digest = crc32c(new TextEncoder().encode(JSON.stringify(parts, digested)));
  return digest.toString(16).padStart(8, '0');
}

/** Arrays of numbers by their own digest, keys in one order, every number as a text of its own. */
function digested(_key: string, value: unknown): unknown {
  if (ArrayBuffer.isView(value)) {
    const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
    return `${value.constructor.name} ${value.byteLength} ${crc32c(bytes)}`;
  }
  if (typeof value === 'bigint' || (typeof value === 'number' && !Number.isFinite(value))) return String(value);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
