import { FormatError } from './errors.js';
import type { AnyFrame, Marks } from './frame.js';
import { type Json, loadNumbers } from './state.js';

/** Bytes of a bitmap of so many samples. */
const bytesFor = (samples: number): number => Math.ceil(samples / 8);

/** An empty bitmap: bit (i mod 8), low bits first, of byte (i div 8) belongs to sample i. */
export function newMarks(samples: number): Uint8Array {
  return new Uint8Array(bytesFor(samples));
}

/** Whether sample `i` of `data` is marked. */
export function isMarked(bits: Uint8Array | undefined, i: number): boolean {
  return bits !== undefined && ((bits[i >>> 3] >> (i & 7)) & 1) === 1;
}

export function setMark(bits: Uint8Array, i: number): void {
  bits[i >>> 3] |= 1 << (i & 7);
}

export function clearMark(bits: Uint8Array, i: number): void {
  bits[i >>> 3] &= ~(1 << (i & 7));
}

/** How many of samples [begin, end) are marked. */
export function countMarks(bits: Uint8Array | undefined, begin: number, end: number): number {
  let count = 0;
  if (bits) for (let i = begin; i < end; i++) count += (bits[i >>> 3] >> (i & 7)) & 1;
  return count;
}

/**
 * Bitmaps that mark something, to spread into a frame.
 *
 * @internal
 */
export function marks(missing: Uint8Array | undefined, filled: Uint8Array | undefined): Marks {
  return { ...(any(missing) && { missing }), ...(any(filled) && { filled }) };
}

/** The marks of a frame, to spread into another frame of the same samples. */
export function marksOf({ missing, filled }: Marks): Marks {
  return { ...(missing && { missing }), ...(filled && { filled }) };
}

/** The marks of `length` samples of every channel from `from` on, every `step`-th one. */
export function sliceMarks(f: AnyFrame, from: number, length: number, step = 1): Marks {
  return marks(slice(f.missing, f, from, length, step), slice(f.filled, f, from, length, step));
}

function slice(
  bits: Uint8Array | undefined,
  f: AnyFrame,
  from: number,
  length: number,
  step: number,
): Uint8Array | undefined {
  if (!bits) return undefined;
  const part = newMarks(f.channels * length);
  for (let c = 0; c < f.channels; c++) {
    for (let i = 0; i < length; i++) if (isMarked(bits, c * f.length + from + i * step)) setMark(part, c * length + i);
  }
  return part;
}

function any(bits: Uint8Array | undefined): bits is Uint8Array {
  return bits?.some(byte => byte !== 0) === true;
}

/** Marks as JSON, for saved states. */
export function saveMarks({ missing, filled }: Marks): Json {
  return { missing: missing ? [...missing] : null, filled: filled ? [...filled] : null };
}

/** The inverse of {@link saveMarks}, checked. */
export function loadMarks(who: string, saved: unknown, samples: number): Marks {
  const load = (list: unknown): Uint8Array | undefined => {
    if (list === null || list === undefined) return undefined;
    const bytes = loadNumbers(who, list, bytesFor(samples));
    if (bytes.every(byte => Number.isInteger(byte) && byte >= 0 && byte < 256)) return Uint8Array.from(bytes);
    throw new FormatError('format-state', `${who}: the saved marks of samples are damaged`);
  };
  const { missing, filled } = (saved ?? {}) as Record<string, unknown>;
  return marks(load(missing), load(filled));
}
