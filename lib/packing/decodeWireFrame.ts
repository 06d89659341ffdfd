import { FormatError } from '../errors.js';
import type { QFrame, SensorMap, StreamInfo } from '../frame.js';
import { checkOptions, type OptionKeys } from '../options.js';
import type { QParams } from '../qparams.js';
import { partInfos, partMap } from '../splitFrame.js';
import { packedLength } from '../kernels/bitFields.js';
import { CborReader } from './cborReader.js';
import { ARRAY, MAP } from './cborWriter.js';
import { crc32cOf } from './crc32c.js';
import { readNumbers } from './numberList.js';
import { readCodes } from './wireCodes.js';
import {
  checkMaxBytes,
  CLIP_FLAG,
  CRC_HEAD,
  GAP_FLAG,
  MAGIC,
  MAX_WIRE_BYTES,
  MAX_WIRE_CHANNELS,
  MAX_WIRE_TEXT,
  WIRE_KEYS,
  WIRE_VERSION,
} from './wireFormat.js';
import type { WireFrame, WireLimits, WireSplit } from './wireFrame.js';
import { headProblem, MORE, wireLength } from './wireHead.js';
import { atCentres, readInfo } from './wireInfo.js';
import { fitsBlocks, levelsIn, readParams, type ReadParams } from './wireParams.js';
import { isReferable, type TableBook } from './wireTables.js';

const CRC_ITEM = 5; // bytes: head and CRC
const LONGEST_MEMO = 4096;

/** What a source said in its last frame: bytes that come again need not be read again. */
interface Memo {
  sourceBytes: DataView;
  source: string;
  channels: number;
  paramsBytes: DataView;
  paramsEntries: number;
  params: QParams | undefined;
  named: ReadParams['named'];
  infoBytes: DataView;
  infoEntries: number;
  info: StreamInfo | undefined;
}

const NOTHING = new DataView(new ArrayBuffer(0));
const memos: Memo[] = Array.from({ length: 16 }, () => ({
  sourceBytes: NOTHING,
  source: '',
  channels: 0,
  paramsBytes: NOTHING,
  paramsEntries: 0,
  params: undefined,
  named: undefined,
  infoBytes: NOTHING,
  infoEntries: 0,
  info: undefined,
}));
const reader = new CborReader();

const OPTIONS: OptionKeys<WireLimits> = { maxBytes: true };

/**
 * The frame that bytes hold, all of them.
 *
 * Checked in this order: length, CRC, version, order of keys, channels, parameters, length and range of the codes. What is
 * not the one encoding of its frame is refused. Nothing is allocated before the bytes for it are known to be there.
 *
 * @returns codes that nobody writes to again; small frames may share an ArrayBuffer, each its own part, so copy codes before
 *   handing their buffer to a worker. Parameters and stream description are frozen and may be shared between frames
 * @throws {FormatError} `format-wire`, saying what is wrong and where
 */
export function decodeWireFrame(bytes: Uint8Array, options: WireLimits = {}): WireFrame {
  const { maxBytes = MAX_WIRE_BYTES } = checkOptions('decodeWireFrame', options, OPTIONS);
  const message = decodeMessage('decodeWireFrame', bytes, maxBytes);
  if ('frame' in message) return message;
  return fail('holds channels with bits of their own; read it with decodeWireSplit');
}

/** What bytes hold, all of them. */
export function decodeMessage(who: string, bytes: Uint8Array, maxBytes: number): WireFrame | WireSplit {
  checkMaxBytes(who, maxBytes);
  if (bytes.length > maxBytes) fail(`must be at most ${maxBytes} bytes long, got ${bytes.length}`);
  const length = wireLength(bytes, 0, bytes.length, maxBytes);
  if (length < 0) fail(headProblem(length, maxBytes));
  if (length === MORE || length > bytes.length) fail('ends too early');
  if (length < bytes.length) fail(`must end at byte ${length}, got ${bytes.length} bytes`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, length);
  const problem = crcProblem(view, 0, length);
  if (problem) fail(problem);
  return readContent(bytes, view, 0, length, maxBytes);
}

/** What is wrong with the CRC at the end of a frame, if anything. */
export function crcProblem(view: DataView, begin: number, end: number): string | undefined {
  const at = end - CRC_ITEM;
  if (at <= begin + MAGIC.length || view.getUint8(at) !== CRC_HEAD) return 'must end in a CRC';
  const crc = view.getUint32(at + 1);
  const found = crc32cOf(view, begin, at + 1);
  return crc === found ? undefined : `CRC is ${crc.toString(16)}, the bytes give ${found.toString(16)}`;
}

/**
 * What the message in `bytes[begin..end)` holds, whose head and CRC have been checked.
 *
 * @param tables tables of earlier messages, to which this one may refer
 */
export function readContent(
  bytes: Uint8Array,
  view: DataView,
  begin: number,
  end: number,
  maxBytes: number,
  tables?: TableBook,
): WireFrame | WireSplit {
  const size = bytes[begin + MAGIC.length] & 31; // of the byte string's length: wireLength has checked it
  reader.open(bytes, view, begin + MAGIC.length + 1 + (size < 24 ? 0 : 1 << (size - 24)), end - CRC_ITEM);
  const version = reader.unsigned('version', 2 ** 32 - 1);
  if (version > WIRE_VERSION) {
    fail(`version is ${version}, this release reads versions up to ${WIRE_VERSION}; update bitstair`);
  }
  if (version === 0) fail('version must be at least 1');
  const memo = readSource();
  const sequence = reader.bigUnsigned();
  const start = reader.integer('start', Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
  const channels = reader.unsigned('channels', MAX_WIRE_CHANNELS);
  if (channels === 0) reader.fail('channels must be at least 1');
  const length = reader.unsigned('length', 2 ** 32 - 1);
  if (memo.channels !== channels) {
    memo.channels = channels;
    memo.params = memo.info = undefined;
  }

  if (version === 3 && reader.peek() === ARRAY)
    return readSplit(memo, sequence, start, channels, length, maxBytes, tables);

  let entries = reader.head(MAP);
  const params = memoParams(memo, entries, tables);
  entries -= memo.paramsEntries;
  const clipped = entries > 0 && nextKey(WIRE_KEYS.clipped) ? readClipped() : 0;
  if (clipped > 0) entries--;
  const { info, map, ...meta } = readShared(memo, entries, version > 1, channels * length);
  checkVersion(version, memo.named !== undefined, map.centres !== undefined);
  if (!fitsBlocks(params, channels, start, length)) reader.fail('block scales must be one a block');
  const data = readCodes(reader, params, channels * length);
  if (reader.at !== reader.end) reader.fail(`must end here, got ${reader.end - reader.at} bytes more`);
  return {
    frame: {
      data,
      channels,
      length,
      start,
      info,
      params,
      clipped,
      ...map,
      ...(meta.missing && { missing: meta.missing }),
    },
    source: memo.source,
    sequence,
    ...meta,
  };
}

/** A block of channels with bits of their own, from its array of parts on. */
function readSplit(
  memo: Memo,
  sequence: bigint,
  start: number,
  channels: number,
  length: number,
  maxBytes: number,
  tables: TableBook | undefined,
): WireSplit {
  if (channels * length > 8 * maxBytes) {
    reader.fail(`a block must have at most ${8 * maxBytes} samples, got ${channels} x ${length}`);
  }
  if (reader.head(ARRAY) !== channels) reader.fail(`parts must be one per channel, ${channels} of them`);
  const bases: number[] = [];
  const read: (ReturnType<typeof readPart> | undefined)[] = [];
  for (let c = 0; c < channels; c++) {
    const coded = reader.peek() === ARRAY;
    if (coded && reader.head(ARRAY) !== 3) reader.fail('a part must be its base, its parameters and its codes');
    const base = reader.float('base');
    if (Math.fround(base) !== base) reader.fail('bases must be float32 numbers');
    bases.push(base);
    read.push(coded ? readPart(start, length, tables) : undefined);
  }
  const { info, map, ...meta } = readShared(memo, reader.head(MAP), true, channels * length);
  if (reader.at !== reader.end) reader.fail(`must end here, got ${reader.end - reader.at} bytes more`);
  const infos = partInfos(info);
  const parts = read.map(
    (part, c): QFrame | undefined =>
      part && { ...part, channels: 1, length, start, info: infos[c], ...partMap(map, c, bases[c]) },
  );
  const bits = parts.map(part => part?.params.bits ?? 0);
  return { split: { parts, bases, bits, length, start, info, ...map }, source: memo.source, sequence, ...meta };
}

function readPart(
  start: number,
  length: number,
  tables: TableBook | undefined,
): Pick<QFrame, 'data' | 'params' | 'clipped'> {
  const entries = reader.head(MAP);
  const { params, entries: taken } = readParams(reader, entries, 1, tables);
  const clipped = taken < entries && nextKey(WIRE_KEYS.clipped) ? readClipped() : 0;
  if (entries !== taken + (clipped > 0 ? 1 : 0)) reader.fail('a part must hold nothing beside parameters and clipped');
  if (!fitsBlocks(params, 1, start, length)) reader.fail('block scales must be one a block');
  return { params, clipped, data: readCodes(reader, params, length) };
}

function readClipped(): number {
  const clipped = reader.unsigned('clipped', Number.MAX_SAFE_INTEGER);
  if (clipped === 0) reader.fail('clipped must be left out where it is 0');
  return clipped;
}

/** What follows the parameters: flags, missing samples, gains, the description of the stream, centres. */
function readShared(
  memo: Memo,
  given: number,
  centred: boolean,
  samples: number,
): { info: StreamInfo; map: SensorMap; gap: boolean; clip: boolean; missing?: Uint8Array } {
  const { channels } = memo;
  let entries = given;
  let flags = 0;
  if (entries > 0 && nextKey(WIRE_KEYS.flags)) {
    flags = reader.unsigned('flags', GAP_FLAG | CLIP_FLAG);
    if (flags === 0) reader.fail('flags must be left out where none is set');
    entries--;
  }
  let missing: Uint8Array | undefined;
  if (entries > 0 && nextKey(WIRE_KEYS.missing)) {
    missing = readMissing(samples);
    entries--;
  }
  let gains: readonly number[] | undefined;
  if (entries > 0 && nextKey(WIRE_KEYS.gains)) {
    gains = Object.freeze(readNumbers(reader, 'gains', channels));
    if (gains.length !== channels) reader.fail(`gains must be one a channel, got ${gains.length}`);
    if (!gains.every(g => g > 0)) reader.fail('gains must be above 0');
    entries--;
  }
  const { info, left } = memoInfo(memo, entries, centred);
  const centres = left ? readCentres(channels) : undefined;
  const map = { ...(gains && { gains }), ...(centres && { centres }) };
  const [gap, clip] = [(flags & GAP_FLAG) !== 0, (flags & CLIP_FLAG) !== 0];
  return missing ? { info, map, gap, clip, missing } : { info, map, gap, clip };
}

/** Ends a frame that is not of the first version that can hold it. */
function checkVersion(version: number, named: boolean, centred: boolean): void {
  if (version === (named ? 3 : centred ? 2 : 1)) return;
  reader.fail(
    version === 3
      ? 'version 3 must be of channels with bits of their own, or name its levels'
      : named
        ? `version ${version} must list its levels`
        : 'version 2 must have centres',
  );
}

/** The centres of a frame, its last field. */
function readCentres(channels: number): readonly number[] {
  reader.unsigned('key', 2 ** 32 - 1);
  const centres = Object.freeze(readNumbers(reader, 'centres', channels));
  if (centres.length !== channels) reader.fail(`centres must be one per channel, got ${centres.length}`);
  return centres;
}

/** Goes behind the next key when it is this one, below 24. */
function nextKey(key: number): boolean {
  if (reader.at >= reader.end || reader.bytes[reader.at] !== key) return false;
  reader.at++;
  return true;
}

/** Whether the bytes from `reader.at` on are these. */
function comesAgain(known: DataView): boolean {
  const { view, at } = reader;
  const n = known.byteLength;
  if (n > reader.end - at) return false;
  let i = 0;
  for (; i + 4 <= n; i += 4) if (view.getInt32(at + i) !== known.getInt32(i)) return false;
  for (; i < n; i++) if (view.getUint8(at + i) !== known.getUint8(i)) return false;
  return true;
}

/** The memo of the source that is named here. */
function readSource(): Memo {
  const { bytes, at } = reader;
  // a text's length and last letter: ids that are counted through fall into different slots
  const memo = memos[(bytes[at] + bytes[at + (bytes[at] & 31)]) & 15];
  if (memo.sourceBytes.byteLength > 0 && comesAgain(memo.sourceBytes)) {
    reader.at = at + memo.sourceBytes.byteLength;
    return memo;
  }
  memo.source = reader.text('source', MAX_WIRE_TEXT);
  memo.sourceBytes = new DataView(copyOf(bytes, at, reader.at).buffer);
  memo.params = memo.info = undefined;
  return memo;
}

function memoParams(memo: Memo, entries: number, tables: TableBook | undefined): QParams {
  const { bytes, at } = reader;
  if (memo.params && memo.paramsEntries <= entries && comesAgain(memo.paramsBytes)) {
    const next = at + memo.paramsBytes.byteLength;
    if (memo.paramsEntries === entries || bytes[next] > WIRE_KEYS.state) {
      reader.at = next;
      const levels = levelsIn(memo.params);
      if (levels && tables && isReferable(levels)) tables.keep(levels, 0);
      return memo.params;
    }
  }
  memo.params = undefined; // stays so when what follows is refused
  const read = readParams(reader, entries, memo.channels, tables);
  memo.paramsEntries = read.entries;
  memo.named = read.named;
  // what a reference means is up to the reader's own book
  if (reader.at - at <= LONGEST_MEMO && read.named !== 'reference') {
    memo.paramsBytes = new DataView(copyOf(bytes, at, reader.at).buffer);
    memo.params = read.params;
  }
  return read.params;
}

/** The description, and whether an entry is left: centres. */
function memoInfo(
  memo: Memo,
  entries: number,
  centred: boolean,
): { readonly info: StreamInfo; readonly left: boolean } {
  const { bytes, at } = reader;
  if (memo.info && comesAgain(memo.infoBytes)) {
    const left = entries - memo.infoEntries;
    reader.at = at + memo.infoBytes.byteLength;
    if (left === 0 || (left === 1 && centred && atCentres(reader))) return { info: memo.info, left: left === 1 };
    reader.at = at;
  }
  memo.info = undefined;
  const read = readInfo(reader, entries, memo.channels, centred);
  memo.infoEntries = read.entries;
  if (reader.at - at <= LONGEST_MEMO) {
    memo.infoBytes = new DataView(copyOf(bytes, at, reader.at).buffer);
    memo.info = read.info;
  }
  return { info: read.info, left: read.entries < entries };
}

function readMissing(samples: number): Uint8Array {
  const wanted = packedLength(samples, 1);
  const length = reader.byteString('missing', wanted);
  const bytes = copyOf(reader.bytes, reader.at - length, reader.at);
  if (length !== wanted) reader.fail(`missing must take ${wanted} bytes, got ${length}`);
  if (samples % 8 !== 0 && bytes[wanted - 1] >> (samples % 8) !== 0) reader.fail('bits that no sample takes must be 0');
  if (bytes.every(byte => byte === 0)) reader.fail('missing must be left out where no sample is missing');
  return bytes;
}

/** Bytes of their own; `slice` of a Node buffer would share memory. */
function copyOf(bytes: Uint8Array, begin: number, end: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes.subarray(begin, end));
}

function fail(message: string): never {
  throw new FormatError('format-wire', `wire frame: ${message}`);
}
