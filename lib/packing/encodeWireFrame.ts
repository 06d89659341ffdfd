import { checkBoolean } from '../check.js';
import { DataError, OptionRangeError } from '../errors.js';
import { type QFrame, type StreamInfo, when } from '../frame.js';
import { checkOptions, type OptionKeys } from '../options.js';
import { type QParams } from '../qparams.js';
import { checkParams } from '../checkParams.js';
import { packedLength } from '../kernels/bitFields.js';
import { CborWriter, MAP, UINT } from './cborWriter.js';
import { checkSequence } from './checkSequence.js';
import { writeNumbers } from './numberList.js';
import { writeCodes } from './wireCodes.js';
import {
  checkMaxBytes,
  CLIP_FLAG,
  GAP_FLAG,
  MAX_WIRE_BYTES,
  MAX_WIRE_CHANNELS,
  MAX_WIRE_TEXT,
  WIRE_KEYS,
} from './wireFormat.js';
import type { WireLimits, WireMeta } from './wireFrame.js';
import { writeInfo } from './wireInfo.js';
import { fitsBlocks, levelsIn, writeParams } from './wireParams.js';
import { CONTENT, sealWire } from './wireSeal.js';
import { type Refer, standardName } from './wireTables.js';
import { encodeText } from './wireText.js';

const WHO = 'encodeWireFrame';

/** Entries of a map, written once for an object that cannot change. */
interface Entries {
  readonly bytes: Uint8Array;
  readonly count: number;
  readonly channels: number;
}

const writer = new CborWriter();
const piece = new CborWriter();
const known = new WeakMap<object, Entries>();
let lastSource = '';
let lastSourceBytes: Uint8Array = new Uint8Array(0);

const OPTIONS: OptionKeys<WireLimits> = { maxBytes: true };

/**
 * One frame of codes as bytes: self-described CBOR in deterministic encoding, with a CRC-32C (docs/wire-format.md). A frame
 * has exactly one encoding; it decodes alone.
 *
 * 1 to 64 channels. `reference` is not sent.
 *
 * @returns bytes of their own
 * @throws {RangeError} or {TypeError} when the meta data break their bounds
 * @throws {DataError} when a code lies outside [qmin, qmax], the frame is larger than `maxBytes`, or is no frame
 * @throws {FormatError} when the parameters are malformed
 * @see RFC 8949 (CBOR), section 4.2.1; RFC 8742 (CBOR sequences); RFC 8746 (typed arrays)
 */
export function encodeWireFrame(f: QFrame, meta: WireMeta, limits: WireLimits = {}): Uint8Array {
  checkOptions('encodeWireFrame', limits, OPTIONS);
  return encodeOne(f, meta, limits);
}

/**
 * The same for an encoder that has sent tables before.
 *
 * @internal
 */
export function encodeOne(
  f: QFrame,
  { source, sequence, gap = false, clip = false, missing }: WireMeta,
  { maxBytes = MAX_WIRE_BYTES }: WireLimits,
  refer?: Refer,
): Uint8Array {
  checkMaxBytes(WHO, maxBytes);
  checkSequence(WHO, sequence);
  checkBoolean(WHO, 'gap', gap);
  checkBoolean(WHO, 'clip', clip);
  checkFrame(f, maxBytes);
  const { channels, length, start, params, clipped, gains, centres } = f;
  const levels = levelsIn(params);
  const digest = levels && refer?.(levels);
  const parameters = digest
    ? entriesNow(channels, () => writeParams(piece, checkedParams(f), digest))
    : entriesOf(params, channels, () => writeParams(piece, checkedParams(f)));
  const named = digest !== undefined || (levels !== undefined && standardName(levels) !== undefined);
  const info = entriesOf(f.info, channels, () => writeInfo(piece, f.info, channels));
  if (!fitsBlocks(params, channels, start, length)) fail(f, 'data-params', 'block scales must be one a block');
  const absent = presentBits(missing ?? f.missing, channels * length);
  const flags = (gap ? GAP_FLAG : 0) | (clip ? CLIP_FLAG : 0);

  writer.at = CONTENT;
  writer.head(UINT, named ? 3 : centres ? 2 : 1);
  writer.text(sourceBytes(source));
  writer.bigInteger(sequence);
  writer.integer(start);
  writer.head(UINT, channels);
  writer.head(UINT, length);
  writer.head(
    MAP,
    parameters.count +
      info.count +
      (clipped ? 1 : 0) +
      (flags ? 1 : 0) +
      (absent ? 1 : 0) +
      (gains ? 1 : 0) +
      (centres ? 1 : 0),
  );
  writer.raw(parameters.bytes);
  if (clipped) {
    writer.head(UINT, WIRE_KEYS.clipped);
    writer.head(UINT, clipped);
  }
  if (flags) {
    writer.head(UINT, WIRE_KEYS.flags);
    writer.head(UINT, flags);
  }
  if (absent) {
    writer.head(UINT, WIRE_KEYS.missing);
    writer.byteString(absent);
  }
  if (gains) {
    writer.head(UINT, WIRE_KEYS.gains);
    writeNumbers(writer, gains);
  }
  writer.raw(info.bytes);
  if (centres) {
    writer.head(UINT, WIRE_KEYS.centres);
    writeNumbers(writer, centres);
  }
  const outside = writeCodes(writer, f.data, params);
  if (outside >= 0) {
    fail(f, 'data-params', `codes must be in [${params.qmin}, ${params.qmax}], got ${f.data[outside]}`);
  }
  return sealWire(writer, maxBytes, bytes =>
    fail(f, 'data-params', `a frame must be at most ${maxBytes} bytes, got ${bytes}; reframe it`),
  );
}

function checkFrame(f: QFrame, maxBytes: number): void {
  const { data, channels, length, start, params, clipped, gains, centres } = f;
  if (!(Number.isInteger(channels) && channels >= 1 && channels <= MAX_WIRE_CHANNELS)) {
    fail(f, 'data-channels', `a frame must have 1 to ${MAX_WIRE_CHANNELS} channels, got ${channels}`);
  }
  if (data.length !== channels * length) {
    fail(
      f,
      'data-channels',
      `${channels} channels of ${length} samples make ${channels * length} codes, got ${data.length}`,
    );
  }
  if (!Number.isSafeInteger(start)) fail(f, 'data-order', `start must be a safe integer, got ${start}`);
  if (!(Number.isSafeInteger(clipped) && clipped >= 0)) {
    fail(f, 'data-params', `clipped must be a count, got ${clipped}`);
  }
  if (gains && !(gains.length === channels && gains.every(g => Number.isFinite(g) && g > 0))) {
    fail(f, 'data-params', 'gains must be one a channel, finite and above 0');
  }
  if (centres && !(centres.length === channels && centres.every(Number.isFinite))) {
    fail(f, 'data-params', 'centres must be one per channel and finite');
  }
  if (packedLength(data.length, params.bits) > maxBytes) {
    fail(f, 'data-params', `a frame must be at most ${maxBytes} bytes, got more codes; reframe it`);
  }
}

/** Parameters as they are sent, checked like those that come back. */
function checkedParams({ params, channels }: QFrame): QParams {
  return checkParams(WHO, params, channels);
}

/** A bitmap of missing samples, checked; undefined where it marks none. */
export function presentBits(missing: Uint8Array | undefined, samples: number): Uint8Array | undefined {
  if (missing === undefined) return undefined;
  const bytes = packedLength(samples, 1);
  if (missing.length !== bytes) {
    throw new OptionRangeError(
      `${WHO}: missing must hold ${bytes} bytes for ${samples} samples, got ${missing.length}`,
    );
  }
  if (samples % 8 !== 0 && missing[bytes - 1] >> (samples % 8) !== 0) {
    throw new OptionRangeError(`${WHO}: missing must be 0 behind its last sample`);
  }
  return missing.every(byte => byte === 0) ? undefined : missing;
}

/** UTF-8 of a source, checked. */
export function sourceBytes(source: string): Uint8Array {
  if (source !== lastSource) {
    lastSourceBytes = encodeText(WHO, 'source', source, MAX_WIRE_TEXT);
    lastSource = source;
  }
  return lastSourceBytes;
}

/** Entries that describe an object; kept as long as the object lives where it is frozen throughout. */
function entriesOf(object: QParams | StreamInfo, channels: number, write: () => number): Entries {
  const found = known.get(object);
  if (found?.channels === channels) return found;
  const entries = entriesNow(channels, write);
  if (isFrozen(object)) known.set(object, entries);
  return entries;
}

function entriesNow(channels: number, write: () => number): Entries {
  piece.at = 0;
  const count = write();
  return { bytes: piece.bytes.slice(0, piece.at), count, channels };
}

function isFrozen(object: object): boolean {
  return Object.isFrozen(object) && Object.values(object).every(v => typeof v !== 'object' || Object.isFrozen(v));
}

function fail(f: QFrame, code: 'data-channels' | 'data-order' | 'data-params', rule: string): never {
  throw new DataError(code, `${WHO}: frame at ${when(f.info, f.start)}: ${rule}`);
}
