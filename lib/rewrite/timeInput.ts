import { checkInteger } from '../check.js';
import type { AnyNetwork } from '../graph/arithmetic.js';
import { networkError } from '../graph/networkError.js';
import { elementsOf, showShape } from '../graph/tensor.js';
import { checkOptions, type OptionKeys } from '../options.js';
import { checkNetwork } from './shapes.js';

/** Options of {@link timeInput}. */
export interface TimeInputOptions {
  /** Numbers of one sample, an integer of at least 1 that divides those of the input. */
  readonly channels: number;
}

const OPTIONS: OptionKeys<TimeInputOptions> = { channels: true };

/**
 * Gives a network whose one input is a window laid flat, (1, time * channels), an input with a time axis, (1, time, channels), so that a
 * stream can slide along it. The same numbers come in the same order: the outputs are the same.
 *
 * @throws {FormatError} when there are several inputs, or the channels do not divide the numbers of the input
 */
export function timeInput(network: AnyNetwork, options: TimeInputOptions): AnyNetwork {
  const { channels } = checkOptions('timeInput', options, OPTIONS);
  checkInteger('timeInput', 'channels', channels, 1);
  const [input, ...others] = network.inputs;
  const elements = elementsOf(input.shape);
  if (others.length > 0 || elements % channels !== 0) {
    throw networkError(
      'timeInput',
      `the network must have one input of a multiple of ${channels} numbers`,
      showShape(input.shape),
    );
  }
  const { name, shape, params } = input;
  const flat = { type: 'reshape', name, inputs: [`${name}/time`], shape, ...(params && { params }) } as const;
  const made = {
    ...network,
    inputs: [{ ...input, name: `${name}/time`, shape: [1, elements / channels, channels], timeAxis: 1 }],
    layers: [flat, ...network.layers],
  };
  checkNetwork(made);
  return made as AnyNetwork; // one of which it is, now that it is checked
}
