import { type Instant, isDigit, parseCount } from './instant.js';
import type { StampParser } from './rowParser.js';

/** Powers of ten of a second. */
const SHIFTS = { s: 0, ms: 3, us: 6, ns: 9 } as const;

/** Seconds in longer units. */
const SECONDS = { min: 60, h: 3600, d: 86400 } as const;

/** Days from an origin to 1970-01-01: 1899-12-30 (spreadsheets), year 0 (MATLAB), noon of 4714 BC (astronomers). */
const [SHEET, MATLAB, JULIAN] = [25569, 719529, 2440587.5];

/** The parser of decimal counts of s, ms, us or ns; exact to the ns. */
export function countParser(unit: keyof typeof SHIFTS, decimal: '.' | ','): StampParser {
  const [shift, mark] = [SHIFTS[unit], decimal.charCodeAt(0)];
  return (bytes, begin, end, out) => parseCount(bytes, begin, end, shift, mark, out);
}

/** The parser of decimal counts of minutes, hours or days, correctly rounded to a double of seconds. */
export function daysParser(unit: keyof typeof SECONDS, decimal: '.' | ','): StampParser {
  const [factor, mark] = [SECONDS[unit], decimal.charCodeAt(0)];
  return (bytes, begin, end, out) => {
    const value = decimalOf(bytes, begin, end, mark);
    return setSeconds(value * factor, out);
  };
}

/** The parser of days on a calendar, which its magnitude tells. */
export function dayStampParser(decimal: '.' | ','): StampParser {
  const mark = decimal.charCodeAt(0);
  return (bytes, begin, end, out) => {
    const value = decimalOf(bytes, begin, end, mark);
    const origin = value > 2e6 ? JULIAN : value > 5e5 ? MATLAB : SHEET;
    return setSeconds((value - origin) * 86400, out);
  };
}

function setSeconds(seconds: number, out: Instant): boolean {
  if (!(Math.abs(seconds) <= Number.MAX_SAFE_INTEGER)) return false;
  out.seconds = Math.floor(seconds);
  out.nanos = Math.floor((seconds - out.seconds) * 1e9);
  return true;
}

/** The number in bytes [begin, end), without an exponent, or NaN. */
function decimalOf(bytes: Uint8Array, begin: number, end: number, mark: number): number {
  const negative = bytes[begin] === 45;
  let p = negative || bytes[begin] === 43 ? begin + 1 : begin;
  let [value, scale, digits] = [0, 1, 0];
  for (; p < end && isDigit(bytes[p]); p++, digits++) value = value * 10 + bytes[p] - 48;
  if (p < end && bytes[p] === mark) {
    for (p++; p < end && isDigit(bytes[p]); p++, digits++) {
      if (value > 9e14) continue; // beyond a double
      value = value * 10 + bytes[p] - 48;
      scale *= 10;
    }
  }
  if (p < end || digits === 0) return NaN;
  return (negative ? -value : value) / scale;
}
