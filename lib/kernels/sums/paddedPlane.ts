import { lessZeroPoint } from '../lessZeroPoint.js';
import type { Codes } from '../../qparams.js';

/** Zeros before the first entry of an axis, and behind the last, >= 0. */
export type Margin = readonly [before: number, behind: number];

/** Samples less their zero point, shape (height, width, channels), with zeros around them. */
export interface PaddedPlane {
  readonly data: Int16Array;
  /** Entries of a padded row. */
  readonly row: number;
  /** How codes fill it: so many lines of so many codes, the first one at an entry, the next one a row further. */
  readonly filling: { readonly first: number; readonly lines: number; readonly length: number };
  /** Takes up the plane that begins at an element of the codes. */
  load(codes: Codes, begin: number): void;
}

/**
 * Makes one.
 *
 * @internal
 *
 * @param margins zeros before and behind along height and width, >= 0
 */
export function paddedPlane(
  [height, width, channels]: readonly number[],
  [along, across]: readonly [Margin, Margin],
  zeroPoint: number,
): PaddedPlane {
  const line = width * channels;
  const row = line + (across[0] + across[1]) * channels;
  const data = new Int16Array((along[0] + height + along[1]) * row);
  const first = along[0] * row + across[0] * channels;
  const [lines, length] = row === line ? [1, height * line] : [height, line]; // rows that touch are one
  return {
    data,
    row,
    filling: { first, lines, length },
    load(codes, begin) {
      for (let y = 0, at = begin; y < lines; y++, at += length) {
        lessZeroPoint(codes, zeroPoint, data, at, at + length, first + y * row);
      }
    },
  };
}

/** Zeros that windows of entries [first, last] need around an axis. */
export function marginOf(first: number, last: number, length: number): Margin {
  return [Math.max(-first, 0), Math.max(last + 1 - length, 0)];
}
