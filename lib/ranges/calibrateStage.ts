import { checkFunction, checkInteger, checkOneOf, checkPositive } from '../check.js';
import { type Duration, timedStage } from '../duration.js';
import { DataError, FormatError } from '../errors.js';
import { checkFollows, type Frame, type RangedFrame, saveInfo, when } from '../frame.js';
import { checkOptions, type OptionKeys } from '../options.js';
import { sliceFrame } from '../sliceFrame.js';
import { type Emit, inTurn, type Stage } from '../stage.js';
import { loadCount, loadState } from '../state.js';
import { OutsideCounts, type RangeConfidence } from './confidence.js';
import { loadFrames, saveFrame } from './heldFrames.js';
import { Liveness } from './liveness.js';
import { minMax } from './minMax.js';
import { loadRange, type Range, saveRange } from '../range.js';
import type { RangeTracker } from '../rangeTracker.js';

/** When a range counts as settled. */
export interface SettleOptions {
  /** The largest move of an end since the check before, as a share of the range's width, in each channel, > 0. */
  readonly tolerance: number;
  /** Samples between checks, 1 to 2^24, or a time such as `'1s'`: checks stand at the absolute indices k * every. */
  readonly every: Duration;
  /** Checks in a row that must be within the tolerance, an integer of at least 1. */
  readonly rounds: number;
}

/** How far a calibration has come. */
export interface CalibrationProgress {
  /** Samples seen in each channel. */
  readonly samples: number;
  /** The range so far. */
  readonly range: Range;
  /** Checks in a row within the tolerance; 0 without `settle`, and behind a stretch that was flat, railed or missing. */
  readonly settled: number;
}

/** Options of {@link calibrateStage}. */
export interface CalibrateOptions {
  /** The most samples in each channel that the range is taken from, an integer in [1, 2^24], or a time such as `'10s'`. */
  readonly samples: Duration;
  /** Samples at the beginning that the range is not taken from, 0 to 2^24, or a time: a sensor that settles. Defaults to 0. */
  readonly skip?: Duration | undefined;
  /** Makes the tracker; called once for each subscription. Defaults to {@link minMax}. */
  readonly tracker?: (() => RangeTracker) | undefined;
  /** Stop before `samples` once the range has settled. By default it does not stop. */
  readonly settle?: SettleOptions | undefined;
  /** What a channel does that had one value all the time: `error` ends the stream with words, `accept` freezes it. Defaults to `error`. */
  readonly flat?: 'error' | 'accept' | undefined;
  /** Called with the frozen range, once, and how far it may be trusted. */
  readonly onRange?: ((range: Range, confidence: RangeConfidence) => void) | undefined;
  /** Called at each absolute index k * every (of `settle`, or 1024) while calibration lasts. */
  readonly onProgress?: ((progress: CalibrationProgress) => void) | undefined;
}

const PROGRESS = 1024;

const OPTIONS: OptionKeys<CalibrateOptions> = {
  samples: true,
  skip: true,
  tracker: true,
  settle: true,
  flat: true,
  onRange: true,
  onProgress: true,
};

/**
 * Takes the range of the first `samples` samples and freezes it for the whole stream. The samples it looked at are held
 * and then given out too, in order: nothing is lost. A shorter stream is calibrated on what there is.
 *
 * With `settle` it may end sooner: at the absolute indices k * every the range is compared with the one at the check
 * before; when neither end of any channel has moved by more than `tolerance` times the width of the newer range,
 * `rounds` times in a row, it is frozen at that sample. A check does not count behind a stretch in which a channel was flat (at most two
 * values), railed (a fifth of the samples at one extreme) or missing (a tenth without a number): a lead that is off is no signal at rest.
 *
 * A range of width zero is refused: every sample of the channel was the same, so nothing was learned of its signal. Latency: `skip` and
 * `samples`. Holds that many samples and one input frame.
 *
 * @throws {DataError} from `process` and `flush` when a channel had one value only, unless `flat` is `accept`
 */
export function calibrateStage(given: CalibrateOptions): Stage<Frame, RangedFrame> {
  const {
    samples,
    skip = 0,
    tracker = minMax,
    settle,
    flat = 'error',
    onRange,
    onProgress,
  } = checkOptions('calibrate', given, OPTIONS);
  checkFunction('calibrate', 'tracker', tracker);
  checkOneOf('calibrate', 'flat', flat, ['error', 'accept']);
  if (settle) {
    checkPositive('calibrate', 'settle.tolerance', settle.tolerance);
    checkInteger('calibrate', 'settle.rounds', settle.rounds, 1);
  }
  const most = 2 ** 24;
  const durations = {
    samples: { value: samples, min: 1, max: most },
    skip: { value: skip, min: 0, max: most },
    'settle.every': { value: settle?.every ?? PROGRESS, min: 1, max: most },
  };
  return timedStage('calibrate', durations, counts =>
    calibrating({
      ...{ samples: counts.samples, skip: counts.skip, every: counts['settle.every'], flat, onRange, onProgress },
      statistics: tracker(),
      settle: settle && { tolerance: settle.tolerance, rounds: settle.rounds },
    }),
  );
}

interface Calibration extends Pick<CalibrateOptions, 'onRange' | 'onProgress'> {
  readonly samples: number;
  readonly skip: number;
  /** Samples between checks. */
  readonly every: number;
  readonly flat: 'error' | 'accept';
  readonly statistics: RangeTracker;
  readonly settle: Omit<SettleOptions, 'every'> | undefined;
}

function calibrating({
  samples,
  skip,
  every,
  flat,
  statistics,
  settle,
  onRange,
  onProgress,
}: Calibration): Stage<Frame, RangedFrame> {
  const options = { samples, skip, flat, settle: settle ? { ...settle, every } : null };
  const watched = settle !== undefined || onProgress !== undefined;
  let held: Frame[] = [];
  let skipped = 0;
  let seen = 0;
  const alive = new Liveness(); // since the last check
  let range: Range | undefined;
  let last: Frame | undefined; // shape of the stream, for checks
  let checked: Range | undefined; // at the last check
  let settled = 0;

  function freeze(emit: Emit<RangedFrame>): void {
    range = statistics.value();
    const frozen = range;
    const frames = held;
    held = [];
    if (flat === 'error') checkWidth(frozen, frames[0], frames.at(-1) as Frame);
    if (onRange) {
      const counts = new OutsideCounts(frames[0].channels);
      let [before, left] = [skipped, seen];
      for (const f of frames) {
        const from = Math.min(f.length, before);
        const count = Math.min(f.length - from, left);
        if (count > 0) counts.push(sliceFrame(f, from, from + count), count, frozen);
        before -= from;
        left -= count;
      }
      onRange(frozen, counts.value());
    }
    for (const f of frames) emit({ ...f, range: frozen });
  }

  /** Whether the range has settled. */
  function check(): boolean {
    const now = statistics.value();
    const works = alive.value().every(dead => dead === undefined);
    if (settle) settled = works && checked && moved(checked, now) <= settle.tolerance ? settled + 1 : 0;
    alive.reset();
    checked = now;
    onProgress?.({ samples: seen, range: now, settled });
    return settle !== undefined && settled >= settle.rounds;
  }

  /** Shows a frame to the tracker as far as it is wanted; returns whether that is the end of calibration. */
  function learn(f: Frame): boolean {
    const first = Math.min(f.length, skip - skipped);
    skipped += first;
    for (let from = first; from < f.length;) {
      const index = f.start + from;
      const toCheck = watched ? (Math.floor(index / every) + 1) * every - index : Infinity;
      const count = Math.min(f.length - from, samples - seen, toCheck);
      const part = sliceFrame(f, from, from + count);
      statistics.push(part);
      if (settle) alive.push(part);
      seen += count;
      from += count;
      if (count === toCheck && check()) return true;
      if (seen === samples) return true;
    }
    return false;
  }

  return inTurn({
    process(f, emit) {
      if (range) {
        emit({ ...f, range });
        return;
      }
      if (last) checkFollows('calibrate', f, last.info, last.start + last.length);
      last = f;
      held.push(f);
      if (learn(f)) freeze(emit);
    },
    flush(emit) {
      if (!range && held.length > 0) freeze(emit);
    },
    save: () => ({
      who: 'calibrate',
      version: 4,
      options,
      statistics: statistics.save(),
      alive: alive.save(),
      skipped,
      seen,
      settled,
      checked: checked ? saveRange(checked) : null,
      range: range ? saveRange(range) : null,
      info: held.length > 0 ? saveInfo(held[0].info) : null,
      held: held.map(saveFrame),
    }),
    restore(saved) {
      const state = loadState('calibrate', 4, saved, options);
      statistics.restore(state.statistics);
      alive.restore('calibrate', state.alive);
      skipped = loadCount('calibrate', 'skipped', state.skipped);
      seen = loadCount('calibrate', 'seen', state.seen);
      settled = loadCount('calibrate', 'settled', state.settled);
      checked = state.checked === null ? undefined : loadRange('calibrate', state.checked);
      range = state.range === null ? undefined : loadRange('calibrate', state.range);
      held = loadFrames('calibrate', state.info, state.held);
      last = held.at(-1);
      // until there is a range all that was skipped and seen is held
      const length = held.reduce((sum, f) => sum + f.length, 0);
      if (range ? held.length > 0 : length !== skipped + seen) {
        throw new FormatError(
          'format-state',
          `calibrate: ${skipped} samples skipped and ${seen} seen must be those held, got ${length}${range ? ' behind a range' : ''}`,
        );
      }
    },
  });
}

/** Ends the stream where a channel had one value from the first frame to the last. */
function checkWidth({ min, max }: Range, first: Frame, last: Frame): void {
  const c = min.findIndex((low, k) => low === max[k]);
  if (c < 0) return;
  throw new DataError(
    'data-range',
    `calibrate: channel ${first.info.names[c]} had the one value ${min[c]} from ${when(first.info, first.start)} to ` +
      `${when(last.info, last.start + last.length)}, so its range has no width: is its lead off, is it at rest? skip the time before ` +
      `it works (skip: '10s'), take more samples, or freeze it as it is (flat: 'accept')`,
  );
}

/** How far the ends have moved, as a share of the width of the new range; of all channels the most. */
function moved(from: Range, to: Range): number {
  let most = 0;
  for (let c = 0; c < to.min.length; c++) {
    const move = Math.max(Math.abs(to.min[c] - from.min[c]), Math.abs(to.max[c] - from.max[c]));
    if (move === 0) continue;
    const share = move / (to.max[c] - to.min[c]);
    most = Math.max(most, Number.isNaN(share) ? Infinity : share);
  }
  return most;
}
