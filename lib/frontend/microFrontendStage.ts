import { DataError, FormatError } from '../errors.js';
import { type AnyFrame, checkFollows, type Frame, loadInfo, saveInfo, type StreamInfo, streamInfo } from '../frame.js';
import type { Stage } from '../stage.js';
import { loadCount, loadNumbers, loadState, saveNumbers } from '../state.js';
import { type MicroFrontendOptions, microFrontendSettings } from './microFrontendSettings.js';
import { checkPcm, pcmSamples } from './pcmSamples.js';
import { windowFeatures } from './windowFeatures.js';

/** What is known of the stream once it has begun. */
interface Stream {
  readonly input: StreamInfo;
  readonly output: StreamInfo;
}

/**
 * TensorFlow Lite's micro front end, bit for bit: the features that keyword and wake-word networks are trained on, out of mono audio.
 *
 * Each window of `size` samples is multiplied by a Hann window, transformed, and gathered in mel bands; the noise of each band is
 * followed and subtracted; a gain by the noise and a logarithm follow where the settings say so. All of it is computed in integers.
 *
 * Takes one channel of real samples, which become int16 by `fullScale`, or 16-bit codes as they are. Emits the uint16 features as whole
 * numbers, shape (channels, windows), at sampleRate / hop Hz. Window k covers the samples [k hop, k hop + size) and is sample k of the
 * output. Samples before the first multiple of `hop`, and those that a gap or the end leaves short of a window, are in no window; the
 * noise goes on behind a gap.
 *
 * @throws {RangeError} for settings that the arithmetic has no room for
 * @throws {DataError} from `process` for several channels, another sample rate, codes of other widths, NaN or infinities
 * @see https://github.com/tensorflow/tensorflow/tree/master/tensorflow/lite/experimental/microfrontend
 */
export function microFrontendStage(options: MicroFrontendOptions = {}): Stage<AnyFrame, Frame> {
  const settings = microFrontendSettings(options);
  const { sampleRate, size, hop, channels } = settings;
  const { fullScale = 1, onClipped, onIncomplete } = options;
  const features = windowFeatures(settings);
  const pcm = pcmSamples(fullScale);
  const saved = { ...settings, fullScale };
  const window = new Int16Array(size);
  const column = new Uint16Array(channels);
  let stream: Stream | undefined;
  let next = 0; // absolute index of the next window's first sample
  let end = 0; // behind the last sample seen
  let covered = 0; // behind the last sample that is in a window or was reported

  function open(input: StreamInfo): Stream {
    const names = Array.from({ length: channels }, (_, c) => `mel${c}`);
    return { input, output: streamInfo({ channels, sampleRate: sampleRate / hop, epoch: input.epoch, names }) };
  }

  /** Reports samples [covered, to) that are in no window. */
  function leaveOut(to: number): void {
    const start = covered;
    covered = Math.max(covered, to);
    if (to > start) onIncomplete?.({ start, length: to - start, policy: 'drop' });
  }

  /** Fills windows with a frame and computes those that become full; `data` has one row a channel, `count` windows long. */
  function fill(f: AnyFrame, data: Float32Array, count: number): number {
    let clipped = 0;
    let k = 0;
    for (let at = Math.max(next, end) - f.start; at < f.length;) {
      const filled = f.start + at - next;
      const to = Math.min(f.length, at + size - filled);
      clipped += pcm.copy(f, at, to, window, filled);
      at = to;
      if (f.start + at < next + size) break;
      features.next(window, column);
      for (let c = 0; c < channels; c++) data[c * count + k] = column[c];
      k++;
      window.copyWithin(0, hop);
      covered = next + size;
      next += hop;
    }
    end = f.start + f.length;
    return clipped;
  }

  return {
    process(f, emit) {
      checkPcm(f);
      if (f.info.sampleRate !== undefined && f.info.sampleRate !== sampleRate) throw wrongRate(f.info, sampleRate);
      if (stream) checkFollows('microFrontend', f, stream.input, end);
      if (f.length === 0) return;
      const fresh = stream === undefined;
      const { output } = (stream ??= open(f.info));
      if (fresh || f.start > end) {
        if (!fresh) leaveOut(end);
        end = covered = f.start;
        next = Math.ceil(f.start / hop) * hop + 0; // never -0
        leaveOut(Math.min(next, f.start + f.length));
      }
      const count = Math.max(Math.floor((f.start + f.length - next - size) / hop) + 1, 0);
      const start = next / hop;
      const data = new Float32Array(channels * count);
      const clipped = fill(f, data, count);
      if (clipped > 0) onClipped?.(clipped);
      if (count > 0) emit({ data, channels, length: count, start, info: output });
    },
    flush: () => leaveOut(end),
    save: () => ({
      who: 'microFrontend',
      version: 1,
      options: saved,
      info: stream ? saveInfo(stream.input) : null,
      next,
      end,
      covered,
      samples: saveNumbers(window.subarray(0, Math.max(end - next, 0))),
      noise: saveNumbers(features.noise),
    }),
    restore(state) {
      const fields = loadState('microFrontend', 1, state, saved);
      const indices = [fields.next, fields.end, fields.covered];
      if (!indices.every(Number.isSafeInteger) || (fields.next as number) % hop !== 0) {
        throw new FormatError('format-state', 'microFrontend: the saved indices are damaged');
      }
      [next, end, covered] = indices as number[];
      const held = loadCount('microFrontend', 'samples', Math.max(end - next, 0));
      const samples = loadNumbers('microFrontend', fields.samples, held);
      const noise = loadNumbers('microFrontend', fields.noise, channels);
      if (held >= size || !samples.every(inInt16) || !noise.every(inUint32)) {
        throw new FormatError('format-state', 'microFrontend: the saved samples and noise are damaged');
      }
      window.set(samples);
      features.noise.set(noise);
      stream = fields.info === null ? undefined : open(loadInfo('microFrontend', fields.info));
    },
  };
}

const inInt16 = (x: number) => Number.isInteger(x) && x >= -32768 && x <= 32767;
const inUint32 = (x: number) => Number.isInteger(x) && x >= 0 && x < 2 ** 32;

function wrongRate({ sampleRate }: StreamInfo, wanted: number): DataError {
  return new DataError(
    'data-info',
    `microFrontend: the stream has ${sampleRate} Hz, the settings are for ${wanted} Hz; resample before, or set sampleRate`,
  );
}
