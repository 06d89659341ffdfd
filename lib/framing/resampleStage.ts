import { checkOneOf, checkPositive } from '../check.js';
import { decodeFrame } from '../decode.js';
import { DataError, FormatError } from '../errors.js';
import { checkFollows, type Frame, type QFrame, type SensorMap, type StreamInfo, streamInfo, when } from '../frame.js';
import { checkOptions, type OptionKeys } from '../options.js';
import { loadSensorMap, sameSensorMap, saveSensorMap, sensorMap } from '../sensorDomain.js';
import type { Stage } from '../stage.js';
import { loadState } from '../state.js';
import { rateRatio } from './rateRatio.js';
import { resamplingFilter } from './resamplingFilter.js';
import { SampleBuffer } from './sampleBuffer.js';

/** Options of {@link resampleStage}. */
export interface ResampleOptions {
  /** Samples a second of the output (Hz), finite, > 0. */
  readonly rate: number;
  /**
   * What becomes of output samples whose filter reaches beyond the start, the end, or into a gap. `hold`: the first or last sample stands
   * there, so that an offset makes no step (`padtype` "edge" of scipy.signal.resample_poly); `zero`: zeros (its `padtype` "constant");
   * `drop`: there are no such samples. Defaults to `hold`.
   */
  readonly edges?: 'hold' | 'zero' | 'drop';
}

const OPTIONS: OptionKeys<ResampleOptions> = { rate: true, edges: true };

/** Of the terms of a ratio of rates. */
const LIMIT = 1024;

/** A change of rate: polyphase rows of one filter. */
interface Resampler {
  readonly up: number;
  readonly down: number;
  /** Taps on each side of the middle one. */
  readonly half: number;
  /** Taps of a phase. */
  readonly width: number;
  /** Phase p behind phase p - 1, each for input samples from the oldest on. */
  readonly phases: Float64Array;
}

/**
 * Changes the sample rate by a fraction up / down, through the low-pass of {@link resamplingFilter}: within 0.1 dB up to 0.45 of the lower
 * rate, 80 dB down from 0.55 of it on. Takes codes or samples, gives samples: codes are decoded first.
 *
 * Output sample m stands at input index m * down / up, wherever the stream began: the filter is symmetric around it, so there is no delay
 * in the figures; the answer comes 27 samples of the lower rate later. The fraction is the nearest one of terms up to 1024; the rate that
 * comes of it stands in the output's `info.sampleRate`. A gap ends one signal and begins another.
 *
 * Sums are made in double precision in one order: the same bits for any cutting, and those of scipy.signal.resample_poly with the same
 * taps up to the rounding to float32. NaN and infinities spread over the filter's length. Gains and centres ride on and must not change
 * without a gap.
 *
 * @throws {DataError} from `process` when the stream's rate is unknown or more than 1024 times higher or lower, or gains or centres change
 */
export function resampleStage(given: ResampleOptions): Stage<Frame | QFrame, Frame> {
  const { rate, edges = 'hold' } = checkOptions('resample', given, OPTIONS);
  checkPositive('resample', 'rate', rate);
  checkOneOf('resample', 'edges', edges, ['hold', 'zero', 'drop']);
  const options = { rate, edges };
  let resampler: Resampler | undefined;
  let rateOfInput: number | undefined; // that the resampler is made for
  let buffer: SampleBuffer | undefined;
  let out: StreamInfo | undefined;
  let map: SensorMap = {};
  let next = 0; // index of the next output sample
  let scratch = new Float32Array(0);

  function resamplerFor(f: Frame): Resampler {
    if (!resampler || rateOfInput !== f.info.sampleRate) {
      resampler = resamplerOf(rate, f.info, f.start);
      rateOfInput = f.info.sampleRate;
      out = undefined;
    }
    return resampler;
  }

  function open(f: Frame, { up, down, half }: Resampler): SampleBuffer {
    next = Math.ceil((f.start * up + (edges === 'drop' ? half : 0)) / down);
    map = sensorMap(f);
    return (buffer = new SampleBuffer(f.info, f.start));
  }

  /** Output samples up to `last`, if there are any. */
  function made(b: SampleBuffer, own: Resampler, last: number): Frame | undefined {
    const length = last - next + 1;
    if (length <= 0) return undefined;
    const { up, down, half, width } = own;
    const first = Math.floor((next * down + half) / up) - width + 1; // input samples
    const row = Math.floor((last * down + half) / up) + 1 - first;
    const channels = b.info.names.length;
    if (scratch.length < channels * row) scratch = new Float32Array(channels * row);
    const [from, to] = [Math.max(first, b.start), Math.min(first + row, b.end)];
    b.copy(from, to, scratch, row, from - first);
    for (let c = 0, at = 0; c < channels; c++, at += row) {
      const [begin, end] = [at + from - first, at + to - first];
      scratch.fill(edges === 'hold' ? scratch[begin] : 0, at, begin);
      scratch.fill(edges === 'hold' ? scratch[end - 1] : 0, end, at + row);
    }
    const data = new Float32Array(channels * length);
    for (let c = 0; c < channels; c++) filter(scratch, c * row - first, own, next, data, c * length, length);
    out ??= streamInfo({ ...b.info, channels, sampleRate: ((b.info.sampleRate ?? rate) * up) / down });
    const frame = { data, channels, length, start: next, info: out, ...map };
    next = last + 1;
    b.dropBefore(Math.floor((next * down + half) / up) - width + 1);
    return frame;
  }

  /** The samples whose filter reaches over the end. */
  function tail(): Frame | undefined {
    if (!buffer || !resampler || edges === 'drop') return undefined;
    return made(buffer, resampler, Math.ceil((buffer.end * resampler.up) / resampler.down) - 1);
  }

  return {
    process(input, emit) {
      const f = 'params' in input ? decodeFrame(input) : input;
      if (buffer) checkFollows('resample', f, buffer.info, buffer.end);
      if (buffer && f.start === buffer.end && !sameSensorMap(map, f)) throw changed(f);
      const ended = buffer && f.start !== buffer.end ? tail() : undefined;
      const own = resamplerFor(f);
      const b = buffer && f.start === buffer.end ? buffer : open(f, own);
      b.append(f, 0, f.length);
      const frame = made(b, own, Math.ceil((b.end * own.up - own.half) / own.down) - 1);
      if (ended) emit(ended);
      if (frame) emit(frame);
    },
    flush(emit) {
      const ended = tail();
      buffer = undefined;
      if (ended) emit(ended);
    },
    save: () => ({
      who: 'resample',
      version: 1,
      options,
      buffer: buffer ? buffer.save() : null,
      next,
      map: saveSensorMap(map),
    }),
    restore(saved) {
      const state = loadState('resample', 1, saved, options);
      if (!Number.isSafeInteger(state.next)) throw new FormatError('format-state', 'resample: next is not an index');
      const held = state.buffer === null ? undefined : SampleBuffer.restore('resample', state.buffer);
      [buffer, map, out, resampler] = [held, {}, undefined, undefined];
      next = state.next as number;
      if (!held) return;
      map = loadSensorMap('resample', state.map, held.info.names.length);
      if (held.info.sampleRate === undefined) throw new FormatError('format-state', 'resample: a rate is missing');
      const { up, down, half } = (resampler = resamplerOf(rate, held.info, held.end));
      rateOfInput = held.info.sampleRate;
      const behind = next * down + half - held.end * up; // of the filter's reach behind the samples held
      if (behind < 0 || behind > 2 * half + down) {
        throw new FormatError('format-state', 'resample: the next sample does not follow the samples held');
      }
    },
  };
}

function resamplerOf(rate: number, info: StreamInfo, start: number): Resampler {
  const { sampleRate } = info;
  if (sampleRate === undefined) {
    throw new DataError(
      'data-info',
      `resample: the stream at ${when(info, start)} must say its sample rate; give the source one (sampleRate)`,
    );
  }
  const ratio = rate / sampleRate;
  if (!(ratio >= 1 / LIMIT && ratio <= LIMIT)) {
    throw new DataError(
      'data-info',
      `resample: the stream's rate must be within a factor of ${LIMIT} of ${rate} Hz, got ${sampleRate} Hz`,
    );
  }
  const [up, down] = rateRatio(ratio, LIMIT);
  const taps = resamplingFilter(up, down);
  const width = Math.ceil(taps.length / up);
  const phases = new Float64Array(up * width);
  // taps[p + j up] meets the j-th newest sample
  for (let k = 0; k < taps.length; k++) phases[(k % up) * width + width - 1 - Math.floor(k / up)] = taps[k];
  return { up, down, half: (taps.length - 1) / 2, width, phases };
}

/** @param origin where input sample 0 would stand in `x` */
function filter(
  x: Float32Array,
  origin: number,
  { up, down, half, width, phases }: Resampler,
  first: number,
  out: Float32Array,
  at: number,
  length: number,
): void {
  for (let m = 0; m < length; m++) {
    const place = (first + m) * down + half;
    const newest = Math.floor(place / up);
    const row = (place - newest * up) * width;
    const begin = origin + newest - width + 1;
    let sum = 0;
    for (let k = 0; k < width; k++) sum += phases[row + k] * x[begin + k];
    out[at + m] = Math.fround(sum) + 0; // -0 becomes 0
  }
}

function changed(f: Frame): DataError {
  return new DataError(
    'data-params',
    `resample: the gains or centres change at ${when(f.info, f.start)}, and the filter would mix them; resample before what makes ` +
      `them (agc, centre), or take them out first (unequalize, uncentre)`,
  );
}
