import { decodeChannel, granularInterval } from '../decode.js';
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
    `comparisonOf: frame at ${when(f.info, f.start)} does not carry the samples it was made from; ` +
      `tap where they were quantized, before they are sent or saved`,
  );
}

/**
 * Throws when the two frames do not cover the same samples.
 *
 * @internal
 */
export function checkPair(who: string, { reference, test }: Comparison): void {
  if (test.channels === reference.channels && test.length === reference.length && test.start === reference.start)
    return;
  throw new DataError(
    'data-order',
    `${who}: reference and test must cover the same samples, got ${reference.channels} x ${reference.length} at ` +
      `${when(reference.info, reference.start)} and ${test.channels} x ${test.length} at ${when(test.info, test.start)}`,
  );
}

/**
 * One channel of what is tested, as real samples. One object serves a meter for good, so that no frame allocates.
 *
 * @internal
 */
export class TestRow {
  /** Real samples of the channel; the first stands at `at`. */
  samples: Float32Array = new Float32Array(0);
  at = 0;
  /** What lies outside [low, high] is overload. */
  low = -Infinity;
  high = Infinity;
  private scratch = new Float32Array(0);

  read(test: QFrame | Frame, c: number): void {
    if (!('params' in test)) {
      [this.samples, this.at, this.low, this.high] = [test.data, c * test.length, -Infinity, Infinity];
      return;
    }
    if (this.scratch.length < test.length) this.scratch = new Float32Array(test.length);
    decodeChannel(test, c, this.scratch);
    [this.samples, this.at] = [this.scratch, 0];
    [this.low, this.high] = granularInterval(test.params, c);
  }
}
