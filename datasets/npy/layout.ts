import { MAX_CHANNELS } from '../../lib/frame.js';
import { type Reading, sourceError } from '../bytes/frameSource.js';
import type { NpyHeader } from './header.js';

/** Which axis is time, and how samples lie in the file. */
export interface NpyLayout {
  readonly channels: number;
  readonly length: number;
  /** All channels of one sample together; else all samples of one channel. */
  readonly interleaved: boolean;
  readonly text: string;
}

/**
 * How the elements of an array are samples of channels: one axis is a channel, of two the longer one is time unless `timeAxis` says
 * otherwise. Axes of length 1 count for nothing.
 *
 * @throws {FormatError} when it has three axes or more, or more channels than a frame may have
 */
export function npyLayout(reading: Reading, { shape, fortran }: NpyHeader, timeAxis: number | undefined): NpyLayout {
  const written = `(${shape.join(', ')}${shape.length === 1 ? ',' : ''})`;
  const total = shape.reduce((product, n) => product * n, 1);
  const wide = shape.map((n, axis) => ({ n, axis })).filter(({ n, axis }) => n !== 1 || axis === timeAxis);
  if (timeAxis !== undefined && timeAxis >= shape.length) {
    throw sourceError(reading, `its axes are 0 to ${shape.length - 1}, got timeAxis ${timeAxis}`);
  }
  if (!Number.isSafeInteger(total * 8)) throw sourceError(reading, `has more elements than a file can, ${written}`);
  if (wide.length > 2) {
    throw sourceError(
      reading,
      `must have at most two axes longer than 1, samples and channels, got shape ${written}; reshape it`,
    );
  }
  const [first, second] = wide;
  const time = wide.find(({ axis }) => axis === timeAxis) ?? (second && second.n > first.n ? second : first);
  if (time === undefined) return { channels: 1, length: total, interleaved: true, text: `shape ${written}` };
  const other = wide.find(w => w !== time);
  const channels = other?.n ?? 1;
  if (channels > MAX_CHANNELS) {
    throw sourceError(
      reading,
      `a stream has at most ${MAX_CHANNELS} channels, got ${channels} with time along axis ${time.axis} of ${written}; ` +
        'say the other one as timeAxis',
    );
  }
  return {
    channels,
    length: time.n,
    interleaved: channels <= 1 || fortran === (time === second),
    text: `shape ${written}${fortran ? ' in Fortran order' : ''}, time along axis ${time.axis}`,
  };
}
