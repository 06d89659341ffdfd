import { checkFunction, checkInteger, checkNumber, checkPositive } from '../check.js';
import { type Duration, timedStage } from '../duration.js';
import { FormatError } from '../errors.js';
import { type Frame, type RangedFrame, saveInfo } from '../frame.js';
import { reframeStage } from '../framing/reframeStage.js';
import { checkOptions, type OptionKeys } from '../options.js';
import { type Emit, fuse, type Stage } from '../stage.js';
import { Sketch } from '../statistics/sketch.js';
import { loadCount, loadNumbers, loadState } from '../state.js';
import { OutsideCounts } from './confidence.js';
import { Crossings } from './crossings.js';
import {
  type DriftEvidence,
  driftOf,
  type DriftLimits,
  type DriftReason,
  onlySmaller,
  overloadOf,
  slowDriftOf,
} from './drift.js';
import { Excess } from './excess.js';
import { loadFrames, saveFrame } from './heldFrames.js';
import { Liveness } from './liveness.js';
import { minMax } from './minMax.js';
import { intervalOf, loadRange, type Range, rangeNotes, sameRange, saveRange } from '../range.js';
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
  /**
   * Samples a block, an integer in [16, 2^24], or a time such as `'1s'`: blocks stand at the absolute indices k * every. Defaults to 1024.
   */
  readonly every?: Duration | undefined;
  /**
   * The fewest blocks that a range is taken from, an integer in [1, 1024], counted in samples where gaps cut them; the first ones are held
   * until it is known. Defaults to 4.
   */
  readonly blocks?: number;
  /** Stretches in a row that must drift before the range is swapped, an integer of at least 1. Defaults to 2. */
  readonly rounds?: number;
  /** Makes trackers. Defaults to {@link minMax}. */
  readonly tracker?: () => RangeTracker;
  /** The largest share of samples outside of the range, in [0, 1]. Defaults to 0.01. */
  readonly clipping?: number;
  /** The most power outside of the range, over the variance of the calibration, above 0: more of it widens the range at once. Defaults to 0.1. */
  readonly overload?: number | undefined;
  /** How long a signal must be smaller before the range follows: samples, or a time such as `'10min'`. Defaults to 64 blocks. */
  readonly patience?: Duration | undefined;
  /** The least width of the range, over the largest one it had, in [0, 1]. Defaults to 1/8. */
  readonly floor?: number | undefined;
  /**
   * The largest ratio of the width of a stretch's range to that in force, above 1. Defaults to 2.
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
  overload: true,
  patience: true,
  floor: true,
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
 * calibration begins anew. Stretches are counted in samples: gaps that cut blocks into fragments change nothing. NaN and infinities meet
 * the tracker's rule.
 *
 * - *Larger, at once*: a short stretch that leaves the range three times, with more power than `overload` times the variance,
 *   swaps it alone: a peak of 2 % of the time that grows.
 * - *Smaller, slowly*: a signal that stays within the range and has less deviation must do so for `patience`, and the range never becomes
 *   narrower than `floor` times the widest it was: a machine that stops does not cost its restart.
 * - *Dead, never*: a block in which a channel that had a signal is flat (at most two values), railed (a fifth at one extreme) or missing (a
 *   tenth) is neither learned from nor judged.
 *
 * So a jump is found in a short stretch, a shift of half a standard deviation or a growth by 1.5 in at most two long ones: of white noise
 * in 2 blocks of 1024 samples, of a sine in 256 periods.
 *
 * Delay: `blocks` blocks at first, eight times as many while the sensor is dead, then one. Memory: those blocks, and five sketches of 1024
 * cells a channel.
 */
export function recalibrateStage(options: RecalibrateOptions = {}): Stage<Frame, RangedFrame> {
  const {
    every = 1024,
    blocks = 4,
    rounds = 2,
    tracker = minMax,
    clipping = 0.01,
    overload = 0.1,
    patience,
    floor = 1 / 8,
    ratio = 2,
    distance = 0.2,
    shift = 0.35,
    spread = 1.3,
    onDrift,
  } = checkOptions('recalibrate', options, OPTIONS);
  checkInteger('recalibrate', 'blocks', blocks, 1, 1024);
  checkInteger('recalibrate', 'rounds', rounds, 1);
  checkFunction('recalibrate', 'tracker', tracker);
  checkNumber('recalibrate', 'clipping', clipping, 'a number in [0, 1]', x => x >= 0 && x <= 1);
  checkPositive('recalibrate', 'overload', overload);
  checkNumber('recalibrate', 'floor', floor, 'a number in [0, 1]', x => x >= 0 && x <= 1);
  checkNumber('recalibrate', 'ratio', ratio, 'a finite number above 1', x => x > 1);
  checkNumber('recalibrate', 'distance', distance, 'a number in (0, 1]', x => x > 0 && x <= 1);
  checkPositive('recalibrate', 'shift', shift);
  checkNumber('recalibrate', 'spread', spread, 'a finite number above 1', x => x > 1);
  const limits = { clipping, overload, ratio, distance, shift, spread };
  const durations = {
    every: { value: every, min: 16, max: 2 ** 24 },
    patience: { value: patience ?? 0, min: 0, max: 2 ** 40 },
  };
  return timedStage('recalibrate', durations, samples => {
    const wait = patience === undefined ? CALM * samples.every : samples.patience;
    const watch = watchBlocks({
      every: samples.every,
      patience: wait,
      floor,
      blocks,
      rounds,
      tracker,
      limits,
      onDrift,
    });
    return fuse(reframeStage({ size: samples.every }), watch);
  });
}

/** Ratio of variances from which on a channel rests. */
const REST = 16;
/** Blocks for which a signal must be smaller, by default. */
const CALM = 64;
/** How many times the first blocks are held while the sensor is dead. */
const DEAD = 8;

const newSketch = () => new Sketch('recalibrate', 1024, 'skip');

interface WatchOptions {
  readonly every: number;
  readonly patience: number;
  readonly floor: number;
  readonly blocks: number;
  readonly rounds: number;
  readonly tracker: () => RangeTracker;
  readonly limits: DriftLimits;
  readonly onDrift: ((report: DriftReport) => void) | undefined;
}

function watchBlocks({
  every,
  patience,
  floor,
  blocks,
  rounds,
  tracker,
  limits,
  onDrift,
}: WatchOptions): Stage<Frame, RangedFrame> {
  const options = { every, patience, floor, blocks, rounds, ...limits };
  let learner = tracker(); // of the calibration, then of stretches that may drift
  const judge = tracker(); // of one short stretch
  let longLearner = tracker(); // of the long stretch
  const alive = new Liveness(); // of one block
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
  let widths: number[] = []; // the largest that the range had
  let heldAlive = 0; // samples held that show a signal
  let seen = 0; // samples of the calibration
  let [shortSamples, longSamples] = [0, 0];
  let driftingSamples = 0;
  let driftingStretches = 0;
  let clipped: readonly number[] = []; // of the short stretch
  const excess = new Excess(); // of the short stretch
  let calm: readonly string[] = []; // channels that have become smaller during the long stretch

  /** A range that is not narrower than the floor, about its own middle. */
  function floored(r: Range): Range {
    const ends = widths.map((widest, c): readonly [number, number] => {
      const [min, max] = intervalOf(r, c);
      const lack = floor * widest - (max - min);
      return lack > 0 ? [min - lack / 2, max + lack / 2] : [min, max];
    });
    if (ends.every(([min], c) => min === intervalOf(r, c)[0])) return r;
    return Object.freeze({
      min: Object.freeze(ends.map(([min]) => min)),
      max: Object.freeze(ends.map(([, max]) => max)),
      ...rangeNotes(r),
    });
  }

  /** Puts a range into force. */
  function enforce(r: Range): Range {
    const kept = floored(r);
    widths = kept.min.map((min, c) => Math.max(widths[c] ?? 0, kept.max[c] - min));
    return kept;
  }

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
    seen += f.length;
    endIfWhole();
  }

  /** Ends the calibration once every channel has been seen whole. */
  function endIfWhole(): void {
    const whole = calibration.value().every((h, c) => h.min === h.max || crossed[c] >= WHOLE);
    if (seen < blocks * every || !whole) return;
    calibrating = false;
    forgetLong();
    forgetStretch();
  }

  function forgetStretch(): void {
    judge.reset();
    short.reset();
    clipped = [];
    excess.next();
    shortSamples = 0;
    if (driftingStretches > 0) return;
    learner.reset();
    drifting.reset();
    driftingSamples = 0;
  }

  function forgetLong(): void {
    long.reset();
    longLearner.reset();
    longSamples = 0;
    calm = [];
  }

  /** Takes a block into the short stretch. */
  function extend(f: Frame, inForce: Range): void {
    judge.push(f);
    learner.push(f);
    short.merge(current);
    crossings.push(f, calibration.value());
    longLearner.push(f);
    shortSamples += f.length;
    longSamples += f.length;
    driftingSamples += f.length;
    excess.push(f, inForce);
    const counts = new OutsideCounts(f.channels);
    counts.push(f, f.length, inForce);
    clipped = counts.value().outside.map((n, c) => n + (clipped[c] ?? 0));
  }

  /** What a complete short stretch, and the long one with it, say against the range; enough of it to swap. */
  function judgeStretch({ info }: Frame, inForce: Range): readonly DriftReason[] {
    const then = { names: info.names, memory: memory(), calibration: calibration.value() };
    const evidence: DriftEvidence = {
      ...then,
      now: short.value(),
      range: inForce,
      ownRange: judge.value(),
      clipped,
      excess,
    };
    const overloaded = overloadOf(evidence, limits);
    const found = [...overloaded, ...driftOf(evidence, limits)];
    const smallerNow = found.length > 0 && onlySmaller(evidence, channelsOf(found));
    if (calm.length > 0 && !onlySmaller(evidence, calm)) forgetLong(); // it is over
    if (found.length > 0 && !smallerNow) {
      forgetLong();
      crossings.take();
      drifting.merge(short);
      driftingStretches++;
      return driftingStretches >= rounds || overloaded.length > 0 ? found : [];
    }
    driftingStretches = 0;
    long.merge(short);
    if (holds(long, LONG)) {
      const now = long.value();
      const slow = slowDriftOf({ ...then, now }, limits);
      const concerned = channelsOf(slow);
      const smaller = onlySmaller({ ...then, now, range: inForce, ownRange: longLearner.value() }, concerned);
      if (slow.length > 0 && smaller) {
        calm = concerned;
        if (longSamples < patience) return []; // may be over soon; nothing is learned from it
        [learner, longLearner] = [longLearner, learner];
        drifting.reset();
        drifting.merge(long);
        driftingSamples = longSamples;
        forgetLong();
        return slow;
      }
      forgetLong();
      if (slow.length > 0) {
        drifting.merge(short);
        return slow;
      }
    }
    const rests = info.names.some(name => onlySmaller(evidence, [name], REST)); // not to be learned from
    if (smallerNow || rests || holds(calibration, FULL)) crossings.take();
    else learn(short);
    return [];
  }

  /** The range for a block: the one in force, or a new one. */
  function rangeFor(f: Frame, inForce: Range): Range {
    const then = calibration.value();
    if (alive.value().some((dead, c) => dead && then[c].min < then[c].max)) return inForce;
    if (calibrating) {
      calibrate(f);
      if (!calibrating) return inForce;
      const now = enforce(learner.value());
      return sameRange(now, inForce) ? inForce : now;
    }
    extend(f, inForce);
    if (shortSamples < every || !holds(short, SHORT)) return inForce;
    const reasons = judgeStretch(f, inForce);
    if (reasons.length === 0) {
      forgetStretch();
      return inForce;
    }
    const to = enforce(learner.value()); // which goes on learning
    calibration.reset();
    calibration.merge(drifting);
    crossings.reset();
    crossed = [];
    drifting.reset();
    short.reset();
    judge.reset();
    clipped = [];
    excess.next();
    shortSamples = 0;
    forgetLong();
    [seen, driftingSamples, driftingStretches, calibrating] = [driftingSamples, 0, 0, true];
    onDrift?.(Object.freeze({ start: f.start, reasons: Object.freeze(reasons), from: inForce, to }));
    return to;
  }

  return {
    process(f, emit) {
      current.reset();
      current.push(f);
      alive.reset();
      alive.push(f);
      if (range) {
        range = rangeFor(f, range);
        emit({ ...f, range });
        return;
      }
      held.push(f);
      if (alive.value().some(dead => !dead)) heldAlive += f.length;
      const samples = f.start + f.length - held[0].start;
      if (heldAlive >= blocks * every || samples >= DEAD * blocks * every) start(emit);
    },
    flush(emit) {
      if (!range && held.length > 0) start(emit);
    },
    save: () => ({
      who: 'recalibrate',
      version: 4,
      options,
      learner: learner.save(),
      judge: judge.save(),
      longLearner: longLearner.save(),
      sketches: [calibration, short, long, drifting].map(s => s.save()),
      crossings: crossings.save(),
      counts: { seen, driftingSamples, driftingStretches, shortSamples, longSamples, heldAlive },
      widths,
      calm,
      excess: excess.save(),
      crossed,
      clipped,
      calibrating,
      range: range ? saveRange(range) : null,
      info: held.length > 0 ? saveInfo(held[0].info) : null,
      held: held.map(saveFrame),
    }),
    restore(saved) {
      const state = loadState('recalibrate', 4, saved, options);
      const { sketches, counts } = state;
      if (!Array.isArray(sketches) || sketches.length !== 4 || typeof state.calibrating !== 'boolean') {
        throw new FormatError('format-state', 'recalibrate: the saved state is damaged');
      }
      learner.restore(state.learner);
      judge.restore(state.judge);
      longLearner.restore(state.longLearner);
      [calibration, short, long, drifting].forEach((s, k) => s.restore(sketches[k]));
      excess.restore('recalibrate', state.excess);
      crossings.restore('recalibrate', state.crossings);
      const count = (field: string) =>
        loadCount('recalibrate', field, (counts as Record<string, unknown> | null)?.[field]);
      [seen, driftingSamples, driftingStretches] = ['seen', 'driftingSamples', 'driftingStretches'].map(count);
      [shortSamples, longSamples, heldAlive] = ['shortSamples', 'longSamples', 'heldAlive'].map(count);
      const lists = [state.crossed, state.clipped, state.widths];
      [crossed, clipped, widths] = lists.map(list => loadNumbers('recalibrate', list));
      const channels = state.calm;
      if (!Array.isArray(channels) || !channels.every(name => typeof name === 'string')) {
        throw new FormatError('format-state', 'recalibrate: the saved channels are damaged');
      }
      calm = channels;
      calibrating = state.calibrating;
      range = state.range === null ? undefined : loadRange('recalibrate', state.range);
      held = loadFrames('recalibrate', state.info, state.held);
    },
  };

  /** The held blocks leave under their range. */
  function start(emit: Emit<RangedFrame>): void {
    const frames = held;
    held = [];
    const learned = heldAlive === 0 ? frames : frames.filter(works);
    heldAlive = 0;
    for (const f of learned) {
      current.reset();
      current.push(f);
      learner.push(f);
      calibration.merge(current);
    }
    for (const f of learned) crossings.push(f, calibration.value());
    crossed = crossings.take();
    seen = learned.reduce((sum, f) => sum + f.length, 0);
    range = enforce(learner.value());
    const frozen = range;
    endIfWhole();
    for (const f of frames) emit({ ...f, range: frozen });
  }
}

/** Whether a channel of a frame shows a signal. */
function works(f: Frame): boolean {
  const alive = new Liveness();
  alive.push(f);
  return alive.value().some(dead => !dead);
}

/** The channels that reasons name. */
function channelsOf(reasons: readonly DriftReason[]): string[] {
  return [...new Set(reasons.map(r => r.channel))];
}
