import { fitLine, wanders } from './line.js';

/** What {@link periodOf} finds. */
export interface Period {
  readonly period: number;
  /** Standard deviation of the times about the line. */
  readonly deviation: number;
  /** Standard error of the period. */
  readonly error: number;
  /** Share of the times that are more than half a period late. */
  readonly late: number;
}

/** Fewer times say nothing of a period that single intervals do not show. */
const LEAST = 8;

/** The least share of samples that must be there. */
const FULL = 0.3;

/** How many times the first look takes in. */
const FIRST = 256;

/**
 * The period of times that jitter by much of it, some of them missing, or undefined when they wander.
 *
 * It is the one for which the phases of the times agree best. Phases do not see how many whole periods are missing, so that lost
 * samples do not stretch the period. Where they agree no better than chance, it is count over span, by a line of least squares.
 *
 * @see P. Bloomfield, Fourier Analysis of Time Series (2000), section 6.4: the periodogram of a point process
 */
export function periodOf(times: readonly number[], steps: readonly number[]): Period | undefined {
  if (times.length < LEAST) return undefined;
  const counted = fitLine(
    times.map((_, i) => i),
    times,
  );
  const sorted = Float64Array.from(steps).sort();
  const median = sorted[(sorted.length - 1) >> 1];
  const usual = steps.filter(x => Math.abs(x) <= 8 * median);
  const mean = usual.reduce((sum, x) => sum + x, 0) / usual.length;
  const found =
    median > 0 && mean > 0 ? bestPhase(times, 0.85 * Math.min(median, mean), 1.1 * Math.max(median, mean)) : undefined;
  // samples that are missing stretch the line, and its deviation; phases know nothing of them
  if (found && found.deviation < BETTER * counted.deviation && found.period < 1.0005 * counted.slope) {
    return { ...found, late: lateShare(times, found.period) };
  }
  if (!(counted.slope > 0) || wanders(counted)) return undefined;
  const { slope, deviation, error } = counted;
  return { period: slope, deviation, error, late: lateShare(times, slope) };
}

/** How much nearer the times must be to a period of the phases than to one of count over span. */
const BETTER = 0.85;

/** How many times around one say where it should be. */
const AROUND = 33;

/** The share of times that are more than half a period behind where the times around them say. */
function lateShare(times: readonly number[], period: number): number {
  const around = new Float64Array(Math.min(AROUND, times.length));
  let late = 0;
  for (let i = 0; i < times.length; i++) {
    const from = Math.max(0, Math.min(i - (around.length >> 1), times.length - around.length));
    for (let k = 0; k < around.length; k++) around[k] = times[from + k] - (from + k - i) * period;
    around.sort();
    if (times[i] - around[around.length >> 1] > 0.5 * period) late++;
  }
  return late / times.length;
}

/** The period between `low` and `high` under which the phases of the times agree best, where they do beyond chance. */
function bestPhase(times: readonly number[], low: number, high: number): Omit<Period, 'late'> | undefined {
  let best: { frequency: number; strength: number };
  const step = (count: number, reach: number) => 0.25 / Math.max(1e-300, spanOf(times, count) || reach);
  let count = Math.min(FIRST, times.length);
  let [from, to] = [1 / high, 1 / low];
  for (;;) {
    best = { frequency: 0, strength: 0 };
    const by = Math.max(step(count, high), (to - from) / 4000);
    for (let frequency = from; frequency <= to; frequency += by) {
      const strength = agreement(times, count, frequency);
      if (strength > best.strength) best = { frequency, strength };
    }
    if (best.strength * Math.sqrt(count) < 3) return undefined; // chance reaches 3 over some hundred frequencies once in ten times
    if (count === times.length) break;
    from = best.frequency - 3 * by;
    to = best.frequency + 3 * by;
    count = Math.min(2 * count, times.length);
  }
  // a parabola's summit between the frequencies that were tried
  let width = step(count, high);
  let { frequency } = best;
  for (let round = 0; round < 6; round++, width /= 2) {
    for (const candidate of [frequency - width / 2, frequency + width / 2]) {
      const strength = agreement(times, count, candidate);
      if (strength > best.strength) best = { frequency: candidate, strength };
    }
    ({ frequency } = best);
  }
  const { strength } = best;
  if (strength * Math.sqrt(count) < 4) return undefined;
  const period = 1 / frequency;
  if (times.length * period < FULL * spanOf(times, times.length)) return undefined;
  // of a wrapped normal distribution
  const deviation = (period / (2 * Math.PI)) * Math.sqrt(-2 * Math.log(Math.min(strength, 1 - 1e-15)));
  const error = (deviation * Math.sqrt(12)) / count ** 1.5;
  return { period, deviation, error };
}

function spanOf(times: readonly number[], count: number): number {
  return times[count - 1] - times[0];
}

/** How well the phases of the first `count` times agree under a frequency, 0 to 1. */
function agreement(times: readonly number[], count: number, frequency: number): number {
  let [re, im] = [0, 0];
  for (let i = 0; i < count; i++) {
    const cycles = times[i] * frequency;
    const angle = 2 * Math.PI * (cycles - Math.floor(cycles));
    re += Math.cos(angle);
    im += Math.sin(angle);
  }
  return Math.sqrt(re * re + im * im) / count;
}
