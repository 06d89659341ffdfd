import { show } from './check.js';
import { DataError, OptionRangeError, OptionTypeError } from './errors.js';
import type { AnyFrame } from './frame.js';
import { halfEven } from './rounding.js';
import { type Emit, type Stage } from './stage.js';
import { loadState, type SavedOptions } from './state.js';

/** A length of time: a number of samples, or a time such as `'1s'`, `'250ms'`, `'2min'`, `'24h'`, which needs the stream's sample rate. */
export type Duration = number | `${number}${'ms' | 's' | 'min' | 'h'}`;

const SECONDS: Readonly<Record<string, number>> = { ms: 0.001, s: 1, min: 60, h: 3600 };
const TIME = /^(\d+(?:\.\d+)?)(ms|s|min|h)$/;

/** `value` when it is a whole number of samples in [min, max], or a time above 0. */
export function checkDuration(who: string, option: string, value: unknown, min: number, max: number): Duration {
  const rule = `${who}: ${option} must be an integer in [${min}, ${max}] samples, or a time such as '1s', '250ms', '2min' or '24h'`;
  if (typeof value === 'string') {
    if (!(secondsOf(value) > 0)) throw new OptionRangeError(`${rule}, got ${show(value)}`);
  } else if (typeof value !== 'number') {
    throw new OptionTypeError(`${rule}, got ${show(value)}`);
  } else if (!Number.isSafeInteger(value) || value < min || value > max) {
    throw new OptionRangeError(`${rule}, got ${show(value)}`);
  }
  return value as Duration;
}

/** Seconds of a time; NaN where it is none. */
function secondsOf(time: string): number {
  const [, value, unit] = TIME.exec(time) ?? [];
  return Number(value) * SECONDS[unit];
}

/**
 * The samples of a duration: of a time rate * seconds, rounded, and at least `min`.
 *
 * @throws {DataError} when a time meets a stream without sample rate, or holds more than `max` samples
 */
export function samplesIn(
  who: string,
  option: string,
  value: Duration,
  sampleRate: number | undefined,
  min: number,
  max: number,
): number {
  if (typeof value === 'number') return value;
  if (sampleRate === undefined) {
    throw new DataError(
      'data-info',
      `${who}: ${option} is ${show(value)}, and the stream has no sample rate; give ${option} in samples, or the source its sampleRate`,
    );
  }
  const samples = Math.max(min, halfEven(secondsOf(value) * sampleRate));
  if (samples <= max) return samples;
  throw new DataError(
    'data-info',
    `${who}: ${option} is ${show(value)}, ${samples} samples at ${sampleRate} Hz; there may be at most ${max}`,
  );
}

/** Durations by option, and the bounds of each in samples. */
export type Durations<K extends string> = Readonly<
  Record<K, { readonly value: Duration; readonly min: number; readonly max: number }>
>;

/**
 * A stage whose options are durations. Where all are samples it is made at once, else when the first frame tells the sample rate.
 *
 * @param build makes the stage from the samples of each option
 */
export function timedStage<K extends string, I extends AnyFrame, O>(
  who: string,
  durations: Durations<K>,
  build: (samples: Readonly<Record<K, number>>) => Stage<I, O>,
): Stage<I, O> {
  const names = Object.keys(durations) as K[];
  const made = (sampleRate: number | undefined) =>
    build(
      Object.fromEntries(
        names.map(name => {
          const { value, min, max } = durations[name];
          return [name, samplesIn(who, name, value, sampleRate, min, max)];
        }),
      ) as Record<K, number>,
    );
  for (const name of names) checkDuration(who, name, durations[name].value, durations[name].min, durations[name].max);
  if (names.every(name => typeof durations[name].value === 'number')) return made(undefined);
  made(1e3); // wrong options throw at once
  const options: SavedOptions = Object.fromEntries(names.map(name => [name, durations[name].value]));
  let rate: number | undefined;
  let stage: Stage<I, O> | undefined;

  return {
    process(f: I, emit: Emit<O>) {
      if (!stage) {
        stage = made(f.info.sampleRate);
        rate = f.info.sampleRate;
      }
      stage.process(f, emit);
    },
    flush: emit => stage?.flush(emit),
    save: () => ({ who, version: 1, options, rate: rate ?? null, timed: stage ? stage.save() : null }),
    restore(saved) {
      const state = loadState(who, 1, saved, options);
      rate = undefined;
      stage = undefined;
      if (state.timed === null) return;
      if (typeof state.rate === 'number' && state.rate > 0) rate = state.rate;
      const restored = made(rate);
      restored.restore(state.timed);
      stage = restored;
    },
  };
}
