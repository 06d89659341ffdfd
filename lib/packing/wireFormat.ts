import { checkInteger } from '../check.js';
import type { QParams } from '../qparams.js';

/**
 * Newest version of the format that this release knows; it reads this one and all before it. A frame is written in the
 * first version that can hold it: 1, 2 where it carries centres, 3 where channels have bits of their own or levels are named
 * instead of listed.
 */
export const WIRE_VERSION = 3;

/** Largest frame in bytes, unless told otherwise. */
export const MAX_WIRE_BYTES = 2 ** 20;

/** `value` when it can be a limit of a frame's length. */
export function checkMaxBytes(who: string, value: unknown): number {
  return checkInteger(who, 'maxBytes', value, 64, 2 ** 28);
}

/** Most channels of a frame on the wire. */
export const MAX_WIRE_CHANNELS = 64;

/** Most bytes of UTF-8 in a source, a name or a unit. */
export const MAX_WIRE_TEXT = 255;

/** Tag of self-described CBOR, 55799, with which every frame begins (RFC 8949, section 3.4.6). */
export const MAGIC: readonly number[] = [0xd9, 0xd9, 0xf7];

/** A byte string of four bytes, the CRC, ends every frame. */
export const CRC_HEAD = 0x44;

/**
 * Keys of the map of fields, in the order in which they are sent; a field at its default is left out
 * (docs/wire-frame.cddl). Those up to `state` make up the parameters, `rate` to `units` describe the
 * stream.
 */
export const WIRE_KEYS = {
  kind: 0,
  bits: 1,
  qmin: 2,
  qmax: 3,
  scale: 4,
  zeroPoint: 5,
  ditherSeed: 6,
  exponent: 7,
  fractionBits: 8,
  law: 9,
  constant: 10,
  peak: 11,
  levels: 12,
  blockSize: 13,
  coder: 14,
  constants: 15,
  state: 16,
  clipped: 17,
  flags: 18,
  missing: 19,
  gains: 20,
  rate: 21,
  epoch: 22,
  names: 23,
  units: 24,
  centres: 25,
} as const;

/** Numbers of the kinds of parameters. */
export const WIRE_KINDS: Readonly<Record<QParams['kind'], number>> = {
  affine: 0,
  powerOfTwo: 1,
  fixedPoint: 2,
  companded: 3,
  codebook: 4,
  blockScaled: 5,
  adaptive: 6,
};

/** Bits of the flags. */
export const GAP_FLAG = 1;
export const CLIP_FLAG = 2;

/** Typed-array tags for codes of 8, 16 and 32 bits: unsigned, little-endian (RFC 8746); other widths have none. */
export function codesTag(bits: number): number | undefined {
  return bits === 8 ? 64 : bits === 16 ? 69 : bits === 32 ? 70 : undefined;
}
