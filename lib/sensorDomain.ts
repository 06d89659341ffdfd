import { FormatError } from './errors.js';
import type { Frame, RangedFrame, SensorMap } from './frame.js';
import { intervalOf, type Range, rangeNotes } from './range.js';
import { type Json, loadNumbers, saveNumbers } from './state.js';

/** The gain of channel `c`; 1 where a frame carries none. */
export function gainOf({ gains }: SensorMap, c: number): number {
  return gains ? gains[c] : 1;
}

/** The centre of channel `c`, in the sensor's unit; 0 where a frame carries none. */
export function centreOf({ centres }: SensorMap, c: number): number {
  return centres ? centres[c] : 0;
}

/** Whether the numbers of a frame are the sensor's own. */
export function inSensorDomain({ gains, centres }: SensorMap): boolean {
  return gains === undefined && centres === undefined;
}

/** What of a frame says how its numbers stand to its sensor's, to spread into another frame of the same samples. */
export function sensorMap({ gains, centres }: SensorMap): SensorMap {
  return { ...(gains && { gains }), ...(centres && { centres }) };
}

/** Whether two frames stand to their sensor alike. */
export function sameSensorMap(a: SensorMap, b: SensorMap): boolean {
  return sameList(a.gains, b.gains) && sameList(a.centres, b.centres);
}

function sameList(a: readonly number[] | undefined, b: readonly number[] | undefined): boolean {
  return a === b || (a !== undefined && b?.length === a.length && a.every((x, c) => x === b[c]));
}

/**
 * Writes channel `c` of a frame in the sensor's domain: data / gain + centre, in double, rounded to float32 once.
 *
 * @param out sensor values; `length` of them are written from `at` on
 */
export function sensorChannel(f: Frame, c: number, out: Float32Array, at = 0): void {
  const [from, gain, centre] = [c * f.length, gainOf(f, c), centreOf(f, c)];
  for (let i = 0; i < f.length; i++) out[at + i] = f.data[from + i] / gain + centre;
}

/**
 * The samples of a frame in the sensor's domain, without gains, centres and range; a frame that is there already is returned.
 * One rounding to float32 a sample.
 */
export function toSensor(f: Frame): Frame {
  if (inSensorDomain(f)) return f;
  const data = new Float32Array(f.data.length);
  for (let c = 0; c < f.channels; c++) sensorChannel(f, c, data, c * f.length);
  const { channels, length, start, info } = f;
  return { data, channels, length, start, info };
}

/** A range of the frame's numbers in the sensor's domain, one interval a channel where gains or centres differ by channel. */
export function sensorRange(r: Range, map: SensorMap): Range {
  if (inSensorDomain(map)) return r;
  const count = (map.gains ?? map.centres ?? []).length;
  const ends = (k: 0 | 1) =>
    Object.freeze(Array.from({ length: count }, (_, c) => intervalOf(r, c)[k] / gainOf(map, c) + centreOf(map, c)));
  return Object.freeze({ min: ends(0), max: ends(1), ...rangeNotes(r) });
}

/** The range that a frame carries, to spread into another frame of the same numbers. */
export function carriedRange(f: Frame | RangedFrame): { readonly range?: Range } {
  return 'range' in f ? { range: f.range } : {};
}

/** Gains and centres as JSON, for saved states. */
export function saveSensorMap({ gains, centres }: SensorMap): Json {
  return { gains: gains ? saveNumbers(gains) : null, centres: centres ? saveNumbers(centres) : null };
}

/** The inverse of {@link saveSensorMap}, checked. */
export function loadSensorMap(who: string, saved: unknown, channels: number): SensorMap {
  const { gains = null, centres = null } = (saved ?? {}) as { gains?: unknown; centres?: unknown };
  const map = {
    ...(gains !== null && { gains: Object.freeze(loadNumbers(who, gains, channels)) }),
    ...(centres !== null && { centres: Object.freeze(loadNumbers(who, centres, channels)) }),
  };
  if (map.gains?.some(g => !(g > 0 && g < Infinity)) || map.centres?.some(x => !Number.isFinite(x))) {
    throw new FormatError('format-state', `${who}: saved gains must be above 0 and saved centres finite`);
  }
  return map;
}
