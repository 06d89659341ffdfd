import { DataError } from '../errors.js';
import { type Frame, type RangedFrame, when } from '../frame.js';
import { intervalOf, type Range, rangeNotes } from '../range.js';
import { halfEven } from '../rounding.js';
import { carriedRange, centreOf, gainOf } from '../sensorDomain.js';

/** Bits of a centre below the largest magnitude of its channel: what is left of float32's 24 is room for later peaks. */
const CENTRE_BITS = 20;

/**
 * The centre nearest to `wanted` whose float32 arithmetic loses nothing: a multiple of q = 2^(e - 20), where `peak`, the largest
 * magnitude of the channel, is below 2^e. Then x - c and back is x, bit for bit, for every sample that is a multiple of q and
 * within 16 peaks: integers up to 2^23 (ADC codes) always, and so is any float32 of the centre's sign between half of it and
 * twice it. Elsewhere x comes back within 2^-24 (|x - c| + |x|).
 *
 * @internal
 */
export function exactCentre(wanted: number, peak: number): number {
  const largest = Math.max(peak, Math.abs(wanted));
  if (largest < 2 ** -100) return Math.fround(wanted);
  const grain = 2 ** (Math.floor(Math.log2(largest)) + 1 - CENTRE_BITS);
  return Math.fround(halfEven(wanted / grain) * grain);
}

/**
 * Takes the centres off each channel; they travel with the frame, added to those it carries already, and so does its range.
 *
 * @param centres one per channel, in the sensor's unit
 */
export function applyCentres(f: Frame | RangedFrame, centres: readonly number[]): Frame | RangedFrame {
  const offsets = centres.map((centre, c) => centre * gainOf(f, c));
  const all = f.centres ? centres.map((centre, c) => centreOf(f, c) + centre) : centres;
  return { ...shifted(f, offsets), centres: Object.freeze([...all]) };
}

/**
 * Puts the centres back that a frame carries: bit for bit the samples before where the float32 differences were exact
 * (ADC codes, integers), within 2^-24 (|x - c| + |x|) elsewhere. Gains ride on, the range moves along.
 *
 * @throws {DataError} when the frame carries no centres
 */
export function removeCentres(f: Frame | RangedFrame): Frame | RangedFrame {
  if (!f.centres) {
    throw new DataError(
      'data-params',
      `uncentre: frame at ${when(f.info, f.start)} carries no centres; put centre before`,
    );
  }
  return shifted(
    f,
    f.centres.map((centre, c) => -centre * gainOf(f, c)),
  );
}

/** A frame less one offset per channel, in its own domain; without centres. */
function shifted(f: Frame | RangedFrame, offsets: readonly number[]): Frame | RangedFrame {
  const data = new Float32Array(f.data.length);
  for (let c = 0; c < f.channels; c++) {
    const offset = offsets[c];
    for (let i = c * f.length; i < (c + 1) * f.length; i++) data[i] = f.data[i] - offset;
  }
  const { channels, length, start, info } = f;
  const { range } = carriedRange(f);
  const { gains } = f;
  return {
    data,
    channels,
    length,
    start,
    info,
    ...(gains && { gains }),
    ...(range && { range: centreRange(range, offsets) }),
  };
}

/** A range less one offset per channel; one interval for all channels becomes one per channel. */
export function centreRange(r: Range, offsets: readonly number[]): Range {
  const ends = (k: 0 | 1) => Object.freeze(offsets.map((offset, c) => Math.fround(intervalOf(r, c)[k] - offset)));
  return Object.freeze({ min: ends(0), max: ends(1), ...rangeNotes(r) });
}
