import type { Accumulator, Summary } from './accumulator.js';
import type { Frame } from './frame.js';
import type { Range } from './range.js';

/** A summary of samples whose value is a clipping range. */
export type RangeTracker = Summary<Frame, Range>;

/** A range tracker that does not depend on the order of the samples. */
export type RangeAccumulator = Accumulator<Frame, Range>;
