import { show } from '../check.js';
import { FormatError } from '../errors.js';
import type { QFrame } from '../frame.js';
import type { Stage } from '../stage.js';
import { loadState } from '../state.js';
import { checkSequence } from './checkSequence.js';
import { encodeWireFrame } from './encodeWireFrame.js';
import { checkMaxBytes, MAX_WIRE_BYTES, MAX_WIRE_TEXT } from './wireFormat.js';
import type { WireLimits } from './wireFrame.js';
import { encodeText } from './wireText.js';

const MASK = (1n << 64n) - 1n;

/** Options of {@link wireEncoder}. */
export interface WireEncoderOptions extends WireLimits {
  /** Id of the stream, at most 255 bytes of UTF-8. */
  readonly source: string;
  /** Number of the first frame. Defaults to 0. */
  readonly sequence?: bigint;
}

/** Turns the frames of one stream into bytes, counts them through, and marks those that come after a gap. */
export function wireEncoder({
  source,
  sequence: first = 0n,
  maxBytes = MAX_WIRE_BYTES,
}: WireEncoderOptions): Stage<QFrame, Uint8Array> {
  encodeText('wireEncoder', 'source', source, MAX_WIRE_TEXT);
  checkMaxBytes('wireEncoder', maxBytes);
  let sequence = checkSequence('wireEncoder', first);
  let end: number | undefined; // absolute index behind the last sample
  return {
    process(f, emit) {
      const gap = end !== undefined && f.start > end;
      const bytes = encodeWireFrame(f, { source, sequence, gap }, { maxBytes });
      sequence = (sequence + 1n) & MASK;
      end = f.start + f.length;
      emit(bytes);
    },
    flush: () => {},
    save: () => ({ who: 'wireEncoder', version: 1, sequence: String(sequence), end: end ?? null }),
    restore(saved) {
      const state = loadState('wireEncoder', 1, saved);
      const number =
        typeof state.sequence === 'string' && /^\d{1,20}$/.test(state.sequence) ? BigInt(state.sequence) : -1n;
      if (number < 0n || number > MASK) {
        throw new FormatError('format-state', `wireEncoder: sequence must be a number, got ${show(state.sequence)}`);
      }
      if (state.end !== null && !Number.isSafeInteger(state.end)) {
        throw new FormatError('format-state', `wireEncoder: end must be an index, got ${show(state.end)}`);
      }
      sequence = number;
      end = state.end === null ? undefined : (state.end as number);
    },
  };
}
