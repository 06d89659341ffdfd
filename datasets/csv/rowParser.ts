import type { Instant } from './instant.js';
import type { Delimiter } from './fields.js';
import type { LabelColumn } from './labelColumn.js';

/** What a column is read as, where it is not the number of a channel. */
export const SKIPPED = -1;
export const TIME = -2;
/** Dates to the times of day in the time column. */
export const DATE = -3;
/** Skipped because it is empty: a value in it is worth a look. */
export const EMPTY = -4;
/** Labels of the rows. */
export const LABEL = -5;

/** Reads the stamp in bytes [begin, end) into `out`; false when there is none. */
export type StampParser = (bytes: Uint8Array, begin: number, end: number, out: Instant) => boolean;

/** How the rows of a table are laid out in bytes. */
export interface RowLayout {
  readonly delimiter: Delimiter;
  readonly decimal: '.' | ',';
  /** Byte of the line break. */
  readonly newline: number;
  /** First bytes of the comment marks. */
  readonly comments: Uint8Array;
  /** Byte of the quote, or -1 when none is one. */
  readonly quote: number;
  /** One entry per column: the channel it feeds, or one of the constants above. It may change between rows. */
  readonly targets: Int32Array;
  readonly stamp: StampParser;
  /** Reads the column of dates, where there is one. */
  readonly date: StampParser | undefined;
  /** Reads the column of labels, where there is one. */
  readonly label: LabelColumn | undefined;
}

const POW10 = Float64Array.from({ length: 23 }, (_, k) => Number(`1e${k}`)); // exact up to 1e22

/**
 * More digits than a double holds accumulate at most 15 roundings of 2^-53 each; twice that to either side surely holds the true
 * value. Where both sides round to one float32, so does the true value.
 */
const SLACK = 4e-15;

/**
 * Makes the parser of plain rows: digits to numbers in one pass over the bytes, without a string in between.
 *
 * It reads the row at `p` into `values`, shape (channels), equal to `Math.fround(Number(text))`, and into `time`, and returns the
 * position behind the line break. Whatever is not plain (a missing value, text, a comment, a quote in a quoted field, a field too
 * few) makes it return -1, and the row is looked at closely. The bytes must hold a line break at or behind `p`.
 *
 * @internal
 * @see W. D. Clinger, How to read floating point numbers accurately, PLDI 1990: up to 15 digits and 10^22 one division is exact
 */
export function rowParser(
  layout: RowLayout,
  values: Float32Array,
  time: Instant,
): (bytes: Uint8Array, p: number) => number {
  const { newline, quote, targets, stamp, date, label } = layout;
  const [comment, comment1 = -1, comment2 = -1] = layout.comments.length > 0 ? layout.comments : [-1];
  const day: Instant = { seconds: 0, nanos: 0 };
  const runs = layout.delimiter === 'space';
  const delimiter = layout.delimiter.length === 1 ? layout.delimiter.charCodeAt(0) : -1;
  const decimal = layout.decimal.charCodeAt(0);
  const shared = decimal === delimiter; // only a quote tells a decimal mark from a delimiter then
  const pad = delimiter === 9 ? 32 : 9; // spaces are no part of a field, tabs neither unless they separate
  const width = targets.length;

  return (bytes, p) => {
    let b = bytes[p];
    if (b <= 32) while (b === 32 || b === pad) b = bytes[++p];
    if (b === comment || b === comment1 || b === comment2) return -1;
    for (let c = 0; c < width; c++) {
      if (b <= 32) while (b === 32 || b === pad) b = bytes[++p];
      const target = targets[c];
      if (target >= 0) {
        const quoted = b === quote;
        if (quoted) b = bytes[++p];
        const negative = b === 45 ? 1 : 0; // signs are random: a sum is cheaper than a branch
        p += negative;
        b = bytes[p];
        if (b === 43) {
          if (negative) return -1;
          b = bytes[++p];
        }
        let mantissa = 0;
        let digits = p;
        let digit = b - 48;
        while (digit >>> 0 <= 9) {
          mantissa = mantissa * 10 + digit;
          digit = bytes[++p] - 48;
        }
        digits = p - digits;
        let power = 0;
        b = bytes[p];
        if (b === decimal && (!shared || quoted)) {
          const first = ++p;
          digit = bytes[p] - 48;
          while (digit >>> 0 <= 9) {
            mantissa = mantissa * 10 + digit;
            digit = bytes[++p] - 48;
          }
          power = first - p;
          digits -= power;
          if (power === 0) return -1;
          b = bytes[p];
        }
        if (digits === 0 || digits > 22) return -1;
        if (b === 101 || b === 69) {
          b = bytes[++p];
          const below = b === 45;
          if (below || b === 43) b = bytes[++p];
          digit = b - 48;
          if (!(digit >= 0 && digit <= 9)) return -1;
          let exponent = digit;
          digit = bytes[++p] - 48;
          if (digit >= 0 && digit <= 9) {
            exponent = exponent * 10 + digit;
            p++;
          }
          power += below ? -exponent : exponent;
          b = bytes[p]; // a third digit of the exponent is no delimiter: looked at closely
        }
        if (power < -22 || power > 10) return -1; // beyond: may overflow a float32
        const value = power < 0 ? mantissa / POW10[-power] : power === 0 ? mantissa : mantissa * POW10[power];
        if (digits > 15 && Math.fround(value * (1 - SLACK)) !== Math.fround(value * (1 + SLACK))) return -1;
        values[target] = value * (1 - 2 * negative);
        if (quoted) {
          if (b !== quote) return -1;
          b = bytes[++p];
        }
      } else {
        let begin = p;
        let end: number;
        if (b === quote) {
          begin++;
          do b = bytes[++p];
          while (b !== quote && b !== newline);
          if (b === newline) return -1;
          end = p;
          b = bytes[++p];
        } else {
          while (b !== delimiter && b !== newline && b !== quote && !(runs && (b === 32 || b === 9))) b = bytes[++p];
          if (b === quote) return -1;
          end = p;
        }
        if (target !== SKIPPED) {
          while (end > begin && (bytes[end - 1] === 13 || bytes[end - 1] === 32 || bytes[end - 1] === pad)) end--;
          if (target === LABEL) {
            label?.bytes(bytes, begin, end);
          } else if (
            target === EMPTY
              ? end > begin
              : target === TIME
                ? !stamp(bytes, begin, end, time)
                : !date?.(bytes, begin, end, day)
          ) {
            return -1;
          }
        }
      }
      const behind = p;
      if (b <= 32) while (b === 32 || b === pad) b = bytes[++p];
      if (c === width - 1) break;
      if (b === delimiter) b = bytes[++p];
      else if (!runs || p === behind) return -1;
    }
    if (b !== newline) {
      if (b === delimiter) {
        do b = bytes[++p];
        while (b === 32 || b === pad); // a delimiter at the end of the row
      }
      if (newline !== 13) while (b === 13) b = bytes[++p];
      if (b !== newline) return -1;
    }
    if (date) time.seconds += day.seconds;
    return p + 1;
  };
}
