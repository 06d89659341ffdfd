import { bufferCount, mergeMap, type OperatorFunction, pipe } from 'rxjs';
import type { AnyFrame, Frame } from '../lib/frame.js';
import { runnerOf } from '../lib/inference/runner.js';
import type { Compiled, NetworkInput, SlidingOptions, State, TensorInfo, Values } from '../lib/network.js';
import { allocate, elementsOf } from '../lib/graph/tensor.js';
import { timeOf } from '../lib/graph/timeLayout.js';
import { outputViews } from '../lib/inference/outputViews.js';
import { type View, windowStage } from '../lib/inference/windowStage.js';
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
  /** Values of each input, likewise; where the network was compiled with all its inputs as taps. */
  readonly inputs?: readonly Values[];
}

/** Options of {@link modelRuns}. */
export interface ModelRunsOptions extends SlidingOptions {
  /** The network, ready to run. */
  readonly compiled: Compiled;
  /** What it carries from run to run; a new one for each subscription by default. */
  readonly state?: State;
  /** Takes the count of samples that a frame had beyond the range of an input's codes. */
  readonly onClipped?: (samples: number) => void;
}

const OPTIONS: OptionKeys<ModelRunsOptions> = {
  compiled: true,
  state: true,
  hop: true,
  atGap: true,
  missing: true,
  inputs: true,
  onClipped: true,
};

/**
 * Runs a network of any arithmetic on sliding windows of a sensor stream, whatever its inputs and outputs. Samples are
 * those that the network takes (see `normalize`); they are quantized to the codes of an input where it has some, ties away from zero, as TensorFlow Lite quantizes.
 *
 * @throws {RangeError} when `inputs` does not fit the network
 */
export function modelRuns(options: ModelRunsOptions): OperatorFunction<Frame, ModelRun> {
  const { compiled, state, onClipped, ...sliding } = checkOptions('modelRuns', options, OPTIONS);
  const { streaming, inputs: given } = compiled.network;
  const window = streaming?.window ?? timeOf(given);
  const step = sliding.hop ?? streaming?.hop ?? window;
  const taken = compiled.inputs.filter(({ name }) => compiled.plan.taps.includes(name));
  const shown = taken.length === compiled.inputs.length;
  const views = [...outputViews(compiled), ...(shown ? taken.map(input => inputView(compiled, input)) : [])];
  const take = (part: AnyFrame, { params }: NetworkInput): AnyFrame => {
    if (!params) return part;
    const codes = encodeFrame(quantizer, part as Frame, params);
    onClipped?.(codes.clipped);
    return codes;
  };
  const placed = { ...sliding, take };
  return pipe(
    stageOperator(() => windowStage('infer', runnerOf(compiled, state), placed, views, frame => frame)),
    bufferCount(views.length),
    mergeMap(frames => runs(frames, window, step, compiled.outputs.length)),
  );
}

/** What goes in, as one sample a window. */
function inputView(compiled: Compiled, tensor: TensorInfo): View {
  const channels = elementsOf(tensor.shape);
  const names = Array.from({ length: channels }, (_, k) => `${tensor.name}[${k}]`);
  return { tensor, values: compiled.tap(tensor.name), channels, samples: 1, names };
}

const quantizer = affine({ rounding: 'halfAway' });

/** One run a sample of the frames, of which there is one an output, and then one an input where they are shown. */
function* runs(frames: readonly AnyFrame[], window: number, hop: number, outputs: number): Generator<ModelRun> {
  const [{ start, length, info }] = frames;
  for (let k = 0; k < length; k++) {
    const index = start + k;
    yield {
      index,
      ...(info.sampleRate !== undefined && { time: (index + window / hop) / info.sampleRate }),
      outputs: frames.slice(0, outputs).map(f => column(f, k)),
      ...(frames.length > outputs && { inputs: frames.slice(outputs).map(f => column(f, k)) }),
    };
  }
}

function column(f: AnyFrame, k: number): Values {
  const values = allocate('params' in f && f.params.kind === 'affine' ? f.params : undefined, f.channels);
  return values.map((_, c) => f.data[c * f.length + k]);
}
