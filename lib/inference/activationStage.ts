import { checkOneOf } from '../check.js';
import type { AnyFrame } from '../frame.js';
import { checkOptions, type OptionKeys } from '../options.js';
import type { Stage } from '../stage.js';
import type { Compiled } from '../engine/compile.js';
import type { TensorInfo, Values } from '../graph/network.js';
import type { SlidingOptions } from './slidingStage.js';
import { elementsOf } from '../graph/tensor.js';
import { runnerOf } from './runner.js';
import { type View, windowStage } from './windowStage.js';

/** Options of {@link activationStage}. */
export interface ActivationOptions extends SlidingOptions {
  /** Names of the tensors to show, all of them taps. Defaults to all taps. */
  readonly tensors?: readonly string[];
}

/** A tensor of a network at work. */
export interface ActivationFrame {
  /** Its name. */
  readonly tensor: string;
  /** Its values in the windows that an input frame completed; with params where they are codes. */
  readonly frame: AnyFrame;
}

const OPTIONS: OptionKeys<ActivationOptions> = { tensors: true, hop: true, inputs: true, atGap: true, missing: true };

/**
 * Runs a network on sliding windows as `infer` does, and shows its taps: each tensor as a stream of frames with its params, for
 * the same trackers and meters that sensors use. Channels are the entries of the last axis, named `tensor[0]`, `tensor[1]`, ...; all
 * other axes are samples, so many a window, one behind the other.
 *
 * @throws {FormatError} as `infer` does
 * @throws {RangeError} when `tensors` names no tap, or as `infer` does
 * @throws {DataError} in `process`, as `infer` does
 */
export function activationStage(compiled: Compiled, given: ActivationOptions = {}): Stage<AnyFrame, ActivationFrame> {
  const { tensors = compiled.plan.taps, ...options } = checkOptions('activations', given, OPTIONS);
  for (const name of tensors) checkOneOf('activations', 'tensors', name, compiled.plan.taps);
  const shown = compiled.plan.tensors.filter(({ name }) => tensors.includes(name));
  const views = shown.map(tensor => viewOf(tensor, compiled.tap(tensor.name)));
  return windowStage('activations', runnerOf(compiled), options, views, (frame, { tensor }) => ({
    tensor: tensor.name,
    frame,
  }));
}

function viewOf({ name, shape, params }: TensorInfo, values: Values): View {
  const tensor = { name, shape, ...(params && { params }) };
  const channels = shape.at(-1) ?? 1;
  const names = Array.from({ length: channels }, (_, c) => `${name}[${c}]`);
  return { tensor, values, channels, samples: elementsOf(shape) / channels, names };
}
