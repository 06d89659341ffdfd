import { show } from '../check.js';
import type { NetworkInput } from './network.js';
import { networkError } from './networkError.js';
import { checkShape, elementsOf, showShape } from './tensor.js';

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
  const shape = input.timeShape ?? input.shape;
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

/** The axis of an input, or of its `timeShape`, that is time: by default the first of two axes, the second of more; -1 of one. */
export function timeAxisOf(input: Pick<NetworkInput, 'shape' | 'timeShape' | 'timeAxis'>): number {
  if (input.timeAxis !== undefined) return input.timeAxis;
  const shape = input.timeShape ?? input.shape;
  return shape.length > 2 ? 1 : shape.length === 2 ? 0 : -1;
}

/**
 * Throws unless the elements of an input can be looked at as it says.
 *
 * @internal
 *
 * @param where what to call it
 */
export function checkLayout(where: string, { shape, timeShape, timeAxis }: Omit<NetworkInput, 'name'>): void {
  const seen = timeShape === undefined ? shape : checkShape(`${where}, timeShape`, timeShape);
  if (elementsOf(seen) !== elementsOf(shape)) {
    throw networkError(where, `timeShape must hold its ${elementsOf(shape)} elements`, showShape(seen));
  }
  if (timeAxis !== undefined && !(Number.isInteger(timeAxis) && timeAxis in seen)) {
    throw networkError(where, 'timeAxis must be one of its axes', show(timeAxis));
  }
}
