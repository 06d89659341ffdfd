import { checkInteger, checkOneOf } from '../check.js';
import { DataError, FormatError, OptionRangeError } from '../errors.js';
import {
  type AnyFrame,
  checkFollows,
  type Frame,
  loadInfo,
  saveInfo,
  type StreamInfo,
  streamInfo,
  when,
} from '../frame.js';
import { isMarked } from '../marks.js';
import type { Codes } from '../qparams.js';
import { halfEven } from '../rounding.js';
import type { Stage } from '../stage.js';
import { loadCount, loadNumbers, loadState, saveNumbers } from '../state.js';
import { checkOneKind, checkRate, checkTaken } from './checkInput.js';
import { entrance } from './entrance.js';
import { inputChannels, type InputOptions } from './inputChannels.js';
import type { NetworkInput, TensorInfo, Values } from '../graph/network.js';
import { networkError } from '../graph/networkError.js';
import { allocate, elementsOf } from '../graph/tensor.js';
import { timeOf } from '../graph/timeLayout.js';
import type { Runner } from './runner.js';

/** Of the saved state. */
const VERSION = 4;

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

/** Whether what a network carries from run to run goes on behind a gap, or begins anew. */
export type AtGap = 'keep' | 'reset';

/** Whether samples marked as missing end the stream, or the value held for them is taken. */
export type AtMissing = 'error' | 'hold';

/** Options of {@link windowStage}. */
export interface WindowStageOptions extends InputOptions {
  /** Samples from window to window. */
  readonly hop?: number | undefined;
  /** What a gap in the stream does to what the network carries from run to run. Defaults to `keep`. */
  readonly atGap?: AtGap | undefined;
  /** What samples marked as missing do. Defaults to `error`. */
  readonly missing?: AtMissing | undefined;
  /** What an input takes of a frame of its channels; the frame itself, checked, by default. */
  readonly take?: (part: AnyFrame, input: NetworkInput) => AnyFrame;
}

/**
 * Runs a network on sliding windows of a stream, or a streaming network on the samples that windows gain, and emits views of its tensors:
 * a frame a view for the windows that an input frame completes, `start` counting the samples of the view.
 *
 * A window is as long as the longest input; all inputs end with it. An input without a time axis takes its last sample.
 *
 * @internal
 *
 * @param who    name for messages and for the saved state
 * @param wrap   makes what is emitted of the frame of a view
 */
export function windowStage<O>(
  who: string,
  runner: Runner,
  { hop: hopOption, inputs: chosen, take, atGap = 'keep', missing = 'error' }: WindowStageOptions,
  views: readonly View[],
  wrap: (frame: AnyFrame, view: View) => O,
): Stage<AnyFrame, O> {
  const { network, outputs } = runner;
  const { inputs } = network;
  if (inputs.length === 0) throw networkError('inputs', `${who} runs networks with an input`, '0');
  checkOneOf(who, 'atGap', atGap, ['keep', 'reset']);
  checkOneOf(who, 'missing', missing, ['error', 'hold']);
  if (!take) checkOneKind(who, inputs);
  const partsOf = inputChannels(who, inputs, chosen);
  const time = timeOf(inputs); // samples of a run
  const { window: length, lead, warmUp } = network.streaming ?? { window: time, lead: 0, warmUp: 0 };
  const hop = checkInteger(who, 'hop', hopOption ?? network.streaming?.hop ?? time, 1);
  if (network.streaming && hop !== network.streaming.hop) {
    throw new OptionRangeError(
      `${who}: hop must be that of the streaming network, ${network.streaming.hop}, got ${hop}`,
    );
  }
  const options = {
    window: length,
    hop,
    run: time,
    atGap,
    inputs: chosen ? inputs.map(({ name }) => chosen[name]) : null,
  };
  const behind = length - time; // the samples of a run begin so many behind the first one of its window
  const entrances = inputs.map(input => entrance(input, time));
  const samples = entrances.map(({ values }) => values);
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
    for (const own of entrances) own.clear();
  }

  /** What the inputs take of a frame. */
  function taken(f: AnyFrame): readonly AnyFrame[] {
    if (f.missing && missing === 'error') throw missingError(who, f, f.missing);
    const parts = partsOf(f);
    checkRate(network, f);
    if (take) return parts.map((part, k) => take(part, inputs[k]));
    for (let k = 0; k < parts.length; k++) checkTaken(parts[k], inputs[k]);
    return parts;
  }

  /** Samples `from` to `from + count` of the frame into the run. */
  function fill(parts: readonly AnyFrame[], from: number, count: number): void {
    for (let k = 0; k < entrances.length; k++) entrances[k].fill(parts[k], from, count, filled);
    filled += count;
  }

  /** The last samples of the run become the first ones of the next. */
  function slide(): void {
    filled = Math.max(time - hop, 0);
    for (const own of entrances) own.slide(hop);
  }

  return {
    process(f, emit) {
      const parts = taken(f);
      if (!info) {
        open(f.info);
        begin(f.start);
      } else {
        checkFollows(who, f, info, end);
        // samples between windows may be missing
        if (f.start > end && (filled > 0 || behind > 0 || f.start > index * hop)) {
          begin(f.start);
          if (atGap === 'reset') runner.reset();
        }
      }
      end = f.start + f.length;
      const first = Math.max(index, valid);
      const count = Math.max(Math.floor((end - length) / hop) - first + 1, 0);
      const shown = views.map(view => allocate(view.tensor.params, count * view.samples * view.channels));
      for (let i = Math.max(index * hop + behind + filled - f.start, 0); i < f.length;) {
        const n = Math.min(time - filled, f.length - i);
        fill(parts, i, n);
        i += n;
        if (filled < time) break;
        runner.run(samples, results);
        if (index >= valid) for (let v = 0; v < views.length; v++) lay(views[v], shown[v], index - first, count);
        index++;
        slide();
        i += Math.max(hop - time, 0);
      }
      if (count === 0) return;
      const frames = views.map((view, v) => {
        const { channels, samples } = view;
        return frameOf(view, shown[v], { channels, length: count * samples, start: first * samples, info: infos[v] });
      });
      frames.forEach((frame, v) => emit(wrap(frame, views[v])));
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
      filled,
      samples: entrances.map(own => saveNumbers(own.save(filled))),
      network: runner.save(),
    }),
    restore(saved) {
      const state = loadState(who, VERSION, saved, options);
      const count = Math.min(loadCount(who, 'filled', state.filled), time - 1);
      const lists = Array.isArray(state.samples) ? (state.samples as readonly unknown[]) : [];
      entrances.forEach((own, k) => {
        const numbers = loadNumbers(who, lists[k], own.held(count));
        const codes = allocate(inputs[k].params, numbers.length);
        codes.set(numbers);
        if (numbers.some((x, i) => !Object.is(x, codes[i]))) {
          throw new FormatError('format-state', `${who}: the saved samples do not fit the model`);
        }
        own.restore(numbers);
      });
      filled = count;
      info = undefined;
      infos = [];
      if (state.info !== null) open(loadInfo(who, state.info));
      end = loadIndex(who, 'end', state.end);
      index = loadIndex(who, 'index', state.index);
      valid = loadIndex(who, 'valid', state.valid);
      runner.restore(state.network);
    },
  };
}

function missingError(who: string, f: AnyFrame, missing: Uint8Array): DataError {
  const at = Array.from(f.data).findIndex((_, i) => isMarked(missing, i));
  const c = Math.floor(at / f.length);
  return new DataError(
    'data-non-finite',
    `${who}: channel ${f.info.names[c]} is marked as missing at ${when(f.info, f.start + at - c * f.length)}; choose missing: 'hold' ` +
      `to take the value held for it, or fill longer runs (fillMissing, within)`,
  );
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

/** An absolute index from a saved state; streams may begin below 0. */
function loadIndex(who: string, field: string, value: unknown): number {
  return typeof value === 'number' && value < 0 ? -loadCount(who, field, -value) : loadCount(who, field, value);
}

/** The description of a view's stream: its samples are spread evenly over a hop, the last one stands at the end of the window. */
function viewInfo(
  { channels, samples, names }: View,
  { sampleRate, epoch, source }: StreamInfo,
  length: number,
  hop: number,
) {
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
