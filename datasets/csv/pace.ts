import { halfEven } from '../../lib/rounding.js';
import { periodOf } from './period.js';
import { fitLine, type Line, roundest, wanders } from './line.js';

/** How fast the stamps of a time column go. Times are in the column's own unit of ns. */
export interface Pace {
  /** Usual interval above zero: the step of the stamps, or the time from batch to batch. */
  readonly step: number;
  /** Best estimate of the time between two samples. */
  readonly period: number;
  /** Standard deviation of the stamps about even steps. */
  readonly jitter: number;
  /** Stamps repeat: their clock ticks slower than the samples come, so `step` is its tick and `period` is shorter. */
  readonly coarse: boolean;
  /** Rows that come at once, where their stamps say when they came; 1 where they say when they were taken. */
  readonly batch: number;
  /** An interval above this is a gap. */
  readonly limit: number;
  /** Rows in a row that must be late before it is a gap; 1 where an interval alone is proof. */
  readonly patience: number;
  /** 1, or -1 where the newest row comes first. */
  readonly direction: 1 | -1;
  /** Rows that repeat the row before are copies, and no samples. */
  readonly copies: boolean;
}

/** An interval longer than this many steps is a gap, where stamps are exact. */
const GAP = 1.5;

/** Stamps of batches this many standard deviations late are no accident. */
const CERTAIN = 8;

/** More repeated stamps than this share say that the clock is coarse; fewer are an accident. */
const COARSE_SHARE = 0.01;

/** An interval this many steps long is a pause between batches. */
const PAUSE = 4;

/** The most rows in a batch. */
const MAX_BATCH = 512;

/** A share of gaps that are found without need must be this rare. */
const FALSE_ALARM = 1e-7;

/**
 * The pace behind the intervals between successive stamps, or undefined when there is none: no interval above zero, or stamps that
 * wander without a step.
 *
 * The period is count over span, by a line through the stamps over their indices, so that jitter averages out and samples that
 * are missing count. Where stamps repeat or come in bursts, the line goes through the first of each batch. Of the numbers that
 * the stamps do not contradict, the one with the fewest digits is taken: 128 Hz stamped in ms are 128 Hz.
 *
 * @param intervals from each stamp to the next, in ns
 * @param copies    1 where the later row of an interval equals the row before in every cell
 */
export function paceOf(intervals: readonly number[], copies?: ArrayLike<number>): Pace | undefined {
  const backward = intervals.filter(x => x < 0).length;
  const direction = backward > intervals.filter(x => x > 0).length ? -1 : 1;
  const copied = copies !== undefined && areCopies(intervals, copies);
  const steps: number[] = [];
  for (let i = 0; i < intervals.length; i++) {
    if (!(copied && intervals[i] === 0 && copies[i])) steps.push(intervals[i] * direction + 0);
  }
  const positive = Float64Array.from(steps.filter(x => x > 0)).sort();
  if (positive.length === 0) return undefined;
  const step = positive[(positive.length - 1) >> 1];
  const repeats = steps.filter(x => x === 0).length;
  const base = { direction, copies: copied, patience: 1 } as const;
  const pause = pauseOf(steps, step);
  if (pause) return coarsePace(steps, pause.step, pause.batch, base);
  if (repeats > COARSE_SHARE * steps.length) return coarsePace(steps, step, 1, base);
  return tickingPace(steps, step, base) ?? steadyPace(steps, step, base) ?? jitteryPace(steps, step, base);
}

type Base = Pick<Pace, 'direction' | 'copies' | 'patience'>;

/** Repeated stamps are copies of rows when they are few, equal in every cell, and other rows are not equal to their neighbours. */
function areCopies(intervals: readonly number[], copies: ArrayLike<number>): boolean {
  let [zeros, equal, others, alike] = [0, 0, 0, 0];
  for (let i = 0; i < intervals.length; i++) {
    if (intervals[i] === 0) {
      zeros++;
      equal += copies[i];
    } else {
      others++;
      alike += copies[i];
    }
  }
  return zeros > 0 && zeros <= 0.25 * intervals.length && equal >= 0.95 * zeros && alike <= 0.3 * others;
}

/** Batches whose stamps rise a little within: how far apart they are and how many rows they hold. */
function pauseOf(
  steps: readonly number[],
  step: number,
): { readonly step: number; readonly batch: number } | undefined {
  const spans: number[] = [];
  const sizes: number[] = [];
  let [span, size, pauses, total] = [0, 0, 0, 0];
  for (const x of steps) {
    if (x < 0) continue;
    span += x;
    size++;
    total += x;
    if (x <= PAUSE * step) continue;
    pauses += x;
    if (sizes.length > 0 || size > 0) {
      spans.push(span);
      sizes.push(size);
    }
    [span, size] = [0, 0];
  }
  if (sizes.length < 4 || pauses < 0.5 * total) return undefined;
  const [usualSpan, usualSize] = [medianOf(spans.slice(1)), medianOf(sizes.slice(1))];
  const like = sizes.slice(1).filter((n, k) => {
    const near = Math.abs(n - usualSize) <= Math.max(1, 0.5 * usualSize);
    return near && Math.abs(spans[k + 1] - usualSpan) <= 0.5 * usualSpan;
  });
  return usualSize > 1 && usualSize <= MAX_BATCH && like.length >= 0.7 * (sizes.length - 1)
    ? { step: usualSpan, batch: usualSize }
    : undefined;
}

/** The pace where only the first row of a batch says a time. */
function coarsePace(steps: readonly number[], step: number, batch: number, base: Base): Pace | undefined {
  const within = batch > 1 ? step / 2 : 0; // the longest interval inside a batch
  const limit = GAP * step;
  const near = steps.filter(x => x >= 0 && x <= limit);
  const period = batch > 1 ? step / batch : near.reduce((sum, x) => sum + x, 0) / Math.max(1, near.length);
  const all = batchLine(steps, within, () => 1);
  let lossy = all;
  if (period > 0 && near.length * 2 >= steps.length) {
    let tried = period;
    for (let round = 0; round < 3; round++) {
      const pace = { step, period: tried, coarse: true, limit };
      lossy = batchLine(steps, within, x => samplesIn(x, pace));
      if (!(lossy.slope > 0)) break;
      tried = lossy.slope;
    }
  }
  // samples are lost where that brings the stamps much nearer to a line
  const line = lossy.slope > 0 && lossy.deviation < 0.5 * all.deviation ? lossy : all;
  if (!(line.slope > 0) || wanders(line)) return undefined;
  const { slope, deviation, error } = line;
  return {
    ...base,
    ...{ step, period: roundest(slope, error), jitter: deviation, coarse: true, batch },
    limit: Math.max(limit, step + CERTAIN * deviation),
  };
}

/** The line through the first stamps of batches over the indices of their rows. */
function batchLine(steps: readonly number[], within: number, samples: (step: number) => number): Line {
  const [at, times]: [number[], number[]] = [[], []]; // without the first one, of which a part may be missing
  let [index, time] = [0, 0];
  for (const x of steps) {
    time += Math.max(0, x);
    index += x < 0 ? 1 : samples(x);
    if (x > within) {
      at.push(index);
      times.push(time);
    }
  }
  return at.length > 1 ? fitLine(at, times) : fitLine([0, index], [0, time]);
}

/** The pace of a clock that is exact but for its ticks: every stamp is within a tick of even steps. */
function tickingPace(steps: readonly number[], step: number, base: Base): Pace | undefined {
  const values = [...new Set(steps)].sort((a, b) => a - b);
  if (values.length < 2 || values[0] <= 0 || values.length > 64) return undefined;
  let tick = Infinity;
  for (let i = 1; i < values.length; i++) tick = Math.min(tick, values[i] - values[i - 1]);
  const odd = steps.filter(x => x !== step).length;
  if (tick > 0.5 * step && odd < 4) return undefined; // single samples that are missing look alike
  const times = [0];
  for (const x of steps) times.push(times[times.length - 1] + x);
  const line = fitLine(
    times.map((_, i) => i),
    times,
  );
  let [least, most] = [Infinity, -Infinity];
  times.forEach((time, i) => {
    least = Math.min(least, time - line.slope * i);
    most = Math.max(most, time - line.slope * i);
  });
  if (most - least > 1.05 * tick) return undefined;
  const period = roundest(line.slope, line.error);
  return {
    ...base,
    step,
    period,
    jitter: line.deviation,
    coarse: false,
    batch: 1,
    limit: Math.max(GAP * period, period + 1.01 * tick),
  };
}

/** The pace where nearly all intervals are whole steps. */
function steadyPace(steps: readonly number[], step: number, base: Base): Pace | undefined {
  const counts = new Float64Array(steps.length);
  let period = step;
  let good = 0;
  for (let round = 0; round < 4; round++) {
    let [span, samples] = [0, 0];
    good = 0;
    for (let i = 0; i < steps.length; i++) {
      const count = Math.max(1, halfEven(steps[i] / period));
      const fits = Math.abs(steps[i] - count * period) <= 0.25 * period;
      counts[i] = fits ? count : 0;
      if (!fits) continue;
      good++;
      if (count > 3) continue; // a long gap weighs too much while the period is not known well
      span += steps[i];
      samples += count;
    }
    if (samples === 0) return undefined;
    period = span / samples;
  }
  if (good < 0.97 * steps.length && steps.length - good > 1) return undefined;
  const [at, times]: [number[], number[]] = [[0], [0]];
  let [index, time] = [0, 0];
  for (let i = 0; i < steps.length; i++) {
    // what is no whole number of steps moves the clock, and not the samples
    index += counts[i] || 1;
    time += counts[i] > 0 ? steps[i] : period;
    at.push(index);
    times.push(time);
  }
  const line = fitLine(at, times);
  const found = { ...base, step, coarse: false, batch: 1, limit: GAP * line.slope };
  if (line.deviation <= 1e-6 * period) return { ...found, period: time / index, jitter: 0 };
  return { ...found, period: roundest(line.slope, line.error), jitter: line.deviation };
}

/** The pace of stamps that are early or late by much of a step, where single intervals say little. */
function jitteryPace(steps: readonly number[], step: number, base: Base): Pace | undefined {
  const times = [0];
  for (const x of steps) times.push(times[times.length - 1] + x);
  const found = periodOf(times, steps);
  if (!found) return undefined;
  const { period, deviation, error, late } = found;
  // as many rows as it takes that chance alone is not late so often in a row
  const patience = Math.min(64, Math.max(2, Math.ceil(Math.log(FALSE_ALARM) / Math.log(Math.max(late, 1e-6)))));
  return {
    ...base,
    patience,
    step,
    period: roundest(period, error),
    jitter: deviation,
    coarse: false,
    batch: 1,
    limit: GAP * period,
  };
}

function medianOf(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[(sorted.length - 1) >> 1];
}

/** How many samples further a stamp is that comes `interval` after another one; 1 means that none is missing. */
export function samplesIn(
  interval: number,
  { step, period, coarse, limit }: Pick<Pace, 'step' | 'period' | 'coarse' | 'limit'>,
): number {
  if (!(interval > limit)) return 1;
  // a coarse stamp is up to a tick late, so only what exceeds a tick is proof of missing samples
  const periods = coarse ? 1 + Math.floor((interval - step) / period) : halfEven(interval / period);
  return Math.max(2, periods);
}
