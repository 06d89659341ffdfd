import { checkInteger, checkPositive, show } from './check.js';
import { DataError, FormatError, OptionRangeError, OptionTypeError } from './errors.js';
import { checkOptions, type OptionKeys } from './options.js';
import type { Codes, QParams } from './qparams.js';
import type { Range } from './range.js';
import { halfEven } from './rounding.js';
import type { Json } from './state.js';

/** What all frames of a stream have in common; one frozen object, shared. */
export interface StreamInfo {
  /** Samples a second (Hz), > 0; absent where the index is not time (weights) or the rate is unknown. */
  readonly sampleRate?: number;
  /** Time of sample 0, ns since 1970-01-01T00:00Z. */
  readonly epoch?: bigint;
  /** One name a channel. */
  readonly names: readonly string[];
  /** One unit a channel, '' where unknown. */
  readonly units: readonly string[];
  /** Which sensor, device or connection the frames come from; absent where there is only one. At most 255 characters. */
  readonly source?: string;
}

/**
 * How the numbers of a frame stand to its sensor's: sensor value = data / gain + centre. What is absent is 1 and 0.
 * Centres are in the sensor's unit, whatever the order in which `centre` and `equalize` were applied.
 */
export interface SensorMap {
  /** Gains an equalizer has applied, one per channel, above 0. */
  readonly gains?: readonly number[];
  /** Offsets that `centre` has taken off, one per channel, in the sensor's unit. */
  readonly centres?: readonly number[];
}

/**
 * Which samples of a frame the sensor did not measure. Bitmaps over `data`: bit (i mod 8), low bits first, of byte (i div 8) belongs to
 * `data[i]`; ceil(channels * length / 8) bytes, the bits left over 0. A bitmap that marks nothing is absent.
 */
export interface Marks {
  /** Samples that stand for nothing: `data` holds the channel's last value, meters leave them out, `infer` asks what to do. */
  readonly missing?: Uint8Array;
  /** Samples that were held or interpolated within the limit of `fillMissing`; they count as samples. */
  readonly filled?: Uint8Array;
}

/**
 * A block of real samples, channel-major: `data[c * length + i]`.
 *
 * Whoever receives a frame owns it: nobody writes to it again. A gap in the input is a jump in `start`.
 */
export interface Frame extends SensorMap, Marks {
  /** Samples, shape (channels, length). */
  readonly data: Float32Array;
  readonly channels: number;
  /** Samples in each channel. */
  readonly length: number;
  /** Absolute index of the first sample, an exact integer. */
  readonly start: number;
  readonly info: StreamInfo;
  /**
   * Of samples that were decoded, the original of the codes: what a quantizer further on leaves with its codes for meters. Operators
   * that change samples, cut or join frames leave it out.
   */
  readonly reference?: Frame;
}

/** A frame with the range in force for its samples. */
export interface RangedFrame extends Frame {
  readonly range: Range;
}

/**
 * A block of codes, channel-major, with the parameters that alone suffice to decode it.
 * Parameters are constant inside a frame.
 */
export interface QFrame extends SensorMap, Marks {
  /** Codes, shape (channels, length). */
  readonly data: Codes;
  readonly channels: number;
  readonly length: number;
  readonly start: number;
  readonly info: StreamInfo;
  readonly params: QParams;
  /** Samples that did not fit the codes and met the overflow rule. */
  readonly clipped: number;
  /** The real frame these codes stand for, the first original after several quantizers, carried for meters inside one process; never sent. */
  readonly reference?: Frame;
}

/** A frame without its original: for operators whose samples stand for others, and for queues. */
export function withoutOriginal<F extends AnyFrame>(f: F): F {
  if (f.reference === undefined) return f;
  const copy: F & { reference?: Frame | undefined } = { ...f };
  delete copy.reference;
  return copy;
}

/** What `Frame` and `QFrame` share. */
export type AnyFrame = Frame | QFrame;

/** Options of {@link streamInfo}. */
export interface StreamInfoOptions {
  /** Number of channels, 1 to 65536. */
  readonly channels: number;
  /** Samples a second (Hz), finite, > 0. */
  readonly sampleRate?: number | undefined;
  /** Time of sample 0, ns since 1970. */
  readonly epoch?: bigint | undefined;
  /** One name a channel; `ch0`, `ch1`, ... by default. */
  readonly names?: readonly string[] | undefined;
  /** One unit a channel; '' by default. */
  readonly units?: readonly string[] | undefined;
  /** Which sensor the frames come from, 1 to 255 characters; absent by default. */
  readonly source?: string | undefined;
}

/** The most channels a frame may have. */
export const MAX_CHANNELS = 65536;

const STREAM_INFO_OPTIONS: OptionKeys<StreamInfoOptions> = {
  channels: true,
  sampleRate: true,
  epoch: true,
  names: true,
  units: true,
  source: true,
};

/** Makes the frozen description that all frames of a stream share. */
export function streamInfo(options: StreamInfoOptions): StreamInfo {
  const { channels, sampleRate, epoch, names, units, source } = checkOptions(
    'streamInfo',
    options,
    STREAM_INFO_OPTIONS,
  );
  checkInteger('streamInfo', 'channels', channels, 1, MAX_CHANNELS);
  if (sampleRate !== undefined) checkPositive('streamInfo', 'sampleRate', sampleRate);
  if (source !== undefined) checkSource('streamInfo', source);
  for (const [option, list] of [
    ['names', names],
    ['units', units],
  ] as const) {
    if (list !== undefined && list.length !== channels) {
      throw new OptionRangeError(
        `streamInfo: ${option} must be one a channel, got ${list.length} for ${channels} channels`,
      );
    }
  }
  return Object.freeze({
    ...(sampleRate === undefined ? {} : { sampleRate }),
    ...(epoch === undefined ? {} : { epoch }),
    ...(source === undefined ? {} : { source }),
    names: Object.freeze(names ? [...names] : Array.from({ length: channels }, (_, c) => `ch${c}`)),
    units: Object.freeze(units ? [...units] : new Array<string>(channels).fill('')),
  });
}

/** A checked name of a source. */
function checkSource(who: string, source: unknown): string {
  if (typeof source !== 'string') throw new OptionTypeError(`${who}: source must be a text, got ${show(source)}`);
  if (source.length < 1 || source.length > 255) {
    throw new OptionRangeError(`${who}: source must have 1 to 255 characters, got ${source.length}`);
  }
  return source;
}

/** Options of {@link frame}. */
export interface FrameOptions {
  /** Number of channels; by default as many as `info` names, or 1. */
  readonly channels?: number;
  /** Absolute index of the first sample. Defaults to 0. */
  readonly start?: number;
  /** Shared description; made from `channels` when absent. */
  readonly info?: StreamInfo;
}

const FRAME_OPTIONS: OptionKeys<FrameOptions> = { channels: true, start: true, info: true };

/**
 * A checked frame around `data`.
 *
 * @param data samples, shape (channels, length), channel-major; owned by the frame from now on
 * @throws {RangeError} when the data do not divide into the channels
 */
export function frame(data: Float32Array, options: FrameOptions = {}): Frame {
  const { channels, start = 0, info } = checkOptions('frame', options, FRAME_OPTIONS);
  if (!((data as unknown) instanceof Float32Array)) {
    throw new OptionTypeError(`frame: data must be a Float32Array, got ${show(data)}`);
  }
  const count = checkInteger('frame', 'channels', channels ?? info?.names.length ?? 1, 1, MAX_CHANNELS);
  checkInteger('frame', 'start', start, -Number.MAX_SAFE_INTEGER);
  if (data.length % count !== 0) {
    throw new OptionRangeError(`frame: data must divide into ${count} channels, got ${data.length} samples`);
  }
  const shared = info ?? streamInfo({ channels: count });
  if (shared.names.length !== count) {
    throw new OptionRangeError(`frame: info names ${shared.names.length} channels, data has ${count}`);
  }
  return { data, channels: count, length: data.length / count, start, info: shared };
}

/**
 * `input` when it is a frame.
 *
 * @throws {DataError} when it is a number, samples alone or anything else
 * @internal
 */
export function checkFrame<F extends AnyFrame>(who: string, input: F): F {
  const f = input as Partial<AnyFrame> | null | undefined;
  const held = ArrayBuffer.isView(f?.data) && f.data.length === Number(f.channels) * Number(f.length);
  if (held && Number.isSafeInteger(f.start) && typeof f.info === 'object') return input;
  throw new DataError(
    'data-frame',
    `${who}: input must be frames, got ${show(input)}; frame(samples) makes one, rowsToFrames makes them from rows`,
  );
}

/** A view of one channel of a frame. */
export function channelOf(f: Frame, c: number): Float32Array;
export function channelOf(f: QFrame, c: number): Codes;
export function channelOf(f: AnyFrame, c: number): Float32Array | Codes {
  return f.data.subarray(c * f.length, (c + 1) * f.length);
}

/** When sample `index` was taken, for messages: seconds where the rate is known, with the date where the epoch is; else the index. */
export function when(info: StreamInfo, index: number): string {
  if (info.sampleRate === undefined) return `sample ${index}`;
  const time = timeOf(info, index);
  const date = time === undefined ? '' : ` (${new Date(Number(time / 1_000_000n)).toISOString()})`;
  return `t = ${(index / info.sampleRate).toFixed(3)} s${date}`;
}

/** Time of sample `index`, ns since 1970; undefined where epoch or rate is unknown, or the date lies beyond 8.64e15 ms. */
export function timeOf({ epoch, sampleRate }: StreamInfo, index: number): bigint | undefined {
  if (epoch === undefined || sampleRate === undefined) return undefined;
  const seconds = Math.floor(index / sampleRate);
  const rest = halfEven(((index - seconds * sampleRate) / sampleRate) * 1e9);
  const time = epoch + BigInt(seconds) * 1_000_000_000n + BigInt(rest);
  return time > LAST || time < -LAST ? undefined : time;
}

const LAST = 8_640_000_000_000_000_000_000n; // ns, of a Date

/**
 * Throws when frame `next` cannot go on a stream: another stream, see {@link checkSameStream}, or time running backwards. A later
 * `start` is a gap and allowed.
 *
 * @param end absolute index behind the last sample seen
 */
export function checkFollows(who: string, next: AnyFrame, info: StreamInfo, end: number): void {
  checkSameStream(who, next, info);
  if (next.start < end) {
    throw new DataError(
      'data-order',
      `${who}: frames must follow each other in time, got one that starts at ${when(next.info, next.start)}, before ` +
        `${when(info, end)}; is it a restarted source (retry, a reconnection, a boot)? put restamp in front. Merged sensors? ` +
        `give each a source and use bySource. Overlapping windows come last, after everything with memory`,
    );
  }
}

/**
 * Throws when a frame is not of the stream: what identifies a stream is its source, the names and units of its channels, and its sample
 * rate. The epoch may change: a clock that was set anew is still the same sensor.
 */
export function checkSameStream(who: string, next: AnyFrame, info: StreamInfo): void {
  if (next.info === info) return;
  if (next.channels !== info.names.length) {
    throw new DataError(
      'data-channels',
      `${who}: the number of channels must not change, got ${next.channels} after ${info.names.length} ` +
        `at ${when(next.info, next.start)}; are these merged sensors? use bySource`,
    );
  }
  if (next.info.sampleRate !== info.sampleRate) {
    throw new DataError(
      'data-info',
      `${who}: the sample rate must not change, got ${show(next.info.sampleRate)} Hz after ${show(info.sampleRate)} Hz; are ` +
        `these merged sensors? use bySource`,
    );
  }
  for (const [what, got, was] of [
    ['source', [next.info.source], [info.source]],
    ['names of the channels', next.info.names, info.names],
    ['units of the channels', next.info.units, info.units],
  ] as const) {
    if (got === was || got.every((one, c) => one === was[c])) continue;
    throw new DataError(
      'data-info',
      `${who}: the ${what} must not change, got ${list(got)} after ${list(was)} at ${when(next.info, next.start)}; are these ` +
        `merged sensors? use bySource, or join them by absolute index`,
    );
  }
}

/**
 * What tells a stream from others: its source; without one, the names and units of its channels and its sample rate.
 */
export function streamKey(info: StreamInfo): string {
  if (info.source !== undefined) return info.source;
  const known = keys.get(info);
  if (known !== undefined) return known;
  const key = JSON.stringify([info.names, info.units, info.sampleRate ?? null]);
  keys.set(info, key);
  return key;
}

const keys = new WeakMap<StreamInfo, string>();

/** The first few words of a list, for messages. */
function list(words: readonly (string | undefined)[]): string {
  const shown = words.slice(0, 4).map(show).join(', ');
  return words.length > 4 ? `${shown} and ${words.length - 4} more` : shown;
}

/** A stream description as JSON, for saved states. */
export function saveInfo(info: StreamInfo): Json {
  return {
    ...(info.sampleRate === undefined ? {} : { sampleRate: info.sampleRate }),
    ...(info.epoch === undefined ? {} : { epoch: String(info.epoch) }),
    ...(info.source === undefined ? {} : { source: info.source }),
    names: info.names,
    units: info.units,
  };
}

/** The inverse of {@link saveInfo}, checked. */
export function loadInfo(who: string, saved: unknown): StreamInfo {
  const { sampleRate, epoch, names, units, source } = (saved ?? {}) as Record<string, unknown>;
  const words = (list: unknown): list is string[] => Array.isArray(list) && list.every(x => typeof x === 'string');
  if (
    !words(names) ||
    !words(units) ||
    (epoch !== undefined && !(typeof epoch === 'string' && /^-?\d{1,20}$/.test(epoch)))
  ) {
    throw new FormatError('format-state', `${who}: the saved stream description is damaged`);
  }
  try {
    return streamInfo({
      channels: names.length,
      sampleRate: sampleRate as number | undefined,
      epoch: epoch === undefined ? undefined : BigInt(epoch),
      names,
      units,
      source: source as string | undefined,
    });
  } catch (cause) {
    throw new FormatError('format-state', `${who}: the saved stream description is damaged`, { cause });
  }
}
