import { checkFunction, checkInteger, checkNumber, checkPositive } from '../check.js';
import { FormatError } from '../errors.js';
import { type Frame, type RangedFrame, saveInfo } from '../frame.js';
import { reframeStage } from '../framing/reframeStage.js';
import { checkOptions, type OptionKeys } from '../options.js';
import { type Emit, fuse, type Stage } from '../stage.js';
import { Sketch } from '../statistics/sketch.js';
import { loadCount, loadNumbers, loadState } from '../state.js';
import { OutsideCounts } from './confidence.js';
import { Crossings } from './crossings.js';
import { driftOf, type DriftLimits, type DriftReason, slowDriftOf } from './drift.js';
import { loadFrames, saveFrame } from './heldFrames.js';
import { minMax } from './minMax.js';
import { loadRange, type Range, sameRange, saveRange } from '../range.js';
import type { RangeTracker } from '../rangeTracker.js';

/** That a range was swapped: when and why. */
export interface DriftReport {
  /** Absolute index of the first sample under the new range. */
  readonly start: number;
  /** What the blocks up to and with the one at `start` showed. */
  readonly reasons: readonly DriftReason[];
  readonly from: Range;
  readonly to: Range;
}

/** Options of {@link recalibrateStage}. */
export interface RecalibrateOptions {
  /** Samples a block, an integer in [16, 2^24]: blocks stand at the absolute indices k * every. Defaults to 1024. */
  readonly every?: number;
  /**
   * The fewest blocks that a range is taken from, an integer in [1, 1024]; the first ones are held until it is known. Defaults
   * to 4.
   */
  readonly blocks?: number;
  /** Stretches in a row that must drift before the range is swapped, an integer of at least 1. Defaults to 2. */
  readonly rounds?: number;
  /** Makes trackers. Defaults to {@link minMax}. */
  readonly tracker?: () => RangeTracker;
  /** The largest share of samples outside of the range, in [0, 1]. Defaults to 0.01. */
  readonly clipping?: number;
  /**
   * The largest ratio between the widths of a stretch's range and the range in force, either way, above 1. Defaults to 2.
   */
  readonly ratio?: number;
  /** The largest Kolmogorov-Smirnov distance between a stretch and the calibration, in (0, 1]. Defaults to 0.2. */
  readonly distance?: number;
  /** The largest move of the mean over a long stretch, in standard deviations, above 0. Defaults to 0.35. */
  readonly shift?: number;
  /** The largest ratio between the standard deviations of a long stretch and the calibration, either way, above 1. Defaults to 1.3. */
  readonly spread?: number;
  /** Told of every swap. */
  readonly onDrift?: (report: DriftReport) => void;
}

/** Crossings of its mean after which a signal has been seen whole. */
const WHOLE = 16;
/** Independent samples in a short stretch, in a long one, and in the calibration once it is full. */
const SHORT = 8;
const LONG = 256;
const FULL = 512;

const OPTIONS: OptionKeys<RecalibrateOptions> = {
  every: true,
  blocks: true,
  rounds: true,
  tracker: true,
  clipping: true,
  ratio: true,
  distance: true,
  shift: true,
  spread: true,
  onDrift: true,
};

/**
 * Watches a running service: takes a range from the first `blocks` blocks, and another one when the signal has drifted. Nothing is
 * lost, and every sample has a range.
 *
 * Calibration goes on until every channel has crossed its mean 16 times (constants do not count), as a signal that moves slowly has
 * not been seen whole before: the range is renewed with every block then, and nothing is judged. From then on it is frozen.
 *
 * Samples of a slow signal say little each, so what chance makes of them is reckoned in independent ones: a channel's memory is the
 * mean time between crossings during calibration. A short stretch, the blocks that hold 8 independent samples of every channel, drifts when a
 * channel shows more clipping, another width or another distribution than the limits allow; a long one, of 256, when its mean or its
 * standard deviation has moved. All but the width must also be beyond chance, once in a million times. After `rounds` short
 * stretches in a row, or one long, the range of those blocks comes into force, from the first sample of the last of them on, and
 * calibration begins anew. A block that a gap or the end cuts short to less than half is not judged. NaN and infinities meet the
 * tracker's rule.
 *
 * So a jump is found in `rounds` short stretches, a shift of half a standard deviation or a factor of 1.5 in at most two long ones:
 * of white noise in 2 blocks of 1024 samples, of a sine in 256 periods.
 *
 * Delay: `blocks` blocks at first, then one. Memory: those blocks, and four sketches of 1024 cells a channel.
 */
export function recalibrateStage(options: RecalibrateOptions = {}): Stage<Frame, RangedFrame> {
  const {
    every = 1024,
    blocks = 4,
    rounds = 2,
    tracker = minMax,
    clipping = 0.01,
    ratio = 2,
    distance = 0.2,
    shift = 0.35,
    spread = 1.3,
    onDrift,
  } = checkOptions('recalibrate', options, OPTIONS);
  checkInteger('recalibrate', 'every', every, 16, 2 ** 24);
  checkInteger('recalibrate', 'blocks', blocks, 1, 1024);
  checkInteger('recalibrate', 'rounds', rounds, 1);
  checkFunction('recalibrate', 'tracker', tracker);
  checkNumber('recalibrate', 'clipping', clipping, 'a number in [0, 1]', x => x >= 0 && x <= 1);
  checkNumber('recalibrate', 'ratio', ratio, 'a finite number above 1', x => x > 1);
  checkNumber('recalibrate', 'distance', distance, 'a number in (0, 1]', x => x > 0 && x <= 1);
  checkPositive('recalibrate', 'shift', shift);
  checkNumber('recalibrate', 'spread', spread, 'a finite number above 1', x => x > 1);
  const limits = { clipping, ratio, distance, shift, spread };
  const watch = watchBlocks({ every, blocks, rounds, tracker, limits, onDrift });
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
  const learner = tracker(); // of the calibration, then of stretches that may drift
  const judge = tracker(); // of one short stretch
  const calibration = newSketch();
  const crossings = new Crossings();
  let crossed: readonly number[] = []; // in the calibration
  const short = newSketch();
  const long = newSketch();
  const drifting = newSketch(); // short stretches in a row that drift
  const current = newSketch(); // one block
  let held: Frame[] = [];
  let range: Range | undefined;
  let calibrating = true;
  let seen = 0; // blocks of the calibration
  let driftingBlocks = 0;
  let driftingStretches = 0;
  let clipped: readonly number[] = []; // of the short stretch

  /** Samples of each channel that count as one independent one. */
  function memory(): number[] {
    return calibration.value().map((h, c) => Math.max(1, crossed[c] > 0 ? h.count / crossed[c] : 1));
  }

  /** Whether every channel has as many independent samples as that. */
  function holds(stretch: Sketch, samples: number): boolean {
    const lengths = memory();
    return stretch.value().every((h, c) => h.count === 0 || h.count >= samples * lengths[c]);
  }

  /** Takes a stretch into the calibration, and the crossings since the last one. */
  function learn(stretch: Sketch): void {
    calibration.merge(stretch);
    crossed = crossings.take().map((n, c) => n + (crossed[c] ?? 0));
  }

  function calibrate(f: Frame): void {
    learner.push(f);
    crossings.push(f, calibration.value());
    learn(current);
    seen++;
    endIfWhole();
  }

  /** Ends the calibration once every channel has been seen whole. */
  function endIfWhole(): void {
    const whole = calibration.value().every((h, c) => h.min === h.max || crossed[c] >= WHOLE);
    if (seen < blocks || !whole) return;
    calibrating = false;
    long.reset();
    forgetStretch();
  }

  function forgetStretch(): void {
    judge.reset();
    short.reset();
    clipped = [];
    if (driftingStretches > 0) return;
    learner.reset();
    drifting.reset();
    driftingBlocks = 0;
  }

  /** Takes a block into the short stretch. */
  function extend(f: Frame, inForce: Range): void {
    judge.push(f);
    learner.push(f);
    short.merge(current);
    crossings.push(f, calibration.value());
    driftingBlocks++;
    const counts = new OutsideCounts(f.channels);
    counts.push(f, f.length, inForce);
    clipped = counts.value().outside.map((n, c) => n + (clipped[c] ?? 0));
  }

  /** What a complete short stretch, and the long one with it, say against the range; enough of it to swap. */
  function judgeStretch({ info }: Frame, inForce: Range): readonly DriftReason[] {
    const then = { names: info.names, memory: memory(), calibration: calibration.value() };
    const found = driftOf({ ...then, now: short.value(), range: inForce, ownRange: judge.value(), clipped }, limits);
    if (found.length > 0) {
      crossings.take();
      drifting.merge(short);
      driftingStretches++;
      return driftingStretches >= rounds ? found : [];
    }
    driftingStretches = 0;
    long.merge(short);
    if (holds(long, LONG)) {
      const slow = slowDriftOf({ ...then, now: long.value() }, limits);
      long.reset();
      if (slow.length > 0) {
        drifting.merge(short);
        return slow;
      }
    }
    if (holds(calibration, FULL)) crossings.take();
    else learn(short);
    return [];
  }

  /** The range for a block: the one in force, or a new one. */
  function rangeFor(f: Frame, inForce: Range): Range {
    if (calibrating) {
      calibrate(f);
      if (!calibrating) return inForce;
      const now = learner.value();
      return sameRange(now, inForce) ? inForce : now;
    }
    if (f.length < every / 2) return inForce;
    extend(f, inForce);
    if (!holds(short, SHORT)) return inForce;
    const reasons = judgeStretch(f, inForce);
    if (reasons.length === 0) {
      forgetStretch();
      return inForce;
    }
    const to = learner.value(); // which goes on learning
    calibration.reset();
    calibration.merge(drifting);
    crossings.reset();
    crossed = [];
    drifting.reset();
    short.reset();
    judge.reset();
    clipped = [];
    [seen, driftingBlocks, driftingStretches, calibrating] = [driftingBlocks, 0, 0, true];
    onDrift?.(Object.freeze({ start: f.start, reasons: Object.freeze(reasons), from: inForce, to }));
    return to;
  }

  return {
    process(f, emit) {
      current.reset();
      current.push(f);
      if (range) {
        range = rangeFor(f, range);
        emit({ ...f, range });
        return;
      }
      held.push(f);
      if (held.length >= blocks) start(emit);
    },
    flush(emit) {
      if (!range && held.length > 0) start(emit);
    },
    save: () => ({
      who: 'recalibrate',
      version: 3,
      options,
      learner: learner.save(),
      judge: judge.save(),
      sketches: [calibration, short, long, drifting].map(s => s.save()),
      crossings: crossings.save(),
      counts: { seen, driftingBlocks, driftingStretches },
      crossed,
      clipped,
      calibrating,
      range: range ? saveRange(range) : null,
      info: held.length > 0 ? saveInfo(held[0].info) : null,
      held: held.map(saveFrame),
    }),
    restore(saved) {
      const state = loadState('recalibrate', 3, saved, options);
      const { sketches, counts } = state;
      if (!Array.isArray(sketches) || sketches.length !== 4 || typeof state.calibrating !== 'boolean') {
        throw new FormatError('format-state', 'recalibrate: the saved state is damaged');
      }
      learner.restore(state.learner);
      judge.restore(state.judge);
      [calibration, short, long, drifting].forEach((s, k) => s.restore(sketches[k]));
      crossings.restore('recalibrate', state.crossings);
      const count = (field: string) =>
        loadCount('recalibrate', field, (counts as Record<string, unknown> | null)?.[field]);
      [seen, driftingBlocks, driftingStretches] = ['seen', 'driftingBlocks', 'driftingStretches'].map(count);
      [crossed, clipped] = [state.crossed, state.clipped].map(list => loadNumbers('recalibrate', list));
      calibrating = state.calibrating;
      range = state.range === null ? undefined : loadRange('recalibrate', state.range);
      held = loadFrames('recalibrate', state.info, state.held);
    },
  };

  /** The held blocks leave under their range. */
  function start(emit: Emit<RangedFrame>): void {
    const frames = held;
    held = [];
    for (const f of frames) {
      current.reset();
      current.push(f);
      learner.push(f);
      calibration.merge(current);
    }
    for (const f of frames) crossings.push(f, calibration.value());
    crossed = crossings.take();
    seen = frames.length;
    range = learner.value();
    const frozen = range;
    endIfWhole();
    for (const f of frames) emit({ ...f, range: frozen });
  }
}
