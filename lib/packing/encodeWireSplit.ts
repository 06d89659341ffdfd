import { checkBoolean } from '../check.js';
import { DataError } from '../errors.js';
import { type QFrame, when } from '../frame.js';
import { checkParams } from '../checkParams.js';
import { checkOptions, type OptionKeys } from '../options.js';
import type { SplitFrame } from '../splitFrame.js';
import { packedLength } from '../kernels/bitFields.js';
import { ARRAY, CborWriter, MAP, UINT } from './cborWriter.js';
import { checkSequence } from './checkSequence.js';
import { presentBits, sourceBytes } from './encodeWireFrame.js';
import { writeNumbers } from './numberList.js';
import { writeCodes } from './wireCodes.js';
import { checkMaxBytes, CLIP_FLAG, GAP_FLAG, MAX_WIRE_BYTES, MAX_WIRE_CHANNELS, WIRE_KEYS } from './wireFormat.js';
import type { WireLimits, WireMeta } from './wireFrame.js';
import { writeInfo } from './wireInfo.js';
import { fitsBlocks, levelsIn, writeParams } from './wireParams.js';
import { CONTENT, sealWire } from './wireSeal.js';
import type { Refer } from './wireTables.js';

const WHO = 'encodeWireSplit';
const writer = new CborWriter();
const piece = new CborWriter();

const OPTIONS: OptionKeys<WireLimits> = { maxBytes: true };

/**
 * One block whose channels have bits of their own as one message, which decodes alone: what all channels share is sent once
 * (docs/wire-format.md). A block has exactly one encoding.
 *
 * 1 to 64 channels, at most 8 maxBytes samples of all channels together. Names, units, gains and centres are those of the block; those
 * of its parts, and `reference`, are not sent.
 *
 * @returns bytes of their own
 * @throws {RangeError} or {TypeError} when the meta data break their bounds
 * @throws {DataError} when a part does not cover the block, a code lies outside [qmin, qmax], or the message is larger than `maxBytes`
 * @throws {FormatError} when the parameters of a part are malformed
 */
export function encodeWireSplit(split: SplitFrame, meta: WireMeta, limits: WireLimits = {}): Uint8Array {
  checkOptions('encodeWireSplit', limits, OPTIONS);
  return encodeSplit(split, meta, limits);
}

/**
 * The same for an encoder that has sent tables before.
 *
 * @internal
 */
export function encodeSplit(
  split: SplitFrame,
  { source, sequence, gap = false, clip = false, missing }: WireMeta,
  { maxBytes = MAX_WIRE_BYTES }: WireLimits,
  refer?: Refer,
): Uint8Array {
  checkMaxBytes(WHO, maxBytes);
  checkSequence(WHO, sequence);
  checkBoolean(WHO, 'gap', gap);
  checkBoolean(WHO, 'clip', clip);
  checkSplit(split, maxBytes);
  const { parts, bases, length, start, gains, centres } = split;
  const channels = parts.length;
  const absent = presentBits(missing, channels * length);
  const flags = (gap ? GAP_FLAG : 0) | (clip ? CLIP_FLAG : 0);
  piece.at = 0;
  const described = writeInfo(piece, split.info, channels);
  const info = piece.bytes.slice(0, piece.at);

  writer.at = CONTENT;
  writer.head(UINT, 3);
  writer.text(sourceBytes(source));
  writer.bigInteger(sequence);
  writer.integer(start);
  writer.head(UINT, channels);
  writer.head(UINT, length);
  writer.head(ARRAY, channels);
  parts.forEach((part, c) => {
    if (part) writePart(split, part, bases[c], refer);
    else writer.float(bases[c]);
  });
  writer.head(MAP, described + (flags ? 1 : 0) + (absent ? 1 : 0) + (gains ? 1 : 0) + (centres ? 1 : 0));
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
  writer.raw(info);
  if (centres) {
    writer.head(UINT, WIRE_KEYS.centres);
    writeNumbers(writer, centres);
  }
  return sealWire(writer, maxBytes, bytes =>
    fail(split, 'data-params', `a message must be at most ${maxBytes} bytes, got ${bytes}; reframe it`),
  );
}

/** A part: its base, its parameters and its codes. */
function writePart(
  split: SplitFrame,
  { data, params: given, clipped, start, length }: QFrame,
  base: number,
  refer?: Refer,
): void {
  const params = checkParams(WHO, given, 1);
  if (!fitsBlocks(params, 1, start, length)) fail(split, 'data-params', 'block scales must be one a block');
  const levels = levelsIn(params);
  piece.at = 0;
  const entries = writeParams(piece, params, levels && refer?.(levels));
  writer.head(ARRAY, 3);
  writer.float(base);
  writer.head(MAP, entries + (clipped ? 1 : 0));
  writer.raw(piece.bytes.subarray(0, piece.at));
  if (clipped) {
    writer.head(UINT, WIRE_KEYS.clipped);
    writer.head(UINT, clipped);
  }
  const outside = writeCodes(writer, data, params);
  if (outside >= 0) {
    fail(split, 'data-params', `codes must be in [${params.qmin}, ${params.qmax}], got ${data[outside]}`);
  }
}

function checkSplit(split: SplitFrame, maxBytes: number): void {
  const { parts, bases, length, start, gains, centres } = split;
  const channels = parts.length;
  if (!(channels >= 1 && channels <= MAX_WIRE_CHANNELS)) {
    fail(split, 'data-channels', `a block must have 1 to ${MAX_WIRE_CHANNELS} channels, got ${channels}`);
  }
  if (!(Number.isInteger(length) && length >= 0 && channels * length <= 8 * maxBytes)) {
    fail(
      split,
      'data-params',
      `a block must have at most ${8 * maxBytes} samples, got ${channels} x ${length}; reframe it`,
    );
  }
  if (!Number.isSafeInteger(start)) fail(split, 'data-order', `start must be a safe integer, got ${start}`);
  let bytes = 0;
  parts.forEach((part, c) => {
    if (!Number.isFinite(bases[c]) || Math.fround(bases[c]) !== bases[c]) {
      fail(split, 'data-params', `bases must be finite float32 numbers, got ${bases[c]} for channel ${c}`);
    }
    if (!part) return;
    if (part.channels !== 1 || part.length !== length || part.start !== start || part.data.length !== length) {
      fail(split, 'data-channels', `part ${c} must be one channel of ${length} samples at ${start}`);
    }
    if (!(Number.isSafeInteger(part.clipped) && part.clipped >= 0)) {
      fail(split, 'data-params', `clipped must be a count, got ${part.clipped} in part ${c}`);
    }
    bytes += packedLength(length, part.params.bits);
  });
  if (gains && !(gains.length === channels && gains.every(g => Number.isFinite(g) && g > 0))) {
    fail(split, 'data-params', 'gains must be one per channel, finite and above 0');
  }
  if (centres && !(centres.length === channels && centres.every(Number.isFinite))) {
    fail(split, 'data-params', 'centres must be one per channel and finite');
  }
  if (bytes > maxBytes) {
    fail(split, 'data-params', `a message must be at most ${maxBytes} bytes, got more codes; reframe it`);
  }
}

function fail(split: SplitFrame, code: 'data-channels' | 'data-order' | 'data-params', rule: string): never {
  throw new DataError(code, `${WHO}: block at ${when(split.info, split.start)}: ${rule}`);
}
