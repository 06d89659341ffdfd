import { checkFunction } from '../check.js';
import { type Duration, timedStage } from '../duration.js';
import type { Frame, RangedFrame } from '../frame.js';
import { type Latency, reframeStage } from '../framing/reframeStage.js';
import { checkOptions, type OptionKeys } from '../options.js';
import { fuse, type Stage } from '../stage.js';
import { loadState } from '../state.js';
import { slidingMinMax } from './slidingMinMax.js';
import { loadRange, type Range, sameRange, saveRange } from '../range.js';
import type { RangeTracker } from '../rangeTracker.js';

/** Options of {@link trackRangeStage}. */
export interface TrackRangeOptions {
  /** Makes the tracker; called once for each subscription. Defaults to {@link slidingMinMax} over the last four blocks. */
  readonly tracker?: () => RangeTracker;
  /** Time between updates of the range: an integer of at least 1 in samples, or a time such as `'250ms'`. Defaults to 1024. */
  readonly every?: Duration | undefined;
  /** Called once, with the first frame: how long a sample waits at most. */
  readonly onLatency?: ((latency: Latency) => void) | undefined;
}

/** Blocks that the default range remembers. */
const BLOCKS = 4;
const MOST = 2 ** 24;

const OPTIONS: OptionKeys<TrackRangeOptions> = { tracker: true, every: true, onLatency: true };

/**
 * Gives every sample a range. The range is renewed at the absolute indices k * every, and the range of block k is that of
 * all samples up to the block's end: a block is held until it is complete, then leaves as one frame.
 *
 * Delay: at most `every` samples. Under the default no sample lies outside its range, and the range forgets: a spike widens it for the block
 * that holds it and the three behind. `minMax` never forgets.
 */
export function trackRangeStage(options: TrackRangeOptions = {}): Stage<Frame, RangedFrame> {
  const { tracker, every = 1024, onLatency } = checkOptions('trackRange', options, OPTIONS);
  if (tracker !== undefined) checkFunction('trackRange', 'tracker', tracker);
  return timedStage('trackRange', { every: { value: every, min: 1, max: MOST } }, ({ every: size }) => {
    const make = tracker ?? (() => slidingMinMax({ window: Math.min(BLOCKS * size, MOST) }));
    return fuse(reframeStage({ size, onLatency }), rangeOfBlocks(make()));
  });
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
