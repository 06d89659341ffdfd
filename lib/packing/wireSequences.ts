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
      /** A frame came that was counted as lost: the losses are one less. */
      readonly kind: 'late';
      readonly source: string;
      readonly sequence: bigint;
    }
  | {
      /** The numbering went back to a frame that was not missing: the source has restarted, or a frame came twice. Counting goes on from it. */
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
/** Losses of a source, each of frames in a row, that a late frame may still reduce: the newest. */
const MOST_LOSSES = 64;

/** Frames in a row that are missing: from the first to before the end, in the order of the numbering. */
type Loss = readonly [first: bigint, end: bigint];

interface Numbering {
  readonly expected: bigint;
  /** The oldest first. */
  readonly losses: readonly Loss[];
}

/**
 * Follows the numbering of up to 1024 sources; beyond that the one not heard for longest is forgotten.
 *
 * @internal
 */
export function wireSequences(): WireSequences {
  let sources = new Map<string, Numbering>();
  return {
    next(source, sequence) {
      const before = sources.get(source);
      sources.delete(source); // and to the end: the first in the map is the one not heard for longest
      const after = (sequence + 1n) & MASK;
      if (before === undefined) {
        sources.set(source, { expected: after, losses: [] });
        if (sources.size > MOST_SOURCES) sources.delete(sources.keys().next().value as string);
        return undefined;
      }
      const { expected, losses } = before;
      const count = (sequence - expected) & MASK;
      if (count < HALF) {
        const more: readonly Loss[] = count === 0n ? losses : [...losses, [expected, sequence] as const];
        sources.set(source, { expected: after, losses: more.slice(-MOST_LOSSES) });
        return count === 0n ? undefined : { kind: 'lost', source, sequence: expected, count };
      }
      const at = losses.findIndex(([first, end]) => ((sequence - first) & MASK) < ((end - first) & MASK));
      if (at < 0) {
        sources.set(source, { expected: after, losses: [] });
        return { kind: 'disorder', source, sequence, expected };
      }
      const [first, end] = losses[at];
      const rest = (
        [
          [first, sequence],
          [after, end],
        ] as const
      ).filter(([from, to]) => from !== to);
      const fewer = [...losses.slice(0, at), ...rest, ...losses.slice(at + 1)];
      sources.set(source, { expected, losses: fewer.slice(-MOST_LOSSES) });
      return { kind: 'late', source, sequence };
    },
    save: () =>
      Array.from(sources, ([source, { expected, losses }]) => [
        source,
        String(expected),
        losses.map(([first, end]) => [String(first), String(end)]),
      ]),
    restore(saved) {
      if (!Array.isArray(saved) || saved.length > MOST_SOURCES) {
        throw new FormatError('format-state', `wireDecoder: sequences must be a list, got ${show(saved)}`);
      }
      sources = new Map(saved.map(load));
    },
  };
}

function load(one: unknown): [string, Numbering] {
  const [source, expected, losses] = (Array.isArray(one) ? one : []) as unknown[];
  const whole = typeof source === 'string' && source.length <= MAX_WIRE_TEXT;
  if (whole && Array.isArray(losses) && losses.length <= MOST_LOSSES) {
    return [source, { expected: number(expected), losses: losses.map(loss) }];
  }
  throw new FormatError('format-state', `wireDecoder: sequences must be sources and numbers, got ${show(one)}`);
}

function loss(saved: unknown): Loss {
  const [first, end] = (Array.isArray(saved) ? saved : []) as unknown[];
  return [number(first), number(end)];
}

/** A saved number of a frame. */
function number(saved: unknown): bigint {
  const value = typeof saved === 'string' && /^\d{1,20}$/.test(saved) ? BigInt(saved) : MASK + 1n;
  if (value <= MASK) return value;
  throw new FormatError('format-state', `wireDecoder: a sequence must be a number below 2^64, got ${show(saved)}`);
}
