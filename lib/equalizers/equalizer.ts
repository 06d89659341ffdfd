import { DataError } from '../errors.js';
import { type Frame, when } from '../frame.js';
import { type Range, rangeNotes } from '../range.js';
import { gainOf, sensorMap } from '../sensorDomain.js';

/** A rule that makes one gain a channel from their ranges. It holds no state. */
export interface Equalizer {
  readonly name: string;
  /** Gains, one a channel, finite and > 0. */
  design(range: Range): readonly number[];
}

/**
 * Multiplies each channel by its gain; the gains travel with the frame, times those it carries already
 * (docs/quantization.md, equation (16)).
 *
 * @param gains one per channel
 */
export function applyGains(f: Frame, gains: readonly number[]): Frame {
  const data = new Float32Array(f.data.length);
  for (let c = 0; c < f.channels; c++) {
    const gain = gains[c];
    for (let i = c * f.length; i < (c + 1) * f.length; i++) data[i] = f.data[i] * gain;
  }
  const { channels, length, start, info } = f;
  const all = f.gains ? Object.freeze(gains.map((gain, c) => gain * gainOf(f, c))) : gains;
  return { data, channels, length, start, info, ...sensorMap(f), gains: all };
}

/**
 * Divides the gains out again; centres ride on. Bit for bit the sensor's samples where gains are powers of two (no overflow or underflow),
 * within one unit in the last place of float32 otherwise.
 *
 * @throws {DataError} when the frame carries no gains
 */
export function removeGains(f: Frame): Frame {
  const { data: equalized, channels, length, start, info, gains } = f;
  if (!gains) {
    throw new DataError(
      'data-params',
      `unequalize: frame at ${when(info, start)} carries no gains; put equalize before`,
    );
  }
  const data = new Float32Array(equalized.length);
  for (let c = 0; c < channels; c++) {
    const gain = gains[c];
    for (let i = c * length; i < (c + 1) * length; i++) data[i] = equalized[i] / gain;
  }
  return { data, channels, length, start, info, ...(f.centres && { centres: f.centres }) };
}

/** The range that samples have once the gains are applied; one interval for all channels becomes one a channel. */
export function equalizeRange(r: Range, gains: readonly number[]): Range {
  const { min, max } = r;
  const scaled = (list: readonly number[]) =>
    Object.freeze(gains.map((g, c) => Math.fround((list.length === 1 ? list[0] : list[c]) * g)));
  return Object.freeze({ min: scaled(min), max: scaled(max), ...rangeNotes(r) });
}
