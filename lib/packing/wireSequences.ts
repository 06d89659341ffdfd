import { FormatError } from '../errors.js';
import { show } from '../check.js';
import type { Json } from '../state.js';
import { MAX_WIRE_TEXT } from './wireFormat.js';

/** A source's numbering does not go on by one. */
export type SequenceEvent =
  | {
      /** Frames were left out. */
      readonly kind: 'lost';
      readonly source: string;
      /** Number of the first of them. */
      readonly sequence: bigint;
      readonly count: bigint;
    }
  | {
      /** The numbering went back: the source has restarted, or a frame came twice or late. Counting goes on from it. */
      readonly kind: 'disorder';
      readonly source: string;
      readonly sequence: bigint;
      readonly expected: bigint;
    };

/** Follows the numbering of sources. */
export interface WireSequences {
  /** Takes the number of a source's next frame; what is odd about it, if anything. */
  next(source: string, sequence: bigint): SequenceEvent | undefined;
  save(): Json;
  restore(saved: unknown): void;
}

const MASK = (1n << 64n) - 1n;
const HALF = 1n << 63n;
const MOST_SOURCES = 1024;

/**
 * Follows the numbering of up to 1024 sources; beyond that the one not heard for longest is forgotten.
 *
 * @internal
 */
export function wireSequences(): WireSequences {
  let expected = new Map<string, bigint>();
  return {
    next(source, sequence) {
      const wanted = expected.get(source);
      expected.delete(source); // and to the end: the first in the map is the one not heard for longest
      expected.set(source, (sequence + 1n) & MASK);
      if (wanted === undefined) {
        if (expected.size > MOST_SOURCES) expected.delete(expected.keys().next().value as string);
        return undefined;
      }
      if (sequence === wanted) return undefined;
      const count = (sequence - wanted) & MASK;
      return count < HALF
        ? { kind: 'lost', source, sequence: wanted, count }
        : { kind: 'disorder', source, sequence, expected: wanted };
    },
    save: () => Array.from(expected, ([source, sequence]) => [source, String(sequence)]),
    restore(saved) {
      if (!Array.isArray(saved) || saved.length > MOST_SOURCES) {
        throw new FormatError('format-state', `wireDecoder: sequences must be a list, got ${show(saved)}`);
      }
      expected = new Map(saved.map(load));
    },
  };
}

function load(pair: unknown): [string, bigint] {
  const [source, sequence] = (Array.isArray(pair) ? pair : []) as unknown[];
  if (typeof source === 'string' && source.length <= MAX_WIRE_TEXT && typeof sequence === 'string') {
    const number = /^\d{1,20}$/.test(sequence) ? BigInt(sequence) : MASK + 1n;
    if (number <= MASK) return [source, number];
  }
  throw new FormatError('format-state', `wireDecoder: sequences must be sources and numbers, got ${show(pair)}`);
}
