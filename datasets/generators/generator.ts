import type { OptionKeys } from '../../lib/options.js';
import { checkInteger, checkNumber, show } from '../../lib/check.js';
import { OptionRangeError } from '../../lib/errors.js';
import { type Frame, MAX_CHANNELS, streamInfo } from '../../lib/frame.js';
import { type Random, random } from '../../lib/random.js';

/** Options that every generator takes. */
export interface GeneratorOptions {
  /** Samples in each channel, an integer of at least 0, or Infinity for an endless source. Defaults to 65536. */
  readonly samples?: number;
  /** Samples in each channel of a frame, an integer in [1, 16777216]; the last frame may be shorter. Defaults to 256. */
  readonly frameLength?: number;
  /** Time of sample 0, ns since 1970-01-01T00:00Z; absent by default. */
  readonly epoch?: bigint;
  /** Ends the loop before the next frame, with the signal's reason as its error. */
  readonly signal?: AbortSignal | undefined;
}

/** Names of the options that all generators have. */
export const GENERATOR_OPTIONS: OptionKeys<GeneratorOptions> = {
  samples: true,
  frameLength: true,
  epoch: true,
  signal: true,
};

/** Options of the generators that draw random numbers. */
export interface SeededOptions extends GeneratorOptions {
  /** Which of the 2^32 possible streams, an integer in [0, 2^32). Defaults to 1. */
  readonly seed?: number;
}

/**
 * Fills one frame: `data` of shape (channels, length), channel-major, from absolute sample `start` on.
 * Called with frames that follow each other without gaps.
 */
export type Fill = (data: Float32Array, length: number, start: number) => void;

/** What {@link generate} needs besides the options of the user. */
export interface Description {
  readonly channels?: number;
  readonly sampleRate?: number | undefined;
  readonly names?: readonly string[] | undefined;
  readonly units?: readonly string[] | undefined;
}

/** The most values that one frame may hold: 64 MiB. */
const MAX_VALUES = 2 ** 24;

/**
 * An iterable of frames that starts afresh, with the state that `begin` makes, each time someone iterates over it.
 * Holds one frame at a time, whatever the number of samples.
 *
 * @throws {OptionRangeError} when samples or frameLength are out of range
 */
export function generate(
  who: string,
  { channels = 1, sampleRate, names, units }: Description,
  { samples = 65536, frameLength = 256, epoch, signal }: GeneratorOptions,
  begin: () => Fill,
): Iterable<Frame> {
  if (samples !== Infinity) checkInteger(who, 'samples', samples, 0);
  checkInteger(who, 'frameLength', frameLength, 1, MAX_VALUES);
  if (frameLength * channels > MAX_VALUES) {
    throw new OptionRangeError(
      `${who}: a frame must hold at most ${MAX_VALUES} values, got frameLength ${frameLength} * ${channels} channels`,
    );
  }
  const info = streamInfo({ channels, sampleRate, epoch, names, units });
  return {
    *[Symbol.iterator]() {
      const fill = begin();
      for (let start = 0; start < samples; start += frameLength) {
        signal?.throwIfAborted();
        const length = Math.min(frameLength, samples - start);
        const data = new Float32Array(channels * length);
        fill(data, length, start);
        yield { data, channels, length, start, info };
      }
    },
  };
}

/** A checked seed. */
export function checkSeed(who: string, seed: unknown): number {
  return checkInteger(who, 'seed', seed, 0, 0xffffffff);
}

/**
 * The k-th of the independent streams of a seed: the pair goes through a 32-bit hash, so neighbouring seeds and
 * neighbouring streams have nothing in common.
 *
 * @see A. Appleby, MurmurHash3, `fmix32`
 */
export function streamOf(seed: number, k: number): Random {
  let h = (seed + Math.imul(k, 0x9e3779b9)) | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return random((h ^ (h >>> 16)) >>> 0);
}

/** A checked number of channels. */
export function checkChannels(who: string, channels: unknown): number {
  return checkInteger(who, 'channels', channels, 1, MAX_CHANNELS);
}

/** One checked number a channel, from one number for all of them or a list. */
export function perChannel(
  who: string,
  option: string,
  value: number | readonly number[],
  channels: number,
  rule?: string,
  test?: (x: number) => boolean,
): Float64Array {
  if (!Array.isArray(value)) return new Float64Array(channels).fill(checkNumber(who, option, value, rule, test));
  if (value.length !== channels) {
    throw new OptionRangeError(
      `${who}: ${option} must be one number, or one a channel (${channels}), got ${show(value)}`,
    );
  }
  return Float64Array.from(value, (x, c) => checkNumber(who, `${option}[${c}]`, x, rule, test));
}
