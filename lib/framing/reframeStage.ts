import { checkInteger, checkOneOf } from '../check.js';
import { DataError, FormatError } from '../errors.js';
import { checkFollows, type Frame, type RangedFrame, when } from '../frame.js';
import { loadRange, type Range, sameRange, saveRange } from '../range.js';
import type { Emit, Stage } from '../stage.js';
import { loadNumbers, loadState, saveNumbers } from '../state.js';
import { SampleBuffer } from './sampleBuffer.js';

/** Samples that filled no whole window, and what became of them. */
export interface IncompleteWindow {
  /** Absolute index of the first sample concerned. */
  readonly start: number;
  /** How many samples, in each channel. */
  readonly length: number;
  readonly policy: 'short' | 'pad' | 'drop';
}

/** Options of {@link reframeStage}. */
export interface ReframeOptions {
  /** Samples a frame, an integer of at least 1. */
  readonly size: number;
  /** Samples from one frame's start to the next; below `size` frames overlap, above it samples are left out. Defaults to `size`. */
  readonly hop?: number;
  /**
   * What happens to a window that the stream's end, its beginning or a gap leaves incomplete: `short` gives out what there
   * is, `pad` fills with zeros, `drop` leaves it out, `error` ends the stream. Defaults to `short`.
   */
  readonly tail?: 'short' | 'pad' | 'drop' | 'error';
  /** Told of every incomplete window. */
  readonly onIncomplete?: (window: IncompleteWindow) => void;
}

/**
 * Cuts a stream into frames of one size. Frame k covers the absolute indices [k * hop, k * hop + size), however the input
 * was cut; a gap ends one run of frames and begins another, and so does a change of the range or the gains that frames carry.
 *
 * Holds at most `size` samples and one input frame.
 */
export function reframeStage({ size, hop = size, tail = 'short', onIncomplete }: ReframeOptions): Stage<Frame, Frame> {
  checkInteger('reframe', 'size', size, 1, 2 ** 24);
  checkInteger('reframe', 'hop', hop, 1, 2 ** 24);
  checkOneOf('reframe', 'tail', tail, ['short', 'pad', 'drop', 'error']);
  let buffer: SampleBuffer | undefined;
  let first = 0; // absolute index of the first sample since the last gap
  let next = 0; // absolute index where the next window starts
  let covered = 0; // absolute index behind the last window given out
  let carried: Carried = {}; // by all samples since the last gap

  function open(f: Frame): SampleBuffer {
    carried = carriedBy(f);
    first = covered = f.start;
    next = Math.floor(f.start / hop) * hop;
    if (next + size <= first) next += hop;
    return (buffer = new SampleBuffer(f.info, f.start));
  }

  /** Gives out the samples that exist of window [next, next + size), and moves on. */
  function give(b: SampleBuffer, emit: Emit<Frame>): void {
    const [from, to] = [Math.max(next, first), Math.min(next + size, b.end)];
    const whole = to - from === size;
    if (!whole) incomplete(b, from, to);
    if (whole || tail !== 'drop') {
      const [start, length] = tail === 'pad' ? [next, size] : [from, to - from];
      const channels = b.info.names.length;
      const data = new Float32Array(channels * length);
      b.copy(from, to, data, length, from - start);
      emit({ data, channels, length, start, info: b.info, ...carried });
    }
    covered = to;
    next += hop;
    b.dropBefore(next);
  }

  function incomplete(b: SampleBuffer, from: number, to: number): void {
    if (tail === 'error') {
      throw new DataError(
        'data-tail',
        `reframe: the window at ${when(b.info, next)} has ${to - from} of ${size} samples; ` +
          `choose tail: 'short', 'pad' or 'drop' to go on`,
      );
    }
    onIncomplete?.({ start: from, length: to - from, policy: tail });
  }

  function close(emit: Emit<Frame>): void {
    if (buffer && buffer.end > Math.max(next, covered)) give(buffer, emit);
    buffer = undefined;
  }

  return {
    process(f, emit) {
      if (buffer) checkFollows('reframe', f, buffer.info, buffer.end);
      if (buffer && (f.start > buffer.end || !sameCarried(carried, carriedBy(f)))) close(emit);
      const b = buffer ?? open(f);
      if (f.length === size && hop === size && f.start === next && b.end === f.start) {
        b.end = covered = next = f.start + size; // fits as it is: no copy
        emit(f);
        return;
      }
      b.append(f, 0, f.length);
      while (next + size <= b.end) give(b, emit);
      b.dropBefore(next);
    },
    flush: close,
    save: () => ({
      who: 'reframe',
      version: 1,
      buffer: buffer ? buffer.save() : null,
      first,
      next,
      covered,
      gains: carried.gains ? saveNumbers(carried.gains) : null,
      range: carried.range ? saveRange(carried.range) : null,
    }),
    restore(saved) {
      const state = loadState('reframe', 1, saved);
      for (const field of ['first', 'next', 'covered']) {
        if (!Number.isSafeInteger(state[field]))
          throw new FormatError('format-state', `reframe: ${field} is not an index`);
      }
      buffer = state.buffer === null ? undefined : SampleBuffer.restore('reframe', state.buffer);
      [first, next, covered] = [state.first as number, state.next as number, state.covered as number];
      carried = {
        ...(state.gains !== null && { gains: loadNumbers('reframe', state.gains, buffer?.info.names.length) }),
        ...(state.range !== null && { range: loadRange('reframe', state.range) }),
      };
    },
  };
}

/** What earlier operators attached to frames, constant inside each. */
interface Carried {
  readonly gains?: readonly number[];
  readonly range?: Range;
}

function carriedBy(f: Frame | RangedFrame): Carried {
  return { ...(f.gains && { gains: f.gains }), ...('range' in f && { range: f.range }) };
}

function sameCarried(a: Carried, b: Carried): boolean {
  const sameGains = a.gains === b.gains || String(a.gains) === String(b.gains);
  return sameGains && (a.range === b.range || (!!a.range && !!b.range && sameRange(a.range, b.range)));
}
