import type { NetworkInput } from './network.js';
import { elementsOf } from './tensor.js';

/** How the samples of a stream lie in an input, row-major. */
export interface TimeLayout {
  /** Samples of a run. */
  readonly time: number;
  /** Channels of the stream: all elements of one sample. */
  readonly channels: number;
  /** Elements from one sample to the next; that many channels lie beside each other. */
  readonly step: number;
}

/**
 * How the samples of a stream lie in an input: along its time axis; an input without one is a single sample.
 *
 * @internal
 */
export function timeLayout(input: NetworkInput): TimeLayout {
  const { shape } = input;
  const timeAxis = timeAxisOf(input);
  const elements = elementsOf(shape);
  const time = shape[timeAxis] ?? 1;
  return { time, channels: elements / time, step: elementsOf(shape.slice(timeAxis + 1)) };
}

/**
 * Samples of a run: those of the longest input. All inputs end with the run, and one without a time axis takes its last sample.
 *
 * @internal
 */
export function timeOf(inputs: readonly NetworkInput[]): number {
  return inputs.reduce((longest, input) => Math.max(longest, timeLayout(input).time), 1);
}

/** Where the first sample of a channel lies. */
export function placeOf({ time, step }: TimeLayout, channel: number): number {
  return Math.floor(channel / step) * time * step + (channel % step);
}

/** The axis of an input that is time: by default the first of two axes, the second of more; -1 of one. */
export function timeAxisOf({ shape, timeAxis }: Pick<NetworkInput, 'shape' | 'timeAxis'>): number {
  if (timeAxis !== undefined) return timeAxis;
  return shape.length > 2 ? 1 : shape.length === 2 ? 0 : -1;
}
