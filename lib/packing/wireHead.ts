import { MAGIC } from './wireFormat.js';

/** What is wrong with the head of a frame; in place of its length. */
const NOT_MAGIC = -1;
const NOT_LENGTH = -2;
const TOO_LONG = -3;
/** The head is right as far as it goes. */
export const MORE = 0;

const MAGIC_LENGTH = MAGIC.length;
/** Shortest content for which the length takes so many bytes behind the initial one. */
const SHORTEST = [0, 24, 0x100, 0, 0x10000];

/** Words for what is wrong with a head. */
export function headProblem(code: number, maxBytes: number): string {
  if (code === NOT_MAGIC) return 'does not begin with the tag of self-described CBOR';
  if (code === NOT_LENGTH) return 'must be a byte string of definite length in the shortest form';
  return `must be at most ${maxBytes} bytes long`;
}

/**
 * Length of the frame whose head begins at `at`: magic, head of a byte string, its content.
 *
 * @returns bytes, not above `maxBytes`; `MORE` when the head goes on behind `end`; below 0 when it is not the head of a frame
 */
export function wireLength(bytes: Uint8Array, at: number, end: number, maxBytes: number): number {
  for (let k = 0; k < MAGIC_LENGTH; k++) {
    if (at + k >= end) return MORE;
    if (bytes[at + k] !== MAGIC[k]) return NOT_MAGIC;
  }
  const head = at + MAGIC_LENGTH;
  if (head >= end) return MORE;
  const size = bytes[head] - 0x40; // major type 2, bytes
  if (size < 0 || size > 26) return NOT_LENGTH;
  if (size < 24) return MAGIC_LENGTH + 1 + size;
  const extra = 1 << (size - 24);
  if (head + 1 + extra > end) return MORE;
  let length = bytes[head + 1];
  for (let k = 2; k <= extra; k++) length = length * 256 + bytes[head + k];
  if (length < SHORTEST[extra]) return NOT_LENGTH;
  const total = MAGIC_LENGTH + 1 + extra + length;
  return total > maxBytes ? TOO_LONG : total;
}
