import { DataError } from '../errors.js';
import { type Frame, type QFrame, when } from '../frame.js';

/** A real frame and what became of it. */
export interface Comparison {
  readonly reference: Frame;
  /** The same samples in codes, or decoded. */
  readonly test: QFrame | Frame;
}

/**
 * A frame of codes beside the samples it stands for, which the quantizer has left with it.
 *
 * @throws {DataError} when it has lost them on the way
 */
export function comparisonOf(f: QFrame): Comparison {
  if (f.reference) return { reference: f.reference, test: f };
  throw new DataError(
    'data-params',
    `sqnr: frame at ${when(f.info, f.start)} does not carry the samples it was made from; ` +
      `tap where they were quantized, before they are sent or saved`,
  );
}
