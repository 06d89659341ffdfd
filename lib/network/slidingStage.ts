import { checkInteger, show } from '../check.js';
import { FormatError } from '../errors.js';
import {
  type AnyFrame,
  checkFollows,
  type Frame,
  loadInfo,
  type QFrame,
  saveInfo,
  type StreamInfo,
  streamInfo,
} from '../frame.js';
import { halfEven } from '../rounding.js';
import type { Stage } from '../stage.js';
import { loadCount, loadNumbers, loadState, saveNumbers } from '../state.js';
import { checkCodes, checkModel, checkReal } from './checkInput.js';
import type { Executor } from './executor.js';
import type { Network } from './network.js';
import { networkError } from './networkError.js';
import { elementsOf } from './tensor.js';

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
 * end of its window. An input of shape (features) takes one sample of as many channels at a time.
 *
 * Codes go in and out of an integer network: their params must be those of the network's input.
 *
 * @throws {DataError} in `process`, when a frame has other channels, another rate or other params than the network, or
 * does not follow the one before it
 */
export function slidingStage(executor: Executor, options?: SlidingOptions): Stage<Frame, Frame>;
export function slidingStage(executor: Executor<Int8Array>, options?: SlidingOptions): Stage<QFrame, QFrame>;
export function slidingStage(
  executor: Executor | Executor<Int8Array>,
  { hop }: SlidingOptions = {},
): Stage<Frame, Frame> | Stage<QFrame, QFrame> {
  const { network } = executor;
  if (network.arithmetic === 'float32') {
    return sliding<Frame, Float32Array>(executor as Executor, hop, checkReal, (data, block) => ({ ...block, data }));
  }
  const given = network.inputs[0].params;
  const params = network.layers.find(layer => layer.name === network.outputs[0])?.params;
  if (!given || !params) throw networkError('params', 'an integer network must have params', 'none');
  return sliding<QFrame, Int8Array>(
    executor as Executor<Int8Array>,
    hop,
    f => checkCodes(f, given),
    (data, block) => ({ ...block, data, params, clipped: 0 }),
  );
}

/** What a frame has besides its data. */
type Block = Omit<Frame, 'data' | 'gains'>;

/** The stage for one kind of frames; `wrap` makes an output frame. */
function sliding<F extends AnyFrame, T extends Float32Array | Int8Array>(
  executor: Executor<T>,
  hopOption: number | undefined,
  check: (f: F) => void,
  wrap: (data: T, block: Block) => F,
): Stage<F, F> {
  const { network, inputShape, outputShape } = executor;
  const [length, channels] = inputShape.length === 2 ? inputShape : [1, inputShape[0]];
  const outputs = elementsOf(outputShape);
  const hop = checkInteger('infer', 'hop', hopOption ?? length, 1);
  const window = executor.allocate(length * channels); // (time, channels), row-major
  const result = executor.allocate(outputs);
  let info: StreamInfo | undefined; // of the input
  let outInfo: StreamInfo | undefined;
  let end = 0; // absolute index behind the last sample seen
  let index = 0; // of the window being filled
  let filled = 0; // samples of it that are there

  function open(next: StreamInfo): void {
    info = next;
    outInfo = outputInfo(network, next, outputs, length, hop);
  }

  /** Samples `from` to `from + count` of the frame into the window, channels last. */
  function fill(f: F, from: number, count: number): void {
    const { data } = f;
    for (let c = 0; c < channels; c++) {
      let at = filled * channels + c;
      const stop = c * f.length + from + count;
      for (let i = c * f.length + from; i < stop; i++, at += channels) window[at] = data[i];
    }
    filled += count;
  }
  return {
    process(f, emit) {
      checkModel(network, f, channels);
      check(f);
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
      const data = count > 0 ? executor.allocate(outputs * count) : result;
      for (let i = Math.max(index * hop + filled - f.start, 0); i < f.length;) {
        const n = Math.min(length - filled, f.length - i);
        fill(f, i, n);
        i += n;
        if (filled < length) break;
        executor.run(window, result);
        for (let o = 0; o < outputs; o++) data[o * count + index - first] = result[o];
        index++;
        filled = Math.max(length - hop, 0);
        window.copyWithin(0, hop * channels);
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
      samples: saveNumbers(window.subarray(0, filled * channels)),
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
      const codes = executor.allocate(samples.length);
      codes.set(samples);
      if (samples.length % channels !== 0 || samples.some((x, k) => !Object.is(x, codes[k]))) {
        throw new FormatError('format-state', 'infer: the saved samples do not fit the model');
      }
      info = undefined;
      outInfo = undefined;
      if (state.info !== null) open(loadInfo('infer', state.info));
      end = loadIndex('end', state.end);
      index = loadIndex('index', state.index);
      window.set(codes);
      filled = samples.length / channels;
    },
  };
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
