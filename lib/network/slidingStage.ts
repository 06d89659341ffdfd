import { checkInteger, show } from '../check.js';
import { FormatError } from '../errors.js';
import { type AnyFrame, checkFollows, type Frame, loadInfo, saveInfo, type StreamInfo, streamInfo } from '../frame.js';
import type { Codes } from '../qparams.js';
import { halfEven } from '../rounding.js';
import type { Stage } from '../stage.js';
import { loadCount, loadNumbers, loadState, saveNumbers } from '../state.js';
import { checkCodes, checkModel, checkReal } from './checkInput.js';
import type { Executor } from './executor.js';
import type { Network, Values } from './network.js';
import { networkError } from './networkError.js';
import { allocate, elementsOf } from './tensor.js';
import { placeOf, type TimeLayout, timeLayout } from './timeLayout.js';

/** Options of {@link slidingStage}. */
export interface SlidingOptions {
  /** Samples from window to window, an integer of at least 1. Defaults to the window's length: no overlap. */
  readonly hop?: number;
}

/**
 * Runs a network on sliding windows of a stream.
 *
 * Window k covers the samples k * hop to k * hop + window - 1 by absolute index, so that cutting the stream into other
 * frames changes nothing; a window that would contain a gap is not run. An output frame holds the windows that an input
 * frame completes: one channel an output of the network, named by its labels, one sample a window, `start` the index k.
 * Its sample rate is the input's / hop; its epoch is later by the length of a window, so that the time of a decision is the
 * end of its window. An input without a time axis takes one sample of as many channels at a time.
 *
 * Codes go in where the network's input has params, and must have the same; codes come out where its output has some. What the network
 * carries from run to run is part of the state; a gap does not reset it.
 *
 * @throws {FormatError} when the network has several inputs or outputs
 * @throws {DataError} in `process`, when a frame has other channels, another rate or other params than the network, or
 * does not follow the one before it
 */
export function slidingStage(executor: Executor<Float32Array>, options?: SlidingOptions): Stage<Frame, Frame>;
export function slidingStage(executor: Executor, options?: SlidingOptions): Stage<AnyFrame, AnyFrame>;
export function slidingStage(executor: Executor, { hop: hopOption }: SlidingOptions = {}): Stage<AnyFrame, AnyFrame> {
  const { network, inputs, outputs: results } = executor;
  if (inputs.length !== 1) throw networkError('inputs', 'infer runs networks of one input', `${inputs.length}`);
  if (results.length !== 1) throw networkError('outputs', 'infer runs networks of one output', `${results.length}`);
  const layout = timeLayout(network.inputs[0]);
  const { time: length, channels, step } = layout;
  const [{ params: wanted }] = inputs;
  const [{ params }] = results;
  const outputs = elementsOf(results[0].shape);
  const hop = checkInteger('infer', 'hop', hopOption ?? length, 1);
  const window = allocate(wanted, length * channels);
  const result = allocate(params, outputs);
  let info: StreamInfo | undefined; // of the input
  let outInfo: StreamInfo | undefined;
  let end = 0; // absolute index behind the last sample seen
  let index = 0; // of the window being filled
  let filled = 0; // samples of it that are there

  function open(next: StreamInfo): void {
    info = next;
    outInfo = outputInfo(network, next, outputs, length, hop);
  }

  /** Samples `from` to `from + count` of the frame into the window. */
  function fill(f: AnyFrame, from: number, count: number): void {
    const { data } = f;
    for (let c = 0; c < channels; c++) {
      let at = placeOf(layout, c) + filled * step;
      const stop = c * f.length + from + count;
      for (let i = c * f.length + from; i < stop; i++, at += step) window[at] = data[i];
    }
    filled += count;
  }

  /** The last samples of the window become its first. */
  function slide(): void {
    filled = Math.max(length - hop, 0);
    for (let c = 0; c < channels; c += step) {
      const begin = placeOf(layout, c);
      window.copyWithin(begin, begin + Math.min(hop, length) * step, begin + length * step);
    }
  }

  /** An output frame of `data`. */
  function wrap(data: Values, block: Block): AnyFrame {
    return params ? { ...block, data: data as Codes, params, clipped: 0 } : { ...block, data: data as Float32Array };
  }
  return {
    process(f, emit) {
      checkModel(network, f, channels);
      if (wanted) checkCodes(f, wanted);
      else checkReal(f);
      if (!info) {
        open(f.info);
        index = Math.ceil(f.start / hop) + 0;
      } else {
        checkFollows('infer', f, info, end);
        if (f.start > end && (filled > 0 || f.start > index * hop)) {
          index = Math.ceil(f.start / hop) + 0; // + 0: never -0
          filled = 0;
        }
      }
      end = f.start + f.length;
      const first = index;
      const count = Math.max(Math.floor((end - length) / hop) - first + 1, 0);
      const data = count > 0 ? allocate(params, outputs * count) : result;
      for (let i = Math.max(index * hop + filled - f.start, 0); i < f.length;) {
        const n = Math.min(length - filled, f.length - i);
        fill(f, i, n);
        i += n;
        if (filled < length) break;
        executor.run(window, result);
        for (let o = 0; o < outputs; o++) data[o * count + index - first] = result[o];
        index++;
        slide();
        i += Math.max(hop - length, 0);
      }
      if (count > 0 && outInfo) emit(wrap(data, { channels: outputs, length: count, start: first, info: outInfo }));
    },
    flush: () => {},
    save: () => ({
      who: 'infer',
      version: 1,
      window: length,
      hop,
      info: info ? saveInfo(info) : null,
      end,
      index,
      samples: saveNumbers(samplesOf(window, layout, filled)),
      network: executor.state.size > 0 ? executor.save() : null,
    }),
    restore(saved) {
      const state = loadState('infer', 1, saved);
      if (state.window !== length || state.hop !== hop) {
        throw new FormatError(
          'format-state',
          `infer: runs windows of ${length} samples every ${hop}, the state is for ${show(state.window)} every ${show(state.hop)}`,
        );
      }
      const samples = loadNumbers('infer', state.samples, { max: (length - 1) * channels });
      const codes = allocate(wanted, samples.length);
      codes.set(samples);
      if (samples.length % channels !== 0 || samples.some((x, k) => !Object.is(x, codes[k]))) {
        throw new FormatError('format-state', 'infer: the saved samples do not fit the model');
      }
      info = undefined;
      outInfo = undefined;
      if (state.info !== null) open(loadInfo('infer', state.info));
      end = loadIndex('end', state.end);
      index = loadIndex('index', state.index);
      filled = samples.length / channels;
      for (let c = 0; c < channels; c++) {
        for (let t = 0; t < filled; t++) window[placeOf(layout, c) + t * step] = codes[t * channels + c];
      }
      if (executor.state.size > 0) executor.restore(state.network);
    },
  };
}

/** What a frame has besides its data. */
type Block = Omit<Frame, 'data' | 'gains'>;

/** The first samples of a window, (time, channels). */
function samplesOf(window: Values, layout: TimeLayout, count: number): number[] {
  const { channels, step } = layout;
  return Array.from({ length: count * channels }, (_, k) => {
    return window[placeOf(layout, k % channels) + Math.floor(k / channels) * step];
  });
}

/** An absolute index from a saved state; streams may begin below 0. */
function loadIndex(field: string, value: unknown): number {
  return typeof value === 'number' && value < 0 ? -loadCount('infer', field, -value) : loadCount('infer', field, value);
}

/** The description of the output stream: a sample a window, at the time when the window ends. */
function outputInfo(
  network: Network,
  { sampleRate, epoch }: StreamInfo,
  channels: number,
  length: number,
  hop: number,
) {
  const [name] = network.outputs;
  const delay = sampleRate === undefined ? undefined : BigInt(halfEven((length / sampleRate) * 1e9));
  return streamInfo({
    channels,
    sampleRate: sampleRate === undefined ? undefined : sampleRate / hop,
    epoch: epoch === undefined || delay === undefined ? undefined : epoch + delay,
    names: network.labels ?? Array.from({ length: channels }, (_, k) => `${name}[${k}]`),
  });
}
