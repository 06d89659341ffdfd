import { checkOneOf, checkPositive } from '../check.js';
import { DataError, FormatError } from '../errors.js';
import { checkFollows, type Frame, type SensorMap, type StreamInfo, streamInfo, when } from '../frame.js';
import { checkOptions, type OptionKeys } from '../options.js';
import { loadSensorMap, sameSensorMap, saveSensorMap, sensorMap } from '../sensorDomain.js';
import { inTurn, type Stage } from '../stage.js';
import { loadState } from '../state.js';
import { type Polyphase, polyphase } from './polyphase.js';
import { MAX_RATIO, rateRatio } from './rateRatio.js';
import { SampleBuffer } from './sampleBuffer.js';

/** Options of {@link resampleStage}. */
export interface ResampleOptions {
  /** Samples a second of the output, finite, > 0. */
  readonly rate: number;
  /**
   * What the filter sees before the first sample and behind the last one, of the stream and of each part between gaps: `hold`, that sample
   * again; or `zero`. Defaults to `hold`.
   */
  readonly edges?: 'hold' | 'zero';
}

const OPTIONS: OptionKeys<ResampleOptions> = { rate: true, edges: true };

/**
 * Gives a stream another sample rate: rational interpolation by a linear-phase low-pass filter in polyphase form. The rates are a ratio
 * of whole numbers up to 1024, exactly or as near as they come; `info.sampleRate` of the output says the rate it has.
 *
 * Output sample n stands at the time n / rate since sample 0 of the input: the filter's delay is taken off, and sample 0 keeps its time. The
 * passband reaches to 0.45 of the lower rate, with a ripple below 0.01 dB; from 0.55 of it on the filter is at least 80 dB down. A constant
 * stays what it is, bit for bit within one rounding to float32. The last output waits for the 26 samples of the lower rate that follow it.
 *
 * Equals `scipy.signal.resample_poly` with the same taps, `padtype` `edge` or `constant`, within one rounding to float32; sums are made in
 * double precision in one order, so that the same bits come out however the input is cut. NaN and infinities spread over the windows they
 * lie in. Gains and centres ride on; they must not change without a gap. A gap ends one run of samples, and begins another.
 *
 * @throws {DataError} from `process` when the stream has no sample rate, its rate has no such ratio, or gains or centres change
 */
export function resampleStage(given: ResampleOptions): Stage<Frame, Frame> {
  const { rate, edges = 'hold' } = checkOptions('resample', given, OPTIONS);
  checkPositive('resample', 'rate', rate);
  checkOneOf('resample', 'edges', edges, ['hold', 'zero']);
  const options = { rate, edges };
  let buffer: SampleBuffer | undefined;
  let filter: Polyphase | undefined; // of the rate that came last
  let filtered: number | undefined;
  let info: StreamInfo | undefined; // of the input
  let out: StreamInfo | undefined; // of the output
  let map: SensorMap = {};
  let first = 0; // index of the first sample since the last gap
  let next = 0; // index of the next output sample

  function describe(given: StreamInfo): Polyphase {
    if (filter && info === given) return filter;
    if (!filter || filtered !== given.sampleRate) filter = design(given, rate);
    filtered = given.sampleRate;
    info = given;
    out = outInfo(given, filter, rate);
    return filter;
  }

  function open(f: Frame): SampleBuffer {
    const { up, down } = describe(f.info);
    first = f.start;
    next = Math.ceil((f.start * up) / down);
    map = sensorMap(f);
    return (buffer = new SampleBuffer(f.info, f.start));
  }

  /** Output samples up to `last`. */
  function take(b: SampleBuffer, last: number): Frame | undefined {
    const { up, down, reach } = describe(b.info);
    const base = (n: number) => Math.floor((n * down) / up);
    const length = last - next + 1;
    if (length <= 0 || !out) return undefined;
    const [from, to] = [base(next) - reach, base(last) + reach + 1];
    const [held, channels] = [to - from, b.info.names.length];
    const x = new Float32Array(channels * held);
    const [begin, stop] = [Math.max(from, first), Math.min(to, b.end)];
    b.copy(begin, stop, x, held, begin - from);
    const data = new Float32Array(channels * length);
    for (let c = 0; c < channels; c++) {
      const row = x.subarray(c * held, (c + 1) * held);
      if (edges === 'hold') {
        row.fill(row[begin - from], 0, begin - from);
        row.fill(row[stop - from - 1], stop - from);
      }
      interpolate(row, from, describe(b.info), next, data.subarray(c * length, (c + 1) * length));
    }
    const start = next;
    next = last + 1;
    b.dropBefore(base(next) - reach);
    return { data, channels, length, start, info: out, ...map };
  }

  /** Ends a run of samples: what stands up to its last one. */
  function close(): Frame | undefined {
    const b = buffer;
    buffer = undefined;
    if (!b || !filter) return undefined;
    return take(b, Math.floor(((b.end - 1) * filter.up) / filter.down));
  }

  return inTurn({
    process(f, emit) {
      let last: Frame | undefined;
      if (buffer) {
        checkFollows('resample', f, buffer.info, buffer.end);
        if (f.start > buffer.end) last = close();
        else if (!sameSensorMap(map, sensorMap(f))) throw changed(f);
      }
      const b = buffer ?? open(f);
      b.append(f, 0, f.length);
      const { up, down, reach } = describe(b.info);
      const now = take(b, Math.ceil(((b.end - reach) * up) / down) - 1); // whose windows have ended
      if (last) emit(last);
      if (now) emit(now);
    },
    flush(emit) {
      const last = close();
      if (last) emit(last);
    },
    save: () => ({
      who: 'resample',
      version: 1,
      options,
      buffer: buffer ? buffer.save() : null,
      first,
      next,
      map: saveSensorMap(map),
    }),
    restore(saved) {
      const state = loadState('resample', 1, saved, options);
      for (const field of ['first', 'next']) {
        if (!Number.isSafeInteger(state[field]))
          throw new FormatError('format-state', `resample: ${field} is not an index`);
      }
      [first, next] = [state.first as number, state.next as number];
      buffer = state.buffer === null ? undefined : SampleBuffer.restore('resample', state.buffer);
      map = buffer ? loadSensorMap('resample', state.map, buffer.info.names.length) : {};
      if (!buffer) return;
      const { up, down, reach } = describe(buffer.info);
      const oldest = Math.max(Math.floor((next * down) / up) - reach, first);
      if (buffer.start > oldest || buffer.end - buffer.start > 2 ** 24) {
        throw new FormatError('format-state', 'resample: the saved samples are not those that the next output needs');
      }
    },
  });
}

function design(info: StreamInfo, rate: number): Polyphase {
  if (info.sampleRate === undefined) {
    throw new DataError(
      'data-info',
      `resample: the stream must have a sample rate, got none; name it at the source (sampleRate)`,
    );
  }
  const ratio = rateRatio(info.sampleRate, rate);
  if (!ratio) {
    throw new DataError(
      'data-info',
      `resample: from ${info.sampleRate} Hz to ${rate} Hz is no ratio of whole numbers up to ${MAX_RATIO}; resample in two steps`,
    );
  }
  return polyphase(ratio);
}

function outInfo({ sampleRate = NaN, ...info }: StreamInfo, { up, down }: Polyphase, rate: number): StreamInfo {
  const made = (sampleRate * up) / down;
  return streamInfo({
    ...info,
    channels: info.names.length,
    sampleRate: Math.abs(made / rate - 1) < 1e-9 ? rate : made,
  });
}

/** Output samples from `next` on, as many as `out` holds, of the input samples from index `from` on. */
function interpolate(x: Float32Array, from: number, filter: Polyphase, next: number, out: Float32Array): void {
  const { up, down, reach, taps } = filter;
  const width = 2 * reach + 1;
  for (let i = 0; i < out.length; i++) {
    const at = (next + i) * down;
    const base = Math.floor(at / up);
    let [tap, k] = [(at - base * up) * width, base - reach - from];
    let sum = 0;
    for (const end = tap + width; tap < end; tap++, k++) sum += taps[tap] * x[k];
    out[i] = sum;
  }
}

function changed(f: Frame): DataError {
  return new DataError(
    'data-info',
    `resample: gains and centres must not change without a gap, got others at ${when(f.info, f.start)}; put resample before the operator ` +
      'that makes them, or take them out first (unequalize, uncentre)',
  );
}
