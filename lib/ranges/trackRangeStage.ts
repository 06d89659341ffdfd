import { checkFunction } from '../check.js';
import type { Frame, RangedFrame } from '../frame.js';
import { reframeStage } from '../framing/reframeStage.js';
import { checkOptions, type OptionKeys } from '../options.js';
import { fuse, type Stage } from '../stage.js';
import { loadState } from '../state.js';
import { minMax } from './minMax.js';
import { loadRange, type Range, sameRange, saveRange } from '../range.js';
import type { RangeTracker } from '../rangeTracker.js';

/** Options of {@link trackRangeStage}. */
export interface TrackRangeOptions {
  /** Makes the tracker; called once for each subscription. Defaults to {@link minMax}. */
  readonly tracker?: () => RangeTracker;
  /** Samples between updates of the range, an integer of at least 1. Defaults to 1024. */
  readonly every?: number;
}

const OPTIONS: OptionKeys<TrackRangeOptions> = { tracker: true, every: true };

/**
 * Gives every sample a range. The range is renewed at the absolute indices k * every, and the range of block k is that of
 * all samples up to the block's end: a block is held until it is complete, then leaves as one frame.
 *
 * Delay: at most `every` samples. Under {@link minMax} no sample lies outside its range.
 */
export function trackRangeStage(options: TrackRangeOptions = {}): Stage<Frame, RangedFrame> {
  const { tracker = minMax, every = 1024 } = checkOptions('trackRange', options, OPTIONS);
  checkFunction('trackRange', 'tracker', tracker);
  return fuse(reframeStage({ size: every }), rangeOfBlocks(tracker()));
}

/** Attaches the tracker's range to each frame after showing it the frame. */
function rangeOfBlocks(tracker: RangeTracker): Stage<Frame, RangedFrame> {
  let range: Range | undefined;
  return {
    process(f, emit) {
      tracker.push(f);
      const now = tracker.value();
      if (!range || !sameRange(range, now)) range = now;
      emit({ ...f, range });
    },
    flush: () => {},
    save: () => ({
      who: 'trackRange',
      version: 1,
      options: {}, // the block is reframe's, the tracker has its own
      tracker: tracker.save(),
      range: range ? saveRange(range) : null,
    }),
    restore(saved) {
      const state = loadState('trackRange', 1, saved);
      tracker.restore(state.tracker);
      range = state.range === null ? undefined : loadRange('trackRange', state.range);
    },
  };
}
