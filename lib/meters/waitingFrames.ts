import { decodeFrame } from '../decode.js';
import { FormatError } from '../errors.js';
import { type AnyFrame, type Frame, loadInfo, type QFrame, saveInfo, type StreamInfo } from '../frame.js';
import { newCodes, type QParams } from '../qparams.js';
import { loadSensorMap, saveSensorMap } from '../sensorDomain.js';
import { type Json, loadCount, loadNumbers, saveNumbers } from '../state.js';

/** Frames that wait, of one stream, and where it has got to. */
export interface WaitingFrames<F extends AnyFrame> {
  readonly frames: F[];
  readonly info: StreamInfo | undefined;
  readonly end: number;
}

/** Frames of samples or of codes as JSON. What codes were made from is not kept. */
export function saveWaiting<F extends AnyFrame>({ frames, info, end }: WaitingFrames<F>): Json {
  return {
    info: info ? saveInfo(info) : null,
    end,
    frames: frames.map(f => ({
      start: f.start,
      length: f.length,
      data: saveNumbers(f.data),
      map: saveSensorMap(f),
      codes: 'params' in f ? { params: f.params as unknown as Json, clipped: f.clipped } : null,
    })),
  };
}

/** The inverse of {@link saveWaiting}, checked: codes must decode. */
export function loadWaiting<F extends AnyFrame>(who: string, saved: unknown): WaitingFrames<F> {
  const { info: savedInfo, end, frames } = (saved ?? {}) as Record<string, unknown>;
  const fail = (cause?: unknown): never => {
    throw new FormatError('format-state', `${who}: the saved frames are damaged`, { cause });
  };
  if (!Array.isArray(frames) || !Number.isSafeInteger(end)) return fail();
  if (savedInfo === null) return frames.length === 0 ? { frames: [], info: undefined, end: end as number } : fail();
  const info = loadInfo(who, savedInfo);
  const channels = info.names.length;
  const loaded = (frames as readonly unknown[]).map((one): Frame | QFrame => {
    const { start, length, data, map, codes } = (one ?? {}) as Record<string, unknown>;
    const count = loadCount(who, 'length', length);
    if (!Number.isSafeInteger(start)) return fail();
    const numbers = loadNumbers(who, data, channels * count);
    const common = { channels, length: count, start: start as number, info, ...loadSensorMap(who, map, channels) };
    if (codes === null) return { ...common, data: Float32Array.from(numbers) };
    const { params, clipped } = codes as { params?: unknown; clipped?: unknown };
    try {
      const held = newCodes(params as QParams, numbers.length);
      held.set(numbers);
      const f: QFrame = {
        ...common,
        data: held,
        params: params as QParams,
        clipped: loadCount(who, 'clipped', clipped),
      };
      decodeFrame(f);
      return f;
    } catch (cause) {
      return fail(cause);
    }
  });
  return { frames: loaded as F[], info, end: end as number };
}
