import { DataError } from '../../lib/errors.js';
import type { Frame, StreamInfo } from '../../lib/frame.js';
import type { SourceCounts } from '../source.js';
import type { Reading } from './frameSource.js';
import type { SampleType } from './sampleType.js';

/** How much is read at a time, in bytes, where a block is not longer. */
const CHUNK = 2 ** 18;

/** Samples of all channels one after another, block by block. */
export interface InterleavedLayout {
  readonly type: SampleType;
  /** Bytes of one sample of all channels, with what is not read. */
  readonly block: number;
  /** Where the sample of each channel lies in a block, in bytes. */
  readonly offsets: readonly number[];
  /** real = scale * (code - zeroPoint) */
  readonly scale: number;
  readonly zeroPoint: number;
  /** Blocks that there should be; Infinity where they go on to the end of the input. */
  readonly length: number;
  readonly info: StreamInfo;
}

/** Reads blocks as frames; counts what is not finite, and what is not there. */
export async function* interleavedFrames(reading: Reading, layout: InterleavedLayout): AsyncGenerator<Frame> {
  const { bytes, counts, settings } = reading;
  const { type, block, offsets, scale, zeroPoint, length, info } = layout;
  const channels = offsets.length;
  const most = Math.max(1, Math.floor(CHUNK / block));
  let start = 0;
  for (let ended = false; start < length && !ended;) {
    const wanted = Math.min(settings.frameLength, length - start);
    let data = new Float32Array(channels * wanted);
    let filled = 0;
    while (filled < wanted && !ended) {
      const asked = Math.min(wanted - filled, most) * block;
      const view = await bytes.take(asked);
      const count = Math.floor(view.length / block);
      ended = view.length < asked;
      if (ended) counts.trailingBytes += view.length % block;
      for (let c = 0; c < channels; c++) {
        const at = c * wanted + filled;
        type.decode(view, { at: offsets[c], step: block, count, scale, zeroPoint }, data, at);
        if (!type.real) continue;
        const where = (k: number) => `${reading.who}: ${reading.name}, channel ${info.names[c]}, sample ${start + k}`;
        tally(
          data,
          at,
          count,
          k => type.value(view, offsets[c] + k * block),
          counts,
          k => where(filled + k),
        );
      }
      filled += count;
    }
    if (filled === 0) break;
    if (filled < wanted) {
      const short = new Float32Array(channels * filled);
      for (let c = 0; c < channels; c++) short.set(data.subarray(c * wanted, c * wanted + filled), c * filled);
      data = short;
    }
    yield { data, channels, length: filled, start, info };
    start += filled;
  }
  if (length !== Infinity) counts.truncated += length - start;
}

/**
 * Counts NaN and infinities among samples.
 *
 * @param stored the value that stands in the file, at one of them
 * @throws {DataError} when a finite one has become infinite
 */
export function tally(
  data: Float32Array,
  at: number,
  count: number,
  stored: (k: number) => number,
  counts: SourceCounts,
  where: (k: number) => string,
): void {
  for (let k = 0; k < count; k++) {
    const x = data[at + k];
    if (x - x === 0) continue;
    if (Number.isNaN(x)) {
      counts.missing++;
    } else if (Number.isFinite(stored(k))) {
      throw new DataError('data-non-finite', `${where(k)}: ${stored(k)} is beyond the largest float32, 3.4e38`);
    } else {
      counts.infinite++;
    }
  }
}
