import { DataError } from '../errors.js';
import { type StreamInfo, streamInfo } from '../frame.js';
import type { CborReader } from './cborReader.js';
import { ARRAY, type CborWriter, UINT } from './cborWriter.js';
import { MAX_WIRE_TEXT, WIRE_KEYS } from './wireFormat.js';
import { encodeText } from './wireText.js';

/** Whether names or units say nothing: `ch0`, `ch1`, ...; ''. */
function areDefault(names: readonly string[], what: 'names' | 'units'): boolean {
  return names.every((name, c) => name === (what === 'names' ? `ch${c}` : ''));
}

/**
 * Writes the description of a stream as entries of a map: rate, epoch, names and units, where they say something.
 *
 * @returns the number of entries
 */
export function writeInfo(writer: CborWriter, info: StreamInfo, channels: number): number {
  const { sampleRate, epoch, names, units } = info;
  const wrong = (rule: string): never => {
    throw new DataError('data-info', `encodeWireFrame: ${rule}`);
  };
  let entries = 0;
  if (sampleRate !== undefined) {
    if (!(Number.isFinite(sampleRate) && sampleRate > 0)) wrong(`the rate must be above 0, got ${sampleRate} Hz`);
    writer.head(UINT, WIRE_KEYS.rate);
    writer.float(sampleRate);
    entries++;
  }
  if (epoch !== undefined) {
    if (epoch < -(2n ** 64n) || epoch >= 2n ** 64n) wrong(`the epoch must be in [-2^64, 2^64) ns, got ${epoch}`);
    writer.head(UINT, WIRE_KEYS.epoch);
    writer.bigInteger(epoch);
    entries++;
  }
  for (const [what, list] of [
    ['names', names],
    ['units', units],
  ] as const) {
    if (list.length !== channels) wrong(`${what} must be one a channel, got ${list.length} for ${channels} channels`);
    if (areDefault(list, what)) continue;
    writer.head(UINT, WIRE_KEYS[what]);
    writer.head(ARRAY, channels);
    for (const text of list) writer.text(encodeText('encodeWireFrame', what, text, MAX_WIRE_TEXT));
    entries++;
  }
  return entries;
}

/** Whether the next key of a map is that of the centres, which stand behind the description. */
export function atCentres(reader: CborReader): boolean {
  const { bytes, at, end } = reader;
  return at + 1 < end && bytes[at] === 0x18 && bytes[at + 1] === WIRE_KEYS.centres;
}

/**
 * Reads the last `entries` entries of a map, which describe the stream; the very last of them may be centres, where
 * `centred` allows it, and is left.
 */
export function readInfo(
  reader: CborReader,
  entries: number,
  channels: number,
  centred = false,
): { readonly info: StreamInfo; readonly entries: number } {
  let [sampleRate, epoch, names, units]: [number?, bigint?, string[]?, string[]?] = [];
  let last = WIRE_KEYS.rate - 1;
  let read = 0;
  for (; read < entries; read++) {
    if (centred && read === entries - 1 && atCentres(reader)) break;
    const key = reader.unsigned('key', WIRE_KEYS.units);
    if (key <= last) reader.fail('keys must ascend and be known');
    last = key;
    if (key === WIRE_KEYS.rate) {
      sampleRate = reader.float('rate');
      if (sampleRate <= 0) reader.fail(`rate must be above 0, got ${sampleRate}`);
    } else if (key === WIRE_KEYS.epoch) {
      epoch = reader.bigInteger();
    } else if (key === WIRE_KEYS.names) {
      names = readTexts(reader, 'names', channels);
    } else {
      units = readTexts(reader, 'units', channels);
    }
  }
  return { info: streamInfo({ channels, sampleRate, epoch, names, units }), entries: read };
}

function readTexts(reader: CborReader, what: 'names' | 'units', channels: number): string[] {
  const count = reader.head(ARRAY);
  if (count !== channels) reader.fail(`${what} must be one a channel, got ${count} for ${channels} channels`);
  const texts = Array.from({ length: channels }, () => reader.text(what, MAX_WIRE_TEXT));
  if (areDefault(texts, what)) reader.fail(`${what} that say nothing must be left out`);
  return texts;
}
