import { checkFunction, checkInteger, checkOneOf } from '../check.js';
import { DataError } from '../errors.js';
import { type AnyFrame, checkFollows, type Frame, type QFrame, type StreamInfo, when } from '../frame.js';
import { sliceMarks } from '../marks.js';
import { checkOptions, type OptionKeys } from '../options.js';
import { remark, sliceFrame } from '../sliceFrame.js';
import { type Emit, inTurn, type Stage } from '../stage.js';
import { loadCount, loadState } from '../state.js';
import type { Comparison } from './comparison.js';
import { loadWaiting, saveWaiting } from './waitingFrames.js';

/** Options of {@link compareWithStage}. */
export interface CompareWithOptions {
  /** Samples of the original for each sample of the test, an integer of at least 1, as `decimate` makes them. Defaults to 1. */
  readonly factor?: number;
  /** Samples of the original by which the test is late, an integer; may be negative. Defaults to 0. */
  readonly delay?: number;
  /** Samples per channel that each side may hold while it waits for the other, at least 1. Defaults to 65,536. */
  readonly hold?: number;
  /** What happens when a side would hold more: its oldest samples go, counted, or the stream ends with an error. Defaults to `dropOldest`. */
  readonly whenFull?: 'dropOldest' | 'error';
  /** Called at the end with what could be compared and what could not. */
  readonly onReport?: (report: CompareWithReport) => void;
}

/** What could be compared and what could not, in samples per channel. */
export interface CompareWithReport {
  /** Samples of the test that found their original. */
  readonly matched: number;
  /** Samples of the test whose original is missing: before it began, in a gap of it, dropped, or behind its end. */
  readonly withoutOriginal: number;
  /** Samples of the original that no sample of the test stands for; with a `factor`, beyond that many for each matched one. */
  readonly withoutTest: number;
  /** Of both, samples that went because a side was full. */
  readonly dropped: number;
}

/** A frame of one of the two streams. */
export type CompareInput = { readonly original: Frame } | { readonly test: Frame | QFrame };

const OPTIONS: OptionKeys<CompareWithOptions> = {
  factor: true,
  delay: true,
  hold: true,
  whenFull: true,
  onReport: true,
};

/**
 * Brings an original stream and what a chain has made of it together, by absolute index: for meters that judge a chain end to
 * end, through any number of quantizers, filters, rate changes and wires.
 *
 * Sample i of the test stands for sample factor i - delay of the original. Gaps on either side are left out and counted. Which stream comes
 * first does not matter, as long as neither runs ahead of the other by more than `hold`. Both are compared as sensor values: gains
 * and centres may differ.
 *
 * @throws {DataError} when the streams have different numbers of channels, when time runs backwards, and under
 *   `whenFull: 'error'` when one runs ahead
 */
export function compareWithStage(given: CompareWithOptions = {}): Stage<CompareInput, Comparison> {
  const {
    factor = 1,
    delay = 0,
    hold = 65_536,
    whenFull = 'dropOldest',
    onReport,
  } = checkOptions('compareWith', given, OPTIONS);
  checkInteger('compareWith', 'factor', factor, 1, 2 ** 20);
  checkInteger('compareWith', 'delay', delay, -(2 ** 30), 2 ** 30);
  checkInteger('compareWith', 'hold', hold, 1, 2 ** 30);
  checkOneOf('compareWith', 'whenFull', whenFull, ['dropOldest', 'error']);
  if (onReport !== undefined) checkFunction('compareWith', 'onReport', onReport);
  const options = { factor, delay, hold, whenFull };
  const originals = new Waiting<Frame>('the original');
  const tests = new Waiting<Frame | QFrame>('the test');
  const counts = { matched: 0, withoutOriginal: 0, dropped: 0, originals: 0 };

  /** Index of the original that sample `i` of the test stands for. */
  const indexOf = (i: number) => factor * i - delay;

  function match(emit: Emit<Comparison>, ended: boolean): void {
    for (;;) {
      const test = tests.frames[0];
      if (test === undefined) return;
      if (test.length === 0) {
        tests.take(0);
        continue;
      }
      const index = indexOf(test.start);
      originals.takeBefore(index);
      const original = originals.frames[0];
      if (original === undefined) {
        if (!ended) return;
        counts.withoutOriginal += test.length;
        tests.take(test.length);
      } else if (original.start > index) {
        const missing = Math.min(test.length, Math.ceil((original.start - index) / factor));
        counts.withoutOriginal += missing;
        tests.take(missing);
      } else {
        const from = index - original.start;
        const count = Math.min(test.length, Math.ceil((original.length - from) / factor));
        const reference = pick(original, from, factor, count, test.start, test.info);
        const part = sliceFrame(test, 0, count);
        counts.matched += count;
        tests.take(count);
        originals.takeBefore(indexOf(part.start + count - 1) + 1);
        emit({ reference, test: part });
      }
    }
  }

  function makeRoom(side: Waiting<AnyFrame>): number {
    const over = side.length - hold;
    if (over <= 0) return 0;
    if (whenFull === 'error') {
      const [first] = side.frames;
      throw new DataError(
        'data-order',
        `compareWith: ${side.name} runs ahead by more than ${hold} samples at ${when(first.info, first.start)}; ` +
          `take both from one source (connect), raise hold, or set factor and delay`,
      );
    }
    side.take(over);
    counts.dropped += over;
    return over;
  }

  return inTurn({
    process(input, emit) {
      const side: Waiting<AnyFrame> = 'original' in input ? originals : tests;
      const f = 'original' in input ? input.original : input.test;
      const other = side === originals ? tests : originals;
      if (other.info && other.info.names.length !== f.channels) {
        throw new DataError(
          'data-channels',
          `compareWith: original and test must have as many channels, got ${f.channels} of ${side.name} and ` +
            `${other.info.names.length} of ${other.name} at ${when(f.info, f.start)}`,
        );
      }
      side.add(f);
      if (side === originals) counts.originals += f.length;
      match(emit, false);
      makeRoom(originals);
      counts.withoutOriginal += makeRoom(tests);
    },
    flush(emit) {
      match(emit, true);
      const { matched, withoutOriginal, dropped } = counts;
      const withoutTest = Math.max(counts.originals - factor * matched, 0);
      onReport?.({ matched, withoutOriginal, withoutTest, dropped });
    },
    save: () => ({
      who: 'compareWith',
      version: 1,
      options,
      counts,
      originals: saveWaiting(originals),
      tests: saveWaiting(tests),
    }),
    restore(saved) {
      const state = loadState('compareWith', 1, saved, options);
      const found = (state.counts ?? {}) as Record<string, unknown>;
      for (const key of Object.keys(counts) as (keyof typeof counts)[]) {
        counts[key] = loadCount('compareWith', key, found[key]);
      }
      originals.set(loadWaiting<Frame>('compareWith', state.originals));
      tests.set(loadWaiting('compareWith', state.tests));
    },
  });
}

/** Frames of one side in the order of time, not yet matched. */
class Waiting<F extends AnyFrame> {
  frames: F[] = [];
  length = 0;
  info: StreamInfo | undefined;
  end = 0; // absolute index behind the last sample seen

  constructor(readonly name: string) {}

  add(f: F): void {
    if (this.info) checkFollows('compareWith', f, this.info, this.end);
    this.info = f.info;
    this.end = f.start + f.length;
    this.frames.push(f);
    this.length += f.length;
  }

  /** Takes the oldest samples away, or an empty frame. */
  take(count: number): void {
    this.length -= count;
    do {
      const [f] = this.frames;
      if (count < f.length) {
        this.frames[0] = sliceFrame(f, count, f.length);
        return;
      }
      this.frames.shift();
      count -= f.length;
    } while (count > 0);
  }

  /** Takes what lies before an absolute index away. */
  takeBefore(index: number): void {
    while (this.frames.length > 0) {
      const [f] = this.frames;
      const count = Math.min(Math.max(index - f.start, 0), f.length);
      if (count < f.length) {
        if (count > 0) this.take(count);
        return;
      }
      this.take(f.length);
    }
  }

  set({ frames, info, end }: Pick<Waiting<F>, 'frames' | 'info' | 'end'>): void {
    [this.frames, this.info, this.end] = [frames, info, end];
    this.length = frames.reduce((sum, f) => sum + f.length, 0);
  }
}

/** Every `factor`-th sample of a frame from `from` on, as a frame that begins at `start`. */
function pick(f: Frame, from: number, factor: number, count: number, start: number, info: StreamInfo): Frame {
  if (factor === 1) return { ...sliceFrame(f, from, from + count), start, info };
  const data = new Float32Array(f.channels * count);
  for (let c = 0; c < f.channels; c++) {
    for (let i = 0; i < count; i++) data[c * count + i] = f.data[c * f.length + from + i * factor];
  }
  const picked = { ...f, data, length: count, start, info };
  if (f.missing || f.filled) remark(picked, sliceMarks(f, from, count, factor));
  return picked;
}
