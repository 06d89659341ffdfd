import { checkOneOf } from '../check.js';
import type { AnyFrame } from '../frame.js';
import type { Stage } from '../stage.js';
import type { Executor } from '../engine/executor.js';
import type { TensorInfo } from '../graph/network.js';
import type { SlidingOptions } from './slidingStage.js';
import { elementsOf } from '../graph/tensor.js';
import { type View, windowStage } from './windowStage.js';

/** Options of {@link activationStage}. */
export interface ActivationOptions extends SlidingOptions {
  /** Names of the tensors to show. Defaults to all of them. */
  readonly tensors?: readonly string[];
}

/** A tensor of a network at work. */
export interface ActivationFrame {
  /** Its name. */
  readonly tensor: string;
  /** Its values in the windows that an input frame completed; with params where they are codes. */
  readonly frame: AnyFrame;
}

/**
 * Runs a network on sliding windows as `infer` does, and shows its activations: each tensor as a stream of frames with its params, for
 * the same trackers and meters that sensors use. Channels are the entries of the last axis, named `tensor[0]`, `tensor[1]`, ...; all
 * other axes are samples, so many a window, one behind the other.
 *
 * @throws {FormatError} when the network has several inputs
 * @throws {RangeError} when there is no tensor of a name
 * @throws {DataError} in `process`, as `infer` does
 */
export function activationStage(
  executor: Executor,
  { hop, tensors = executor.tensors }: ActivationOptions = {},
): Stage<AnyFrame, ActivationFrame> {
  const views = tensors.map(name =>
    viewOf(executor.info(checkOneOf('activations', 'tensors', name, executor.tensors))),
  );
  return windowStage('activations', executor, hop, views, (frame, { tensor }) => ({ tensor: tensor.name, frame }));
}

function viewOf(tensor: TensorInfo): View {
  const { name, shape } = tensor;
  const channels = shape.at(-1) ?? 1;
  const names = Array.from({ length: channels }, (_, c) => `${name}[${c}]`);
  return { tensor, channels, samples: elementsOf(shape) / channels, names };
}
