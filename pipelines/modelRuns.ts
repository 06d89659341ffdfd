import { bufferCount, map, mergeMap, type OperatorFunction, pipe } from 'rxjs';
import { checkNumber } from '../lib/check.js';
import type { AnyFrame, Frame } from '../lib/frame.js';
import { runnerOf } from '../lib/inference/runner.js';
import type { Compiled, InputOptions, NetworkInput, State, Values } from '../lib/network.js';
import { allocate } from '../lib/graph/tensor.js';
import { timeOf } from '../lib/graph/timeLayout.js';
import { outputViews } from '../lib/inference/outputViews.js';
import { windowStage } from '../lib/inference/windowStage.js';
import { checkOptions, type OptionKeys } from '../lib/options.js';
import { affine, encodeFrame } from '../lib/quantizers/index.js';
import { stageOperator } from '../operators/stageOperator.js';

/** What a network gave for one window. */
export interface ModelRun {
  /** Index of the window: it covers the samples from index * hop on. */
  readonly index: number;
  /** End of the window in seconds since sample 0; absent where the rate is unknown. */
  readonly time?: number;
  /** Values of each output, row-major: codes where it has params, real numbers else. */
  readonly outputs: readonly Values[];
}

/** Options of {@link modelRuns}. */
export interface ModelRunsOptions extends InputOptions {
  /** The network, ready to run. */
  readonly compiled: Compiled;
  /** What it carries from run to run; a new one for each subscription by default. */
  readonly state?: State;
  /** Samples from window to window, an integer of at least 1. Defaults to the window: no overlap. */
  readonly hop?: number;
  /** Factor from the stream's unit to the network's, for all channels, a finite number other than 0. Defaults to 1. */
  readonly gain?: number;
  /** Takes the count of samples that a frame had beyond the range of an input's codes. */
  readonly onClipped?: (samples: number) => void;
}

const OPTIONS: OptionKeys<ModelRunsOptions> = {
  compiled: true,
  state: true,
  hop: true,
  inputs: true,
  gain: true,
  onClipped: true,
};

/**
 * Runs a network of any arithmetic on sliding windows of a sensor stream, whatever its inputs and outputs. Samples are multiplied by
 * `gain`, and quantized to the codes of an input where it has some, ties away from zero, as TensorFlow Lite quantizes.
 *
 * @throws {RangeError} when `inputs` does not fit the network
 */
export function modelRuns(options: ModelRunsOptions): OperatorFunction<Frame, ModelRun> {
  const { compiled, state, hop, inputs, gain = 1, onClipped } = checkOptions('modelRuns', options, OPTIONS);
  checkNumber('modelRuns', 'gain', gain, 'a finite number other than 0', x => x !== 0);
  const { streaming, inputs: given } = compiled.network;
  const window = streaming?.window ?? timeOf(given);
  const step = hop ?? streaming?.hop ?? window;
  const views = outputViews(compiled);
  const take = (part: AnyFrame, { params }: NetworkInput): AnyFrame => {
    if (!params) return part;
    const codes = encodeFrame(quantizer, part as Frame, params);
    onClipped?.(codes.clipped);
    return codes;
  };
  const placed = { hop, take, ...(inputs && { inputs }) };
  return pipe(
    map(f => amplified(f, gain)),
    stageOperator(() => windowStage('infer', runnerOf(compiled, state), placed, views, frame => frame)),
    bufferCount(views.length),
    mergeMap(frames => runs(frames, window, step)),
  );
}

const quantizer = affine({ rounding: 'halfAway' });

function amplified(f: Frame, gain: number): Frame {
  return gain === 1 ? f : { ...f, data: f.data.map(x => x * gain) };
}

/** One run a sample of the frames, of which there is one an output. */
function* runs(frames: readonly AnyFrame[], window: number, hop: number): Generator<ModelRun> {
  const [{ start, length, info }] = frames;
  for (let k = 0; k < length; k++) {
    const index = start + k;
    yield {
      index,
      ...(info.sampleRate !== undefined && { time: (index + window / hop) / info.sampleRate }),
      outputs: frames.map(f => column(f, k)),
    };
  }
}

function column(f: AnyFrame, k: number): Values {
  const values = allocate('params' in f && f.params.kind === 'affine' ? f.params : undefined, f.channels);
  return values.map((_, c) => f.data[c * f.length + k]);
}
