import { checkInteger, show } from '../check.js';
import { FormatError } from '../errors.js';
import type { QFrame } from '../frame.js';
import { checkOptions, type OptionKeys } from '../options.js';
import type { SplitFrame } from '../splitFrame.js';
import type { Stage } from '../stage.js';
import { loadState } from '../state.js';
import { checkSequence } from './checkSequence.js';
import { encodeOne } from './encodeWireFrame.js';
import { encodeSplit } from './encodeWireSplit.js';
import { checkMaxBytes, MAX_WIRE_BYTES, MAX_WIRE_TEXT } from './wireFormat.js';
import type { WireLimits } from './wireFrame.js';
import { isReferable, loadTables, type Refer, sameNumbers, saveTables, tableBook, tableDigest } from './wireTables.js';
import { encodeText } from './wireText.js';

const MASK = (1n << 64n) - 1n;

/** Options of {@link wireEncoder}. */
export interface WireEncoderOptions extends WireLimits {
  /** Id of the stream, at most 255 bytes of UTF-8. */
  readonly source: string;
  /** Number of the first frame. Defaults to 0. */
  readonly sequence?: bigint;
  /**
   * Messages with a table of levels (a codebook of 17 levels or more) until it is sent again, an integer in [1, 2^20]; those
   * between refer to it. A receiver that comes late or has lost a message waits so long. 1 sends it with each. Defaults to 64.
   */
  readonly tableEvery?: number;
}

const OPTIONS: OptionKeys<WireEncoderOptions> = { source: true, sequence: true, tableEvery: true, maxBytes: true };

/**
 * Turns the frames of one stream, or its blocks of channels with bits of their own, into bytes, counts them through, and marks
 * those that come after a gap. A table of levels is sent once and then referred to, for a {@link wireDecoder} to look up.
 */
export function wireEncoder(options: WireEncoderOptions): Stage<QFrame | SplitFrame, Uint8Array> {
  const {
    source,
    sequence: first = 0n,
    tableEvery = 64,
    maxBytes = MAX_WIRE_BYTES,
  } = checkOptions('wireEncoder', options, OPTIONS);
  encodeText('wireEncoder', 'source', source, MAX_WIRE_TEXT);
  checkMaxBytes('wireEncoder', maxBytes);
  checkInteger('wireEncoder', 'tableEvery', tableEvery, 1, 2 ** 20);
  const kept = { source, tableEvery, maxBytes };
  const tables = tableBook();
  const used: [levels: readonly number[], uses: number][] = []; // by the message being made
  /** The digest of a table that is known at the other end; another one is about to be sent. */
  const refer: Refer = levels => {
    if (!isReferable(levels)) return undefined;
    const digest = tableDigest(levels);
    const sent = tables.find(digest);
    const known = sent && sent.uses < tableEvery && sameNumbers(sent.levels, levels);
    used.push([levels, known ? sent.uses + 1 : 1]);
    return known ? digest : undefined;
  };
  let sequence = checkSequence('wireEncoder', first);
  let end: number | undefined; // absolute index behind the last sample
  return {
    process(f, emit) {
      const gap = end !== undefined && f.start > end;
      const meta = { source, sequence, gap };
      used.length = 0;
      const bytes = 'parts' in f ? encodeSplit(f, meta, { maxBytes }, refer) : encodeOne(f, meta, { maxBytes }, refer);
      for (const [levels, uses] of used) tables.keep(levels, uses);
      sequence = (sequence + 1n) & MASK;
      end = f.start + f.length;
      emit(bytes);
    },
    flush: () => {},
    save: () => ({
      who: 'wireEncoder',
      version: 3,
      options: kept,
      sequence: String(sequence),
      end: end ?? null,
      tables: saveTables(tables),
    }),
    restore(saved) {
      const state = loadState('wireEncoder', 3, saved, kept);
      const number =
        typeof state.sequence === 'string' && /^\d{1,20}$/.test(state.sequence) ? BigInt(state.sequence) : -1n;
      if (number < 0n || number > MASK) {
        throw new FormatError('format-state', `wireEncoder: sequence must be a number, got ${show(state.sequence)}`);
      }
      if (state.end !== null && !Number.isSafeInteger(state.end)) {
        throw new FormatError('format-state', `wireEncoder: end must be an index, got ${show(state.end)}`);
      }
      loadTables('wireEncoder', state.tables, tables);
      sequence = number;
      end = state.end === null ? undefined : (state.end as number);
    },
  };
}
