import type { Accumulator } from '../accumulator.js';
import { checkFunction, checkInteger, show } from '../check.js';
import { DataError, FormatError, OptionTypeError } from '../errors.js';
import { type Frame, type StreamInfo, streamInfo, when } from '../frame.js';
import type { Layer, Network, NetworkInput, Values } from '../graph/network.js';
import { compile } from '../engine/compile.js';
import { networkError } from '../graph/networkError.js';
import { elementsOf } from '../graph/tensor.js';
import { placeOf, timeLayout, timeOf } from '../graph/timeLayout.js';
import { entrance } from '../inference/entrance.js';
import { inputChannels, type InputOptions } from '../inference/inputChannels.js';
import { checkOptions, type OptionKeys } from '../options.js';
import { minMax } from '../ranges/minMax.js';
import { expandGru } from '../rewrite/passes/expandGru.js';
import type { Range } from '../range.js';
import type { RangeAccumulator } from '../rangeTracker.js';
import { loadCount, loadState } from '../state.js';
import type { Window } from './windowRuns.js';
import { windowSample } from './windowSample.js';

/** Options of {@link activationRanges}. */
export interface ActivationRangesOptions extends InputOptions {
  /** Makes the tracker of a tensor, given its name. Defaults to `minMax`. */
  readonly tracker?: (tensor: string) => RangeAccumulator;
  /** Windows that are kept, for recipes which need some: an integer of at least 0. Which ones does not depend on their order. Defaults to 0. */
  readonly keep?: number;
}

/**
 * A window of a network's inputs: a frame (channels, time) as long as the longest of them, or the values of each in the network's own order,
 * an array by itself where there is one input.
 */
export type CalibrationWindow = Frame | Float32Array | readonly Float32Array[];

/** What {@link activationRanges} makes. */
export interface ActivationRanges extends Accumulator<CalibrationWindow, ReadonlyMap<string, Range>> {
  /** Windows taken in. */
  readonly windows: number;
  /** Copies of the windows that are kept. */
  sample(): readonly Window[];
}

const OPTIONS: OptionKeys<ActivationRangesOptions> = { tracker: true, keep: true, inputs: true };

/**
 * Ranges of all activations of a float network over input windows: calibration. Takes windows as {@link CalibrationWindow}, of which the
 * inputs read their parts as `infer` has them; each tensor is tracked as a whole, as one channel of its name.
 *
 * Tracked beside them are `LAYER/cell` of an lstm, `LAYER/memory` of an svdf, the layers that stand for a gru under quantization, and
 * `INPUT/channels`, the extremes of each channel of an input of at most 16. Before
 * the first window there are no ranges. The state that a network carries goes on from window to window.
 *
 * @throws {FormatError} when the network is malformed or is not a float one
 * @throws {RangeError} when `inputs` does not fit the network
 */
export function activationRanges(network: Network, options: ActivationRangesOptions = {}): ActivationRanges {
  const { tracker = () => minMax(), keep = 0, inputs: chosen } = checkOptions('activationRanges', options, OPTIONS);
  checkFunction('activationRanges', 'tracker', tracker);
  checkInteger('activationRanges', 'keep', keep, 0);
  if (network.arithmetic !== 'float32') {
    throw networkError('arithmetic', 'activationRanges runs float32 networks', network.arithmetic);
  }
  const watched = withCells(expandGru.run(network));
  const memories = watched.layers.filter(({ type }) => type === 'svdf').map(({ name }) => `${name}/memory`);
  const compiled = compile(watched, { taps: 'all' });
  const state = compiled.newState();
  const time = timeOf(network.inputs);
  const entrances = network.inputs.map(input => entrance(input, time));
  const samples = entrances.map(({ values }) => values);
  const sizes = samples.map(({ length }) => length);
  const partsOf = inputChannels('activationRanges', network.inputs, chosen);
  const outputs = compiled.outputs.map(({ shape }) => new Float32Array(elementsOf(shape)));
  const tap = (name: string) => compiled.tap(name) as Float32Array; // of a float network
  const names = [...network.inputs, ...(watched.variables ?? []), ...watched.layers].map(({ name }) => name);
  const tracked: readonly Tracked[] = [
    ...[...names, ...memories].map(name => ({
      name: name.endsWith(CELL) ? `${name.slice(0, -CELL.length)}/cell` : name,
      info: streamInfo({ channels: 1, names: [name] }),
      values: () => tap(name).slice(),
      tracker: () => tracker(name),
      ranges: tracker(name),
    })),
    ...network.inputs.flatMap(input => channelsOf(input, tap(input.name))),
  ];
  const sample = windowSample(keep);
  let windows = 0;

  /** A frame (channels, time) as the network takes it. */
  function fill(f: Frame): void {
    const parts = partsOf(f);
    if (f.length !== time) {
      throw new DataError(
        'data-tail',
        `activationRanges: a window has ${time} samples, got ${f.length} at ${when(f.info, f.start)}; ` +
          `reframe before calibration`,
      );
    }
    entrances.forEach((own, k) => own.fill(parts[k], 0, time, 0));
  }

  return {
    get windows() {
      return windows;
    },
    push(input) {
      const given = input instanceof Float32Array ? [input] : input;
      if ('channels' in given) {
        fill(given);
        compiled.run(state, samples, outputs);
        sample.push(samples as readonly Float32Array[]); // of a float network
      } else {
        checkArrays(given, samples);
        compiled.run(state, given, outputs);
        sample.push(given);
      }
      for (const { info, values, ranges } of tracked) ranges.push(frameOf(values(), info, windows));
      windows++;
    },
    sample: () => sample.value(),
    value: () => new Map(windows === 0 ? [] : tracked.map(({ name, ranges }) => [name, ranges.value()])),
    merge(other) {
      if (!('windows' in other))
        throw new OptionTypeError('activationRanges: merges only with another activationRanges');
      const { states, count, kept } = load(other.save(), tracked);
      sample.merge(kept, sizes);
      tracked.forEach(({ ranges, tracker: made }, k) => {
        const theirs = made();
        theirs.restore(states[k]);
        ranges.merge(theirs);
      });
      windows += count;
    },
    save: () => ({
      who: 'activationRanges',
      version: 1,
      windows,
      tensors: tracked.map(({ name, ranges }) => ({ name, ranges: ranges.save() })),
      kept: sample.save(),
    }),
    restore(saved) {
      const { states, count, kept } = load(saved, tracked);
      tracked.forEach(({ ranges }, k) => ranges.restore(states[k]));
      sample.reset();
      sample.merge(kept, sizes);
      windows = count;
    },
    reset() {
      for (const { ranges } of tracked) ranges.reset();
      sample.reset();
      windows = 0;
    },
  };
}

/** A tensor under watch. */
interface Tracked {
  readonly name: string;
  readonly info: StreamInfo;
  /** A copy of its values after a run, channel-major. */
  readonly values: () => Float32Array;
  readonly tracker: () => RangeAccumulator;
  readonly ranges: RangeAccumulator;
}

const CELL = '~cell';

/** The network with the cell of every lstm as an output of its own. */
function withCells(network: Network): Network {
  const layers = network.layers.flatMap((layer): Layer[] =>
    layer.type === 'lstm' ? [layer, { ...layer, name: `${layer.name}${CELL}`, output: 'cell' }] : [layer],
  );
  return { ...network, layers };
}

/** The most channels of an input that are told apart: of a sensor they have units of their own, of an image they do not. */
const MOST_CHANNELS = 16;

function channelsOf(input: NetworkInput, tap: Float32Array): Tracked[] {
  const layout = timeLayout(input);
  const { time, channels, step } = layout;
  if (channels > MOST_CHANNELS || channels === 1) return [];
  const values = (): Float32Array => {
    const data = new Float32Array(tap.length);
    for (let c = 0; c < channels; c++) {
      for (let t = 0, at = placeOf(layout, c); t < time; t++, at += step) data[c * time + t] = tap[at];
    }
    return data;
  };
  return [
    { name: `${input.name}/channels`, info: streamInfo({ channels }), values, tracker: minMax, ranges: minMax() },
  ];
}

/** The values of a tensor as a frame; windows follow each other without a gap. */
function frameOf(data: Float32Array, info: StreamInfo, window: number): Frame {
  const channels = info.names.length;
  const length = data.length / channels;
  return { data, channels, length, start: window * length, info };
}

function checkArrays(given: readonly Float32Array[], wanted: readonly Values[]): void {
  const lengths = (list: readonly Values[]) => list.map(({ length }) => length).join(' and ');
  if (given.length !== wanted.length || given.some(({ length }, k) => length !== wanted[k].length)) {
    throw new DataError(
      'data-tail',
      `activationRanges: a window holds ${lengths(wanted)} samples, got ${lengths(given)}`,
    );
  }
}

/** The states of all trackers from a saved state of the same network. */
function load(saved: unknown, tracked: readonly { readonly name: string }[]) {
  const { windows, tensors, kept } = loadState('activationRanges', 1, saved);
  if (!Array.isArray(tensors) || tensors.length !== tracked.length) {
    throw new FormatError('format-state', `activationRanges: expected the ranges of ${tracked.length} tensors`);
  }
  const states = tracked.map(({ name }, k) => {
    const entry = tensors[k] as { readonly name?: unknown; readonly ranges?: unknown } | null;
    if (entry?.name !== name) {
      throw new FormatError(
        'format-state',
        `activationRanges: expected tensor ${show(name)}, got ${show(entry?.name)}`,
      );
    }
    return entry.ranges;
  });
  return { states, kept, count: loadCount('activationRanges', 'windows', windows) };
}
