import { FormatError } from '../errors.js';
import type { QFrame, StreamInfo } from '../frame.js';
import type { QParams } from '../qparams.js';
import { packedLength } from '../kernels/bitFields.js';
import { CborReader } from './cborReader.js';
import { MAP } from './cborWriter.js';
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
import type { WireFrame, WireLimits } from './wireFrame.js';
import { headProblem, MORE, wireLength } from './wireHead.js';
import { readInfo } from './wireInfo.js';
import { fitsBlocks, readParams } from './wireParams.js';

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
  infoBytes: NOTHING,
  infoEntries: 0,
  info: undefined,
}));
const reader = new CborReader();

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
export function decodeWireFrame(bytes: Uint8Array, { maxBytes = MAX_WIRE_BYTES }: WireLimits = {}): WireFrame {
  checkMaxBytes('decodeWireFrame', maxBytes);
  if (bytes.length > maxBytes) fail(`must be at most ${maxBytes} bytes long, got ${bytes.length}`);
  const length = wireLength(bytes, 0, bytes.length, maxBytes);
  if (length < 0) fail(headProblem(length, maxBytes));
  if (length === MORE || length > bytes.length) fail('ends too early');
  if (length < bytes.length) fail(`must end at byte ${length}, got ${bytes.length} bytes`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, length);
  const problem = crcProblem(view, 0, length);
  if (problem) fail(problem);
  return readContent(bytes, view, 0, length);
}

/** What is wrong with the CRC at the end of a frame, if anything. */
export function crcProblem(view: DataView, begin: number, end: number): string | undefined {
  const at = end - CRC_ITEM;
  if (at <= begin + MAGIC.length || view.getUint8(at) !== CRC_HEAD) return 'must end in a CRC';
  const crc = view.getUint32(at + 1);
  const found = crc32cOf(view, begin, at + 1);
  return crc === found ? undefined : `CRC is ${crc.toString(16)}, the bytes give ${found.toString(16)}`;
}

/** The frame in `bytes[begin..end)`, whose head and CRC have been checked. */
export function readContent(bytes: Uint8Array, view: DataView, begin: number, end: number): WireFrame {
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

  let entries = reader.head(MAP);
  const params = memoParams(memo, entries);
  entries -= memo.paramsEntries;
  let clipped = 0;
  if (entries > 0 && nextKey(WIRE_KEYS.clipped)) {
    clipped = reader.unsigned('clipped', Number.MAX_SAFE_INTEGER);
    if (clipped === 0) reader.fail('clipped must be left out where it is 0');
    entries--;
  }
  let flags = 0;
  if (entries > 0 && nextKey(WIRE_KEYS.flags)) {
    flags = reader.unsigned('flags', GAP_FLAG | CLIP_FLAG);
    if (flags === 0) reader.fail('flags must be left out where none is set');
    entries--;
  }
  let missing: Uint8Array | undefined;
  if (entries > 0 && nextKey(WIRE_KEYS.missing)) {
    missing = readMissing(channels * length);
    entries--;
  }
  let gains: readonly number[] | undefined;
  if (entries > 0 && nextKey(WIRE_KEYS.gains)) {
    gains = Object.freeze(readNumbers(reader, 'gains', channels));
    if (gains.length !== channels) reader.fail(`gains must be one a channel, got ${gains.length}`);
    if (!gains.every(g => g > 0)) reader.fail('gains must be above 0');
    entries--;
  }
  const centred = version > 1; // what version 2 is for
  if (centred && entries === 0) reader.fail('version 2 must have centres');
  const info = memoInfo(memo, centred ? entries - 1 : entries);
  const centres = centred ? readCentres(channels) : undefined;
  if (!fitsBlocks(params, channels, start, length)) reader.fail('block scales must be one a block');
  const data = readCodes(reader, params, channels * length);
  if (reader.at !== reader.end) reader.fail(`must end here, got ${reader.end - reader.at} bytes more`);

  const plain: QFrame = { data, channels, length, start, info, params, clipped };
  const frame = gains || centres ? { ...plain, ...(gains && { gains }), ...(centres && { centres }) } : plain;
  const [gap, clip] = [(flags & GAP_FLAG) !== 0, (flags & CLIP_FLAG) !== 0];
  const { source } = memo;
  return missing ? { frame, source, sequence, gap, clip, missing } : { frame, source, sequence, gap, clip };
}

/** The centres of a frame of version 2, its last field; one without them has to be of version 1. */
function readCentres(channels: number): readonly number[] {
  if (reader.unsigned('key', 2 ** 32 - 1) !== WIRE_KEYS.centres) reader.fail('version 2 must have centres');
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

function memoParams(memo: Memo, entries: number): QParams {
  const { bytes, at } = reader;
  if (memo.params && memo.paramsEntries <= entries && comesAgain(memo.paramsBytes)) {
    const next = at + memo.paramsBytes.byteLength;
    if (memo.paramsEntries === entries || bytes[next] > WIRE_KEYS.state) {
      reader.at = next;
      return memo.params;
    }
  }
  memo.params = undefined; // stays so when what follows is refused
  const read = readParams(reader, entries, memo.channels);
  memo.paramsEntries = read.entries;
  if (reader.at - at <= LONGEST_MEMO) {
    memo.paramsBytes = new DataView(copyOf(bytes, at, reader.at).buffer);
    memo.params = read.params;
  }
  return read.params;
}

function memoInfo(memo: Memo, entries: number): StreamInfo {
  const { bytes, at } = reader;
  if (memo.info && memo.infoEntries === entries && comesAgain(memo.infoBytes)) {
    reader.at = at + memo.infoBytes.byteLength;
    return memo.info;
  }
  memo.info = undefined;
  const info = readInfo(reader, entries, memo.channels);
  memo.infoEntries = entries;
  if (reader.at - at <= LONGEST_MEMO) {
    memo.infoBytes = new DataView(copyOf(bytes, at, reader.at).buffer);
    memo.info = info;
  }
  return info;
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
