import { checkOneOf } from '../check.js';
import type { AnyFrame } from '../frame.js';
import { checkOptions, type OptionKeys } from '../options.js';
import type { Stage } from '../stage.js';
import type { Compiled } from '../engine/compile.js';
import type { InputOptions } from './inputChannels.js';
import { outputViews } from './outputViews.js';
import { runnerOf } from './runner.js';
import { type AtGap, type AtMissing, windowStage } from './windowStage.js';

/** How a network reads a stream. */
export interface SlidingOptions extends InputOptions {
  /** Samples from window to window, an integer of at least 1. Defaults to the window's length: no overlap. */
  readonly hop?: number;
  /**
   * What a gap in the stream does to what the network carries from run to run: it goes on from what it was (`keep`), or begins anew
   * (`reset`). Defaults to `keep`.
   */
  readonly atGap?: AtGap;
  /**
   * What samples marked as missing do (see `fillMissing`): end the stream (`error`), or count as the value held for them (`hold`). Defaults
   * to `error`.
   */
  readonly missing?: AtMissing;
}

/** Options of {@link slidingStage}. */
export interface SlidingStageOptions extends SlidingOptions {
  /** Names of the network's outputs to give out, in that order. Defaults to all of them in the network's order. */
  readonly outputs?: readonly string[];
}

const OPTIONS: OptionKeys<SlidingStageOptions> = { hop: true, inputs: true, outputs: true, atGap: true, missing: true };

/**
 * Runs a network on sliding windows of a stream.
 *
 * Window k covers the samples k * hop to k * hop + window - 1 by absolute index, so that cutting the stream into other
 * frames changes nothing; a window that would contain a gap is not run. A stream brings the channels of all inputs; see
 * {@link InputOptions}. A window is as long as the longest input, and every input takes the last samples of it, as many as it has: one
 * without a time axis takes one.
 *
 * An output frame holds the windows that an input frame completes: one channel an entry of an output, one sample a window, `start` the
 * index k. Its sample rate is the input's / hop; its epoch is later by the length of a window, so that the time of a decision is the end of
 * its window. Channels are named by the network's labels, or `output[0]`, `output[1]`, ...; of several outputs there is a frame each, in
 * their order, with channels `output[label]`.
 *
 * Codes go in where the network's inputs have params, and must have the same; codes come out where an output has some. What the network
 * carries from run to run is part of the state; `atGap` says what a gap does to it.
 *
 * @throws {FormatError} when no stream holds what all inputs take: real numbers beside codes, or codes of different widths
 * @throws {RangeError} when `inputs` or `outputs` do not fit the network
 * @throws {DataError} in `process`, when a frame has other channels, another rate or other params than the network, or
 * does not follow the one before it
 */
export function slidingStage(compiled: Compiled, given: SlidingStageOptions = {}): Stage<AnyFrame, AnyFrame> {
  const { outputs = compiled.network.outputs, ...options } = checkOptions('infer', given, OPTIONS);
  for (const name of outputs) checkOneOf('infer', 'outputs', name, compiled.network.outputs);
  const shown = outputViews(compiled);
  const views = outputs.flatMap(name => shown.find(({ tensor }) => tensor.name === name) ?? []);
  return windowStage('infer', runnerOf(compiled), options, views, frame => frame);
}
