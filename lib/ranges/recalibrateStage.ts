import { checkFunction, checkInteger, checkNumber } from '../check.js';
import { type Frame, type RangedFrame, saveInfo } from '../frame.js';
import { reframeStage } from '../framing/reframeStage.js';
import { type Emit, fuse, type Stage } from '../stage.js';
import { Sketch } from '../statistics/sketch.js';
import { loadCount, loadState } from '../state.js';
import { OutsideCounts } from './confidence.js';
import { driftOf, type DriftLimits, type DriftReason } from './drift.js';
import { loadFrames, saveFrame } from './heldFrames.js';
import { minMax } from './minMax.js';
import { loadRange, type Range, type RangeTracker, saveRange } from '../range.js';

/** That a range was swapped: when and why. */
export interface DriftReport {
  /** Absolute index of the first sample under the new range. */
  readonly start: number;
  /** What the block at `start` showed. */
  readonly reasons: readonly DriftReason[];
  readonly from: Range;
  readonly to: Range;
}

/** Options of {@link recalibrateStage}. */
export interface RecalibrateOptions {
  /** Samples a block, an integer in [16, 2^24]: blocks stand at the absolute indices k * every. Defaults to 1024. */
  readonly every?: number;
  /**
   * Blocks that the first range is taken from, an integer in [1, 1024]; they are held until it is known. Defaults to 4.
   */
  readonly blocks?: number;
  /** Blocks in a row that must drift before the range is swapped, an integer of at least 1. Defaults to 2. */
  readonly rounds?: number;
  /** Makes trackers. Defaults to {@link minMax}. */
  readonly tracker?: () => RangeTracker;
  /** The largest share of samples outside of the range, in [0, 1]. Defaults to 0.01. */
  readonly clipping?: number;
  /**
   * The largest ratio between the widths of a block's range and the range in force, either way, above 1. Defaults to 2.
   */
  readonly ratio?: number;
  /** The largest Kolmogorov-Smirnov distance between a block and the calibration, in (0, 1]. Defaults to 0.2. */
  readonly distance?: number;
  /** Told of every swap. */
  readonly onDrift?: (report: DriftReport) => void;
}

/**
 * Watches a running service: freezes the range of the first `blocks` blocks, and swaps it at the start of a block when
 * the signal has drifted. Nothing is lost, and every sample has a range.
 *
 * A block drifts when a channel shows more clipping, another width or another distribution than the limits allow;
 * clipping and distribution must also be beyond what chance makes of independent samples, once in a million times.
 * After `rounds` such blocks in a row the tracker's range of those blocks comes into force, from the first sample of
 * the last of them on. A block that a gap or the end cuts short to less than half is not judged. NaN and infinities
 * meet the tracker's rule.
 *
 * Delay: `blocks` blocks at first, then one. Memory: those blocks, and three sketches of 1024 cells a channel.
 */
export function recalibrateStage({
  every = 1024,
  blocks = 4,
  rounds = 2,
  tracker = minMax,
  clipping = 0.01,
  ratio = 2,
  distance = 0.2,
  onDrift,
}: RecalibrateOptions = {}): Stage<Frame, RangedFrame> {
  checkInteger('recalibrate', 'every', every, 16, 2 ** 24);
  checkInteger('recalibrate', 'blocks', blocks, 1, 1024);
  checkInteger('recalibrate', 'rounds', rounds, 1);
  checkFunction('recalibrate', 'tracker', tracker);
  checkNumber('recalibrate', 'clipping', clipping, 'a number in [0, 1]', x => x >= 0 && x <= 1);
  checkNumber('recalibrate', 'ratio', ratio, 'a finite number above 1', x => x > 1);
  checkNumber('recalibrate', 'distance', distance, 'a number in (0, 1]', x => x > 0 && x <= 1);
  const watch = watchBlocks({ every, blocks, rounds, tracker, limits: { clipping, ratio, distance }, onDrift });
  return fuse(reframeStage({ size: every }), watch);
}

const newSketch = () => new Sketch('recalibrate', 1024, 'skip');

interface WatchOptions {
  readonly every: number;
  readonly blocks: number;
  readonly rounds: number;
  readonly tracker: () => RangeTracker;
  readonly limits: DriftLimits;
  readonly onDrift: ((report: DriftReport) => void) | undefined;
}

function watchBlocks({ every, blocks, rounds, tracker, limits, onDrift }: WatchOptions): Stage<Frame, RangedFrame> {
  const options = { every, blocks, rounds, ...limits };
  const learner = tracker(); // of the calibration, then of the blocks that drift
  const judge = tracker(); // of one block
  const calibration = newSketch();
  const drifting = newSketch();
  const current = newSketch();
  let held: Frame[] = [];
  let range: Range | undefined;
  let driftingBlocks = 0;

  function freeze(emit: Emit<RangedFrame>): void {
    const frozen = (range = learner.value());
    learner.reset();
    const frames = held;
    held = [];
    for (const f of frames) emit({ ...f, range: frozen });
  }

  function reasonsIn(f: Frame, inForce: Range): DriftReason[] {
    judge.reset();
    judge.push(f);
    current.reset();
    current.push(f);
    if (f.length < every / 2) return [];
    const counts = new OutsideCounts(f.channels);
    counts.push(f, f.length, inForce);
    return driftOf(
      {
        names: f.info.names,
        range: inForce,
        blockRange: judge.value(),
        clipped: counts.value().outside,
        calibration: calibration.value(),
        block: current.value(),
      },
      limits,
    );
  }

  /** The range for a block: the one in force, or a new one. */
  function rangeFor(f: Frame, inForce: Range): Range {
    const reasons = reasonsIn(f, inForce);
    if (reasons.length === 0) {
      if (f.length >= every / 2) forget();
      return inForce;
    }
    learner.push(f);
    drifting.merge(current);
    driftingBlocks++;
    if (driftingBlocks < rounds) return inForce;
    const to = learner.value();
    calibration.reset();
    calibration.merge(drifting);
    forget();
    onDrift?.(Object.freeze({ start: f.start, reasons: Object.freeze(reasons), from: inForce, to }));
    return to;
  }

  function forget(): void {
    if (driftingBlocks === 0) return;
    learner.reset();
    drifting.reset();
    driftingBlocks = 0;
  }

  return {
    process(f, emit) {
      if (range) {
        range = rangeFor(f, range);
        emit({ ...f, range });
        return;
      }
      held.push(f);
      learner.push(f);
      calibration.push(f);
      if (held.length === blocks) freeze(emit);
    },
    flush(emit) {
      if (!range && held.length > 0) freeze(emit);
    },
    save: () => ({
      who: 'recalibrate',
      version: 2,
      options,
      learner: learner.save(),
      calibration: calibration.save(),
      drifting: drifting.save(),
      driftingBlocks,
      range: range ? saveRange(range) : null,
      info: held.length > 0 ? saveInfo(held[0].info) : null,
      held: held.map(saveFrame),
    }),
    restore(saved) {
      const state = loadState('recalibrate', 2, saved, options);
      learner.restore(state.learner);
      calibration.restore(state.calibration);
      drifting.restore(state.drifting);
      driftingBlocks = loadCount('recalibrate', 'driftingBlocks', state.driftingBlocks);
      range = state.range === null ? undefined : loadRange('recalibrate', state.range);
      held = loadFrames('recalibrate', state.info, state.held);
    },
  };
}
