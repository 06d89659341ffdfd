import type { Accumulator } from '../accumulator.js';
import { checkFunction, show } from '../check.js';
import { DataError, FormatError, OptionTypeError } from '../errors.js';
import { type Frame, type StreamInfo, streamInfo, when } from '../frame.js';
import type { Network } from '../graph/network.js';
import { compile } from '../engine/compile.js';
import { networkError } from '../graph/networkError.js';
import { elementsOf } from '../graph/tensor.js';
import { placeOf, type TimeLayout, timeLayout } from '../graph/timeLayout.js';
import { checkOptions, type OptionKeys } from '../options.js';
import { minMax } from '../ranges/minMax.js';
import type { Range } from '../range.js';
import type { RangeAccumulator } from '../rangeTracker.js';
import { loadCount, loadState } from '../state.js';

/** Options of {@link activationRanges}. */
export interface ActivationRangesOptions {
  /** Makes the tracker of each tensor. Defaults to `minMax`. */
  readonly tracker?: () => RangeAccumulator;
}

/** What {@link activationRanges} makes. */
export interface ActivationRanges extends Accumulator<Frame | Float32Array, ReadonlyMap<string, Range>> {
  /** Windows taken in. */
  readonly windows: number;
}

const OPTIONS: OptionKeys<ActivationRangesOptions> = { tracker: true };

/**
 * Ranges of all activations of a float network over input windows: calibration. Takes windows as frames (channels, time) or
 * as arrays in the network's own order; each tensor is tracked as a whole, as one channel of its name.
 * Before the first window there are no ranges. The state that a network carries goes on from window to window.
 *
 * @throws {FormatError} when the network is malformed, is not a float one, or has several inputs
 */
export function activationRanges(network: Network, options: ActivationRangesOptions = {}): ActivationRanges {
  const { tracker = minMax } = checkOptions('activationRanges', options, OPTIONS);
  checkFunction('activationRanges', 'tracker', tracker);
  if (network.arithmetic !== 'float32') {
    throw networkError('arithmetic', 'activationRanges runs float32 networks', network.arithmetic);
  }
  const compiled = compile(network, { taps: 'all' });
  const state = compiled.newState();
  const [input, ...more] = compiled.inputs;
  if (more.length > 0) throw networkError('inputs', 'activationRanges takes one input', `${compiled.inputs.length}`);
  const layout = timeLayout(network.inputs[0]);
  const outputs = compiled.outputs.map(({ shape }) => new Float32Array(elementsOf(shape)));
  const window = new Float32Array(elementsOf(input.shape));
  const tracked = [...network.inputs, ...(network.variables ?? []), ...network.layers].map(({ name }) => ({
    name,
    info: streamInfo({ channels: 1, names: [name] }),
    tap: compiled.tap(name) as Float32Array, // of a float network
    ranges: tracker(),
  }));
  let windows = 0;

  return {
    get windows() {
      return windows;
    },
    push(input) {
      compiled.run(
        state,
        input instanceof Float32Array ? checkLength(input, window.length) : rowMajor(input, layout, window),
        outputs,
      );
      for (const { info, tap, ranges } of tracked) ranges.push(frameOf(tap, info, windows));
      windows++;
    },
    value: () => new Map(windows === 0 ? [] : tracked.map(({ name, ranges }) => [name, ranges.value()])),
    merge(other) {
      if (!('windows' in other))
        throw new OptionTypeError('activationRanges: merges only with another activationRanges');
      const { states, count } = load(other.save(), tracked);
      tracked.forEach(({ ranges }, k) => {
        const theirs = tracker();
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
    }),
    restore(saved) {
      const { states, count } = load(saved, tracked);
      tracked.forEach(({ ranges }, k) => ranges.restore(states[k]));
      windows = count;
    },
    reset() {
      for (const { ranges } of tracked) ranges.reset();
      windows = 0;
    },
  };
}

/** A copy of a tensor as a frame of its own; windows follow each other without a gap. */
function frameOf(tap: Float32Array, info: StreamInfo, window: number): Frame {
  return { data: tap.slice(), channels: 1, length: tap.length, start: window * tap.length, info };
}

function checkLength(input: Float32Array, length: number): Float32Array {
  if (input.length !== length) {
    throw new DataError('data-tail', `activationRanges: a window holds ${length} samples, got ${input.length}`);
  }
  return input;
}

/** A frame (channels, time) as the network takes it. */
function rowMajor(f: Frame, layout: TimeLayout, out: Float32Array): Float32Array {
  const { time, channels } = layout;
  if (f.channels !== channels || f.length !== time) {
    throw new DataError(
      f.channels === channels ? 'data-tail' : 'data-channels',
      `activationRanges: a window has ${channels} channels of ${time} samples, got ${f.channels} of ${f.length} ` +
        `at ${when(f.info, f.start)}; reframe before calibration`,
    );
  }
  for (let c = 0; c < channels; c++) {
    for (let t = 0, at = placeOf(layout, c); t < time; t++, at += layout.step) out[at] = f.data[c * time + t];
  }
  return out;
}

/** The states of all trackers from a saved state of the same network. */
function load(saved: unknown, tracked: readonly { readonly name: string }[]) {
  const { windows, tensors } = loadState('activationRanges', 1, saved);
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
  return { states, count: loadCount('activationRanges', 'windows', windows) };
}
