import type { Frame, StreamInfo } from '../../lib/frame.js';
import { type Reading, sourceError } from '../bytes/frameSource.js';
import { tally } from '../bytes/interleaved.js';
import type { SampleType } from '../bytes/sampleType.js';

/** The most bytes that are held where the input cannot be read at any place. */
const MAX_HELD = 2 ** 26;

/** Samples of one channel after all of another. */
export interface PlanarLayout {
  readonly type: SampleType;
  /** Byte of the file where the first sample of the first channel lies. */
  readonly begin: number;
  readonly length: number;
  /** The channels that are read, from 0 in the order of the file. */
  readonly chosen: readonly number[];
  /** All channels. */
  readonly channels: number;
  readonly info: StreamInfo;
}

/**
 * Reads frames from a place for each channel. A file is read at these places; another input is held whole where it is small.
 *
 * @throws {FormatError} when it is neither
 */
export async function* planarFrames(reading: Reading, layout: PlanarLayout): AsyncGenerator<Frame> {
  const { counts, settings } = reading;
  const { type, length, chosen, channels, info } = layout;
  const readAt = await places(reading, layout);
  const last = chosen.length - 1;
  const buffer = new Uint8Array(Math.min(settings.frameLength, length) * type.bytes);
  let reached = length; // samples that all channels have
  for (let start = 0; start < reached; start += settings.frameLength) {
    const wanted = Math.min(settings.frameLength, reached - start);
    const data = new Float32Array(chosen.length * wanted);
    let have = wanted;
    for (let c = 0; c <= last; c++) {
      const view = buffer.subarray(0, have * type.bytes);
      const got = await readAt(view, (chosen[c] * length + start) * type.bytes);
      have = Math.floor(got / type.bytes);
      type.decode(view, { at: 0, step: type.bytes, count: have, scale: 1, zeroPoint: 0 }, data, c * wanted);
      if (!type.real) continue;
      const where = (k: number) => `${reading.who}: ${reading.name}, channel ${info.names[c]}, sample ${start + k}`;
      tally(data, c * wanted, have, k => type.value(view, k * type.bytes), counts, where);
    }
    if (have < wanted) reached = start + have;
    if (have === 0) break;
    yield {
      data: have === wanted ? data : shortened(data, wanted, have),
      channels: last + 1,
      length: have,
      start,
      info,
    };
  }
  counts.truncated += length - reached;
  if (reached === length) counts.trailingBytes += await behind(reading, layout.begin + channels * length * type.bytes);
}

function shortened(data: Float32Array, wanted: number, have: number): Float32Array {
  return Float32Array.from(data.filter((_, i) => i % wanted < have));
}

type ReadAt = (into: Uint8Array, at: number) => Promise<number>;

/** A way to read at a place counted from the first sample: as many bytes as there are. */
async function places(reading: Reading, { begin, type, channels, length }: PlanarLayout): Promise<ReadAt> {
  const { bytes } = reading;
  if (bytes.seekable) return (into, at) => bytes.readAt(into, begin + at);
  const size = channels * length * type.bytes;
  if (size > MAX_HELD) {
    throw sourceError(
      reading,
      `holds one channel after another in ${size} bytes, which takes a file that is not compressed; ` +
        'save it samples first, or unpack it and give its path',
    );
  }
  const held = Uint8Array.from(await bytes.take(size));
  return (into, at) => {
    const part = held.subarray(Math.min(at, held.length), Math.min(at + into.length, held.length));
    into.set(part);
    return Promise.resolve(part.length);
  };
}

/** How many bytes lie behind a place of the file. */
async function behind({ bytes }: Reading, place: number): Promise<number> {
  if (!bytes.seekable) return bytes.skip(Infinity);
  const buffer = new Uint8Array(65536);
  let count = 0;
  for (let got = -1; got !== 0; count += got) got = await bytes.readAt(buffer, place + count);
  return count;
}
