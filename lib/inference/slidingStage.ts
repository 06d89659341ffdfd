import type { AnyFrame } from '../frame.js';
import { checkOptions, type OptionKeys } from '../options.js';
import type { Stage } from '../stage.js';
import type { Compiled } from '../engine/compile.js';
import { networkError } from '../graph/networkError.js';
import { elementsOf } from '../graph/tensor.js';
import { runnerOf } from './runner.js';
import { windowStage } from './windowStage.js';

/** Options of {@link slidingStage}. */
export interface SlidingOptions {
  /** Samples from window to window, an integer of at least 1. Defaults to the window's length: no overlap. */
  readonly hop?: number;
}

const OPTIONS: OptionKeys<SlidingOptions> = { hop: true };

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
export function slidingStage(compiled: Compiled, options: SlidingOptions = {}): Stage<AnyFrame, AnyFrame> {
  const { hop } = checkOptions('sliding', options, OPTIONS);
  const { network, outputs } = compiled;
  if (outputs.length !== 1) throw networkError('outputs', 'infer runs networks of one output', `${outputs.length}`);
  const [tensor] = outputs;
  const channels = elementsOf(tensor.shape);
  const names = network.labels ?? Array.from({ length: channels }, (_, k) => `${tensor.name}[${k}]`);
  const view = { tensor, values: compiled.tap(tensor.name), channels, samples: 1, names };
  return windowStage('infer', runnerOf(compiled), hop, [view], frame => frame);
}
