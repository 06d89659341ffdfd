import { show } from '../check.js';
import { FormatError, OptionTypeError } from '../errors.js';
import { checkOptions, type OptionKeys } from '../options.js';
import type { Emit, Stage } from '../stage.js';
import { loadCount, loadState } from '../state.js';
import { crcProblem, readContent } from './decodeWireFrame.js';
import { fromHex, toHex } from './hex.js';
import { checkMaxBytes, MAGIC, MAX_WIRE_BYTES } from './wireFormat.js';
import type { WireFrame, WireLimits, WireSplit } from './wireFrame.js';
import { headProblem, MORE, wireLength } from './wireHead.js';
import { type SequenceEvent, wireSequences } from './wireSequences.js';
import { loadTables, saveTables, tableBook } from './wireTables.js';

/** What a stream of bytes turned out to hold. */
export type WireEvent =
  | { readonly kind: 'frame'; readonly wire: WireFrame }
  | { /** A block of channels with bits of their own. */ readonly kind: 'split'; readonly wire: WireSplit }
  | {
      /** Bytes that are no readable frame were left out. */
      readonly kind: 'skipped';
      /** Where they begin, in bytes since the start of the stream. */
      readonly offset: number;
      readonly bytes: number;
      /** What was wrong with the first of them. */
      readonly reason: FormatError;
    }
  | SequenceEvent;

/** Bytes checked in vain for each byte of the stream: bounds the work that a hostile stream can cause. */
const PATIENCE = 8;
const PIECE = 2 ** 16;

const OPTIONS: OptionKeys<WireLimits> = { maxBytes: true };

/**
 * Reads frames and split blocks from a stream of bytes that is cut anywhere and may be damaged. After damage it goes on at the next frame
 * whose CRC stands, and reports what it left out; it sees frames that are missing in a source's numbering, and those of them that come late. What it gives
 * does not depend on how the bytes were cut.
 *
 * A head whose length was damaged holds the stream up for at most `maxBytes`: set it near the largest real frame. Holds at
 * most four times `maxBytes` and 256 KiB, and the 64 tables of levels read last, 1 MiB of numbers at most. A message that
 * refers to a table which has not come is left out, with that reason; its encoder sends the table again.
 *
 * @see RFC 8742 (CBOR sequences); docs/wire-format.md
 */
export function wireDecoder(options: WireLimits = {}): Stage<Uint8Array, WireEvent> {
  const { maxBytes = MAX_WIRE_BYTES } = checkOptions('wireDecoder', options, OPTIONS);
  checkMaxBytes('wireDecoder', maxBytes);
  const sequences = wireSequences();
  const tables = tableBook();
  let buffer = new Uint8Array(4096);
  let view = new DataView(buffer.buffer);
  let head = 0; // first byte that is neither given out nor left out
  let tail = 0;
  let offset = 0; // of `head` in the stream
  let spent = 0; // bytes checked in vain
  let skipped = 0; // bytes before `head` that have been left out and not reported
  let reason: FormatError | undefined; // why; undefined while frames follow each other

  function append(bytes: Uint8Array): void {
    const held = tail - head;
    if (tail + bytes.length > buffer.length) {
      const roomy = buffer.length >= 2 * (held + bytes.length);
      const next = roomy ? buffer : new Uint8Array(2 ** Math.ceil(Math.log2(2 * (held + bytes.length))));
      next.set(buffer.subarray(head, tail));
      [buffer, view, head, tail] = [next, new DataView(next.buffer), 0, held];
    }
    buffer.set(bytes, tail);
    tail += bytes.length;
  }

  /** Leaves out the bytes up to the next that may begin a frame. */
  function skip(problem: string, emit: Emit<WireEvent>): void {
    reason ??= new FormatError('format-wire', `wire frame: ${problem}`);
    const found = buffer.subarray(head + 1, tail).indexOf(MAGIC[0]);
    const count = found < 0 ? tail - head : found + 1;
    advance(count);
    skipped += count;
    while (skipped >= maxBytes) report(maxBytes, emit);
  }

  function report(bytes: number, emit: Emit<WireEvent>): void {
    if (bytes > 0 && reason) emit({ kind: 'skipped', offset: offset - skipped, bytes, reason });
    skipped -= bytes;
  }

  function advance(bytes: number): void {
    head += bytes;
    offset += bytes;
  }

  /** What is wrong with the frame of `length` bytes at `head`, if anything. */
  function problemOf(length: number): string | undefined {
    if (length < 0) return headProblem(length, maxBytes);
    if (spent + length > PATIENCE * (offset + length + maxBytes)) return 'too many damaged frames one inside the other';
    const problem = crcProblem(view, head, head + length);
    if (problem) spent += length;
    return problem;
  }

  /** The sealed frame of `length` bytes at `head`, or why it cannot be read. */
  function read(length: number): WireFrame | WireSplit | FormatError {
    try {
      return readContent(buffer, view, head, head + length, maxBytes, tables);
    } catch (error) {
      if (error instanceof FormatError) return error;
      throw error;
    }
  }

  function drain(emit: Emit<WireEvent>, ended: boolean): void {
    while (head < tail) {
      const length = wireLength(buffer, head, tail, maxBytes);
      const whole = length !== MORE && length <= tail - head;
      if (!whole && !ended) return;
      const problem = whole ? problemOf(length) : 'the stream ends inside a frame';
      if (problem) {
        skip(problem, emit);
        continue;
      }
      report(skipped, emit);
      reason = undefined;
      const wire = read(length);
      advance(length);
      if (wire instanceof FormatError) {
        emit({ kind: 'skipped', offset: offset - length, bytes: length, reason: wire });
      } else {
        const odd = sequences.next(wire.source, wire.sequence);
        if (odd) emit(odd);
        emit('split' in wire ? { kind: 'split', wire } : { kind: 'frame', wire });
      }
    }
  }

  return {
    process(chunk, emit) {
      if (!(chunk instanceof Uint8Array)) {
        throw new OptionTypeError(`wireDecoder: a chunk must be a Uint8Array, got ${show(chunk)}`);
      }
      for (let at = 0; at < chunk.length; at += PIECE) {
        append(chunk.subarray(at, at + PIECE));
        drain(emit, false);
      }
    },
    flush(emit) {
      drain(emit, true);
      report(skipped, emit);
      reason = undefined;
    },
    save: () => ({
      who: 'wireDecoder',
      version: 3,
      options: { maxBytes },
      bytes: toHex(buffer.subarray(head, tail)),
      offset,
      spent,
      skipped,
      reason: reason ? reason.message : null,
      sequences: sequences.save(),
      tables: saveTables(tables),
    }),
    restore(saved) {
      const state = loadState('wireDecoder', 3, saved, { maxBytes });
      const bytes = fromHex('wireDecoder', state.bytes, maxBytes + PIECE);
      const counts = [state.offset, state.spent, state.skipped].map(x => loadCount('wireDecoder', 'offset', x));
      if (state.reason !== null && typeof state.reason !== 'string') {
        throw new FormatError('format-state', `wireDecoder: reason must be a text, got ${show(state.reason)}`);
      }
      // what process() leaves: less than maxBytes unreported, all of it behind the first byte, and a reason for it
      const [at, , left] = counts;
      if (left >= maxBytes || left > at || (left > 0 && state.reason === null)) {
        throw new FormatError(
          'format-state',
          `wireDecoder: skipped must be below ${maxBytes}, at most the offset, and go with a reason, got ${left} of ${at}`,
        );
      }
      sequences.restore(state.sequences);
      loadTables('wireDecoder', state.tables, tables);
      [head, tail] = [0, 0];
      append(bytes);
      [offset, spent, skipped] = counts;
      reason = state.reason === null ? undefined : new FormatError('format-wire', state.reason);
    },
  };
}
