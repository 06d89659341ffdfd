import { checkFunction, checkInteger, checkPositive } from '../check.js';
import { checkFollows, type Frame, type RangedFrame, saveInfo } from '../frame.js';
import { checkOptions, type OptionKeys } from '../options.js';
import { sliceFrame } from '../sliceFrame.js';
import { type Emit, inTurn, type Stage } from '../stage.js';
import { loadCount, loadState } from '../state.js';
import { OutsideCounts, type RangeConfidence } from './confidence.js';
import { loadFrames, saveFrame } from './heldFrames.js';
import { minMax } from './minMax.js';
import { loadRange, type Range, saveRange } from '../range.js';
import type { RangeTracker } from '../rangeTracker.js';

/** When a range counts as settled. */
export interface SettleOptions {
  /** The largest move of an end since the check before, as a share of the range's width, in each channel, > 0. */
  readonly tolerance: number;
  /** Samples between checks, an integer of at least 1: checks stand at the absolute indices k * every. */
  readonly every: number;
  /** Checks in a row that must be within the tolerance, an integer of at least 1. */
  readonly rounds: number;
}

/** How far a calibration has come. */
export interface CalibrationProgress {
  /** Samples seen in each channel. */
  readonly samples: number;
  /** The range so far. */
  readonly range: Range;
  /** Checks in a row within the tolerance; 0 without `settle`. */
  readonly settled: number;
}

/** Options of {@link calibrateStage}. */
export interface CalibrateOptions {
  /** The most samples in each channel that the range is taken from, an integer in [1, 2^24]. */
  readonly samples: number;
  /** Makes the tracker; called once for each subscription. Defaults to {@link minMax}. */
  readonly tracker?: () => RangeTracker;
  /** Stop before `samples` once the range has settled. By default it does not stop. */
  readonly settle?: SettleOptions;
  /** Told of the frozen range, once, and how far it may be trusted. */
  readonly onRange?: (range: Range, confidence: RangeConfidence) => void;
  /** Told at each absolute index k * every (of `settle`, or 1024) while calibration lasts. */
  readonly onProgress?: (progress: CalibrationProgress) => void;
}

const PROGRESS = 1024;

const OPTIONS: OptionKeys<CalibrateOptions> = {
  samples: true,
  tracker: true,
  settle: true,
  onRange: true,
  onProgress: true,
};

/**
 * Takes the range of the first `samples` samples and freezes it for the whole stream. The samples it looked at are held
 * and then given out too, in order: nothing is lost. A shorter stream is calibrated on what there is.
 *
 * With `settle` it may end sooner: at the absolute indices k * every the range is compared with the one at the check
 * before; when neither end of any channel has moved by more than `tolerance` times the width of the newer range,
 * `rounds` times in a row, it is frozen at that sample.
 *
 * Holds at most `samples` samples and one input frame.
 */
export function calibrateStage(given: CalibrateOptions): Stage<Frame, RangedFrame> {
  const { samples, tracker = minMax, settle, onRange, onProgress } = checkOptions('calibrate', given, OPTIONS);
  checkInteger('calibrate', 'samples', samples, 1, 2 ** 24);
  checkFunction('calibrate', 'tracker', tracker);
  if (settle) {
    checkPositive('calibrate', 'settle.tolerance', settle.tolerance);
    checkInteger('calibrate', 'settle.every', settle.every, 1, 2 ** 24);
    checkInteger('calibrate', 'settle.rounds', settle.rounds, 1);
  }
  const options = { samples, settle: settle ? { ...settle } : null };
  const every = settle?.every ?? PROGRESS;
  const watched = settle !== undefined || onProgress !== undefined;
  const statistics = tracker();
  let held: Frame[] = [];
  let seen = 0;
  let range: Range | undefined;
  let last: Frame | undefined; // shape of the stream, for checks
  let checked: Range | undefined; // at the last check
  let settled = 0;

  function freeze(emit: Emit<RangedFrame>): void {
    range = statistics.value();
    const frozen = range;
    const frames = held;
    held = [];
    if (onRange) {
      const counts = new OutsideCounts(frames[0].channels);
      let left = seen;
      for (const f of frames) {
        counts.push(f, Math.min(f.length, left), frozen);
        left -= Math.min(f.length, left);
      }
      onRange(frozen, counts.value());
    }
    for (const f of frames) emit({ ...f, range: frozen });
  }

  /** Whether the range has settled. */
  function check(): boolean {
    const now = statistics.value();
    if (settle) settled = checked && moved(checked, now) <= settle.tolerance ? settled + 1 : 0;
    checked = now;
    onProgress?.({ samples: seen, range: now, settled });
    return settle !== undefined && settled >= settle.rounds;
  }

  /** Shows a frame to the tracker as far as it is wanted; returns whether that is the end of calibration. */
  function learn(f: Frame): boolean {
    for (let from = 0; from < f.length;) {
      const index = f.start + from;
      const toCheck = watched ? (Math.floor(index / every) + 1) * every - index : Infinity;
      const count = Math.min(f.length - from, samples - seen, toCheck);
      statistics.push(sliceFrame(f, from, from + count));
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
        if (held.length > 0)
          held.push(f); // emitted while what was held is on its way: behind it
        else emit({ ...f, range });
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
      version: 3,
      options,
      statistics: statistics.save(),
      seen,
      settled,
      checked: checked ? saveRange(checked) : null,
      range: range ? saveRange(range) : null,
      info: held.length > 0 ? saveInfo(held[0].info) : null,
      held: held.map(saveFrame),
    }),
    restore(saved) {
      const state = loadState('calibrate', 3, saved, options);
      statistics.restore(state.statistics);
      seen = loadCount('calibrate', 'seen', state.seen);
      settled = loadCount('calibrate', 'settled', state.settled);
      checked = state.checked === null ? undefined : loadRange('calibrate', state.checked);
      range = state.range === null ? undefined : loadRange('calibrate', state.range);
      held = loadFrames('calibrate', state.info, state.held);
      last = held.at(-1);
    },
  });
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
