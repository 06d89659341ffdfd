import { FormatError } from '../errors.js';
import { type Frame, loadInfo, type RangedFrame } from '../frame.js';
import { loadRange, saveRange } from '../range.js';
import { loadSensorMap, saveSensorMap } from '../sensorDomain.js';
import { type Json, loadCount, loadNumbers, saveNumbers } from '../state.js';

/** A held frame as JSON, without the description that all of them share. */
export function saveFrame(f: Frame | RangedFrame): Json {
  return {
    start: f.start,
    length: f.length,
    samples: saveNumbers(f.data),
    map: saveSensorMap(f),
    range: 'range' in f ? saveRange(f.range) : null,
  };
}

/** Frames of a saved state, checked. */
export function loadFrames(who: string, savedInfo: unknown, saved: unknown): (Frame | RangedFrame)[] {
  const fail = (): never => {
    throw new FormatError('format-state', `${who}: the saved frames are damaged`);
  };
  if (!Array.isArray(saved)) return fail();
  if (saved.length === 0) return [];
  const info = loadInfo(who, savedInfo);
  const channels = info.names.length;
  return saved.map((one: unknown) => {
    const { start, length, samples, map, range } = (one ?? {}) as Record<string, unknown>;
    const count = loadCount(who, 'length', length);
    if (!Number.isSafeInteger(start)) return fail();
    return {
      data: Float32Array.from(loadNumbers(who, samples, channels * count)),
      channels,
      length: count,
      start: start as number,
      info,
      ...loadSensorMap(who, map, channels),
      ...(range !== null && { range: loadRange(who, range) }),
    };
  });
}
