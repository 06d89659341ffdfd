import { checkInteger } from '../check.js';
import { FormatError, OptionRangeError } from '../errors.js';
import { type AnyFrame, checkFollows, type Frame, loadInfo, saveInfo, type StreamInfo, streamInfo } from '../frame.js';
import type { Codes } from '../qparams.js';
import { halfEven } from '../rounding.js';
import type { Stage } from '../stage.js';
import { loadCount, loadNumbers, loadState, saveNumbers } from '../state.js';
import { checkCodes, checkModel, checkReal } from './checkInput.js';
import type { TensorInfo, Values } from '../graph/network.js';
import { networkError } from '../graph/networkError.js';
import { allocate, elementsOf } from '../graph/tensor.js';
import { placeOf, type TimeLayout, timeLayout } from '../graph/timeLayout.js';
import type { Runner } from './runner.js';

/** Of the saved state. */
const VERSION = 3;

/** A tensor as it is shown on a stream: so many samples a window of so many channels, (samples, channels) row-major. */
export interface View {
  readonly tensor: TensorInfo;
  /** Its values, as each run leaves them. */
  readonly values: Values;
  readonly channels: number;
  readonly samples: number;
  /** Names of the channels. */
  readonly names: readonly string[];
}

/**
 * Runs a network on sliding windows of a stream, or a streaming network on the samples that windows gain, and emits views of its tensors: a frame a view for the windows that an input frame
 * completes, `start` counting the samples of the view.
 *
 * @internal
 *
 * @param who    name for messages and for the saved state
 * @param wrap   makes what is emitted of the frame of a view
 */
export function windowStage<O>(
  who: string,
  runner: Runner,
  hopOption: number | undefined,
  views: readonly View[],
  wrap: (frame: AnyFrame, view: View) => O,
): Stage<AnyFrame, O> {
  const { network, inputs, outputs } = runner;
  if (inputs.length !== 1) throw networkError('inputs', `${who} runs networks of one input`, `${inputs.length}`);
  const layout = timeLayout(network.inputs[0]);
  const { time, channels, step } = layout; // samples of a run
  const [{ params: wanted }] = inputs;
  const { window: length, lead, warmUp } = network.streaming ?? { window: time, lead: 0, warmUp: 0 };
  const hop = checkInteger(who, 'hop', hopOption ?? network.streaming?.hop ?? time, 1);
  if (network.streaming && hop !== network.streaming.hop) {
    throw new OptionRangeError(
      `${who}: hop must be that of the streaming network, ${network.streaming.hop}, got ${hop}`,
    );
  }
  const options = { window: length, hop, run: time };
  const behind = length - time; // the samples of a run begin so many behind the first one of its window
  const samples = allocate(wanted, time * channels);
  const entrances = [samples];
  const results = outputs.map(({ params, shape }) => allocate(params, elementsOf(shape)));
  let info: StreamInfo | undefined; // of the input
  let infos: readonly StreamInfo[] = []; // of the views
  let end = 0; // absolute index behind the last sample seen
  let index = 0; // of the window of the next run
  let filled = 0; // samples of that run that are there
  let valid = 0; // index of the first window since the stream began or went on behind a gap

  function open(next: StreamInfo): void {
    info = next;
    infos = views.map(view => viewInfo(view, next, length, hop));
  }

  /** The first window is the next one that begins at or behind a sample: runs of no meaning come before it. */
  function begin(sample: number): void {
    valid = Math.ceil(sample / hop) + 0; // never -0
    index = valid - warmUp;
    filled = lead;
    samples.fill(wanted?.zeroPoint[0] ?? 0);
  }

  /** Samples `from` to `from + count` of the frame into the run. */
  function fill(f: AnyFrame, from: number, count: number): void {
    const { data } = f;
    for (let c = 0; c < channels; c++) {
      let at = placeOf(layout, c) + filled * step;
      const stop = c * f.length + from + count;
      for (let i = c * f.length + from; i < stop; i++, at += step) samples[at] = data[i];
    }
    filled += count;
  }

  /** The last samples of the run become the first ones of the next. */
  function slide(): void {
    filled = Math.max(time - hop, 0);
    if (filled === 0) return;
    for (let c = 0; c < channels; c += step) {
      const first = placeOf(layout, c);
      samples.copyWithin(first, first + hop * step, first + time * step);
    }
  }

  return {
    process(f, emit) {
      checkModel(network, f, channels);
      if (wanted) checkCodes(f, wanted);
      else checkReal(f);
      if (!info) {
        open(f.info);
        begin(f.start);
      } else {
        checkFollows(who, f, info, end);
        // samples between windows may be missing
        if (f.start > end && (filled > 0 || behind > 0 || f.start > index * hop)) begin(f.start);
      }
      end = f.start + f.length;
      const first = Math.max(index, valid);
      const count = Math.max(Math.floor((end - length) / hop) - first + 1, 0);
      const shown = views.map(view => allocate(view.tensor.params, count * view.samples * view.channels));
      for (let i = Math.max(index * hop + behind + filled - f.start, 0); i < f.length;) {
        const n = Math.min(time - filled, f.length - i);
        fill(f, i, n);
        i += n;
        if (filled < time) break;
        runner.run(entrances, results);
        if (index >= valid) for (let v = 0; v < views.length; v++) lay(views[v], shown[v], index - first, count);
        index++;
        slide();
        i += Math.max(hop - time, 0);
      }
      if (count === 0) return;
      views.forEach((view, v) => {
        const { channels, samples } = view;
        const block = { channels, length: count * samples, start: first * samples, info: infos[v] };
        emit(wrap(frameOf(view, shown[v], block), view));
      });
    },
    flush: () => {},
    save: () => ({
      who,
      version: VERSION,
      options,
      info: info ? saveInfo(info) : null,
      end,
      index,
      valid,
      samples: saveNumbers(samplesOf(samples, layout, filled)),
      network: runner.save(),
    }),
    restore(saved) {
      const state = loadState(who, VERSION, saved, options);
      const numbers = loadNumbers(who, state.samples, { max: (time - 1) * channels });
      const codes = allocate(wanted, numbers.length);
      codes.set(numbers);
      if (numbers.length % channels !== 0 || numbers.some((x, k) => !Object.is(x, codes[k]))) {
        throw new FormatError('format-state', `${who}: the saved samples do not fit the model`);
      }
      info = undefined;
      infos = [];
      if (state.info !== null) open(loadInfo(who, state.info));
      end = loadIndex(who, 'end', state.end);
      index = loadIndex(who, 'index', state.index);
      valid = loadIndex(who, 'valid', state.valid);
      filled = numbers.length / channels;
      for (let c = 0; c < channels; c++) {
        for (let t = 0; t < filled; t++) samples[placeOf(layout, c) + t * step] = codes[t * channels + c];
      }
      runner.restore(state.network);
    },
  };
}

/** The samples of window k, of `count`, from (samples, channels) to the channel-major data of a frame. */
function lay({ channels, samples, values }: View, data: Values, k: number, count: number): void {
  for (let c = 0; c < channels; c++) {
    const begin = (c * count + k) * samples;
    for (let i = 0; i < samples; i++) data[begin + i] = values[i * channels + c];
  }
}

function frameOf({ tensor: { params } }: View, data: Values, block: Omit<Frame, 'data' | 'gains'>): AnyFrame {
  return params ? { ...block, data: data as Codes, params, clipped: 0 } : { ...block, data: data as Float32Array };
}

/** The first samples of a window, (time, channels). */
function samplesOf(window: Values, layout: TimeLayout, count: number): number[] {
  const { channels, step } = layout;
  return Array.from({ length: count * channels }, (_, k) => {
    return window[placeOf(layout, k % channels) + Math.floor(k / channels) * step];
  });
}

/** An absolute index from a saved state; streams may begin below 0. */
function loadIndex(who: string, field: string, value: unknown): number {
  return typeof value === 'number' && value < 0 ? -loadCount(who, field, -value) : loadCount(who, field, value);
}

/** The description of a view's stream: its samples are spread evenly over a hop, the last one stands at the end of the window. */
function viewInfo({ channels, samples, names }: View, { sampleRate, epoch, source }: StreamInfo, length: number, hop: number) {
  if (sampleRate === undefined) return streamInfo({ channels, names, source });
  const delay = BigInt(halfEven(((length - (hop * (samples - 1)) / samples) / sampleRate) * 1e9));
  return streamInfo({
    channels,
    sampleRate: (sampleRate / hop) * samples,
    names,
    source,
    ...(epoch !== undefined && { epoch: epoch + delay }),
  });
}
