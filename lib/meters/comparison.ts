import { decodeChannel } from '../decode.js';
import { DataError } from '../errors.js';
import { checkFrame, type Frame, type QFrame, when } from '../frame.js';
import type { ErrorMap } from '../kernels/lanes.js';
import { countMarks, isMarked } from '../marks.js';
import { centreOf, gainOf } from '../sensorDomain.js';
import { granularEnds } from './granularEnds.js';
import { stepSize } from './stepSize.js';

/** A real frame and what became of it. Either may carry gains and centres of its own: meters compare sensor values. */
export interface Comparison {
  readonly reference: Frame;
  /** The same samples in codes, or decoded. */
  readonly test: QFrame | Frame;
}

/**
 * A frame of codes beside the samples it stands for, which the quantizer has left with it: the original, where the samples had been
 * quantized before.
 *
 * @throws {DataError} when it has lost them on the way
 */
export function comparisonOf(f: QFrame): Comparison {
  return originalOf('comparisonOf', f);
}

/**
 * {@link comparisonOf} under the name of whoever asks.
 *
 * @internal
 */
export function originalOf(who: string, f: QFrame): Comparison {
  checkFrame(who, f);
  if (f.reference) return { reference: f.reference, test: f };
  throw new DataError(
    'data-params',
    `${who}: frame at ${when(f.info, f.start)} does not carry the samples it was made from; ` +
      `tap where they were quantized, before they are sent or saved, or compare with them by compareWith`,
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
 * One channel of a comparison, and the way from its numbers to the sensor's unit:
 *
 * value = x[at + i] scale + centre, error = value - decoded value = (x[at + i] - y[yAt + i] ratio) scale + drop.
 *
 * Gains and centres that both sides share leave the error as exact as the numbers are, however far the centre is from 0. One
 * object serves a meter for good, so that no frame allocates.
 *
 * @internal
 */
export class ComparedRow implements ErrorMap {
  x: Float32Array = new Float32Array(0);
  at = 0;
  y: Float32Array = new Float32Array(0);
  yAt = 0;
  length = 0;
  scale = 1;
  centre = 0;
  ratio = 1;
  drop = 0;
  /** x outside [low, high] is overload. */
  low = -Infinity;
  high = Infinity;
  /** Distance of neighbouring levels in the sensor's unit; 0 where they are not equally spaced. */
  step = 0;
  private scratch = new Float32Array(0);
  private present = new Float32Array(0); // x with NaN where a sample is missing

  read({ reference, test }: Comparison, c: number): void {
    [this.x, this.at, this.length] = [reference.data, c * reference.length, reference.length];
    this.scale = 1 / gainOf(reference, c);
    this.centre = centreOf(reference, c);
    this.ratio = gainOf(reference, c) / gainOf(test, c);
    this.drop = this.centre - centreOf(test, c);
    if (reference.missing ?? test.missing) this.leaveOut(reference, reference.missing ?? test.missing, c);
    if (!('params' in test)) {
      [this.y, this.yAt, this.low, this.high, this.step] = [test.data, c * test.length, -Infinity, Infinity, 0];
      return;
    }
    if (this.scratch.length < test.length) this.scratch = new Float32Array(test.length);
    decodeChannel(test, c, this.scratch);
    [this.y, this.yAt] = [this.scratch, 0];
    const shift = this.drop / this.scale;
    const [low, high] = granularEnds(test.params, c);
    [this.low, this.high] = [low * this.ratio - shift, high * this.ratio - shift];
    this.step = (stepSize(test.params, c) ?? 0) * this.ratio * this.scale;
  }

  /** Samples that are marked as missing are none: meters count them as not finite. */
  private leaveOut({ data, length }: Frame, missing: Uint8Array | undefined, c: number): void {
    if (countMarks(missing, c * length, (c + 1) * length) === 0) return;
    if (this.present.length < length) this.present = new Float32Array(length);
    for (let i = 0; i < length; i++) this.present[i] = isMarked(missing, c * length + i) ? NaN : data[c * length + i];
    [this.x, this.at] = [this.present, 0];
  }
}
