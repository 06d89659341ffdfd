import { show } from '../../lib/check.js';
import { type Reading, sourceError } from '../bytes/frameSource.js';
import type { UnreadPart } from '../source.js';

/** The most chunks that may stand before the samples. */
const MAX_CHUNKS = 4096;

/** The most bytes of a chunk that are looked at. */
const MAX_LOOK = 1024;

/** Sizes of this value, and 0 where the file goes on, were never filled in by who wrote them. */
const UNKNOWN = 0xffffffff;

/** The chunks that stand before the samples. */
export interface WaveHead {
  readonly littleEndian: boolean;
  /** First bytes of the chunk that says how samples are stored. */
  readonly format: DataView;
  /** First bytes of the broadcast extension. */
  readonly broadcast?: Uint8Array;
  /** Bytes of samples, Infinity where they go on to the end of the input. */
  readonly dataBytes: number;
  readonly unread: readonly UnreadPart[];
}

/**
 * Reads chunks up to the samples, and stands at their first byte.
 *
 * @throws {FormatError} when there is no RIFF, RIFX, RF64 or BW64 file of WAVE, or no samples in it
 */
export async function waveHead(reading: Reading): Promise<WaveHead> {
  const { bytes } = reading;
  const head = await bytes.take(12);
  const text = latin1(head);
  const kind = text.slice(0, 4);
  if (head.length < 12 || !/^(RIFF|RIFX|RF64|BW64)$/.test(kind) || text.slice(8) !== 'WAVE') {
    throw sourceError(reading, `must begin with RIFF, RIFX, RF64 or BW64 and WAVE, got ${show(text)}`);
  }
  const littleEndian = kind !== 'RIFX';
  const riffSize = viewOf(head).getUint32(4, littleEndian);
  const unread: UnreadPart[] = [];
  let format: DataView | undefined;
  let broadcast: Uint8Array | undefined;
  let longSize: number | undefined; // of the samples, where 32 bits are too few
  for (let count = 0; count < MAX_CHUNKS; count++) {
    const chunk = await chunkHead(reading, littleEndian);
    if (chunk === undefined) throw sourceError(reading, 'has no chunk "data" with samples');
    const { id, size } = chunk;
    if (id === 'data') {
      if (!format) throw sourceError(reading, 'must say how samples are stored, in a chunk "fmt ", before "data"');
      const dataBytes = await samplesSize(reading, size, longSize, riffSize);
      return { littleEndian, format, dataBytes, unread, ...(broadcast && { broadcast }) };
    }
    const looked = /^(fmt |bext|ds64)$/.test(id)
      ? Uint8Array.from(await bytes.take(Math.min(size, MAX_LOOK)))
      : undefined;
    if (id === 'fmt ' && looked) format ??= viewOf(looked);
    else if (id === 'bext' && looked) broadcast ??= looked;
    else if (id === 'ds64' && looked && looked.length >= 24) longSize ??= Number(viewOf(looked).getBigUint64(8, true));
    else unread.push(unreadChunk(id, size));
    await skipRest(reading, size, looked?.length ?? 0);
  }
  throw sourceError(reading, `has more than ${MAX_CHUNKS} chunks before its samples`);
}

/** Reads over the chunks behind the samples. */
export async function chunksBehind(reading: Reading, { littleEndian, dataBytes }: WaveHead): Promise<void> {
  if (dataBytes % 2 === 1) await skipPad(reading);
  for (;;) {
    const chunk = await chunkHead(reading, littleEndian);
    if (chunk === undefined) break;
    const reason = chunk.id === 'data' ? 'only the first chunk of samples is read' : undefined;
    if (reading.unread.length < MAX_CHUNKS) reading.unread.push(unreadChunk(chunk.id, chunk.size, reason));
    await skipRest(reading, chunk.size, 0);
  }
}

function unreadChunk(id: string, size: number, reason = 'not samples'): UnreadPart {
  return { what: `chunk ${show(id)}, ${size} bytes`, reason };
}

async function chunkHead(
  reading: Reading,
  littleEndian: boolean,
): Promise<{ readonly id: string; readonly size: number } | undefined> {
  const head = await reading.bytes.take(8);
  if (head.length < 8) {
    reading.counts.trailingBytes += head.length;
    return undefined;
  }
  return { id: latin1(head.subarray(0, 4)), size: viewOf(head).getUint32(4, littleEndian) };
}

async function skipRest(reading: Reading, size: number, done: number): Promise<void> {
  await reading.bytes.skip(size - done);
  if (size % 2 === 1) await skipPad(reading);
}

/** Chunks begin at even places; some writers forget it, but no name of a chunk begins with a zero. */
async function skipPad({ bytes }: Reading): Promise<void> {
  const [pad] = await bytes.peek(1);
  if (pad === 0) bytes.pass(1);
}

/** Bytes of samples, whose size was never filled in where the file was written as a stream or its writer was stopped. */
async function samplesSize(
  { bytes }: Reading,
  size: number,
  longSize: number | undefined,
  riffSize: number,
): Promise<number> {
  if (size === UNKNOWN) return longSize !== undefined && longSize > 0 && longSize < 2 ** 53 ? longSize : Infinity;
  if (size > 0) return size;
  const finished = riffSize !== 0 && riffSize !== UNKNOWN && riffSize + 8 > bytes.position;
  return finished || (await bytes.peek(1)).length === 0 ? 0 : Infinity;
}

export function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
