import type { Instant } from './instant.js';
import { daysFromCivil, isDigit, monthDays, offsetOf, POW10 } from './instant.js';

/** In which order the numbers of a date stand: year, month, day. */
export type DateOrder = 'ymd' | 'dmy' | 'mdy';

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
/** First letters of months that are written otherwise in German, French, Spanish. */
const OTHERS: ReadonlyMap<string, number> = new Map([
  ...[
    ['mrz', 3],
    ['m\u00e4r', 3],
    ['mai', 5],
    ['okt', 10],
    ['dez', 12],
    ['ene', 1],
    ['abr', 4],
    ['ago', 8],
    ['dic', 12],
  ],
  ...[
    ['fev', 2],
    ['avr', 4],
    ['out', 10],
    ['maj', 5],
  ],
] as [string, number][]);

/** Where the next token of a text begins; one object, as a stamp is read in one go. */
const cursor = { p: 0, digits: 0 };

/**
 * Reads a date, alone or with a time of day: `01/03/2024 09:15:00`, `1.3.24 9:15`, `01-Mar-2024 09:15:00.250`, `3/1/2024 9:15:00 AM`,
 * `Mar 1, 2024 09:15`, `20240301T091500Z`, `20240301091500`.
 *
 * Years of two digits lie in 1970 to 2069. A date with the name of its month needs no order. No offset means UTC.
 *
 * @returns whether it is such a text; `out` holds the instant then
 */
export function parseDate(bytes: Uint8Array, begin: number, end: number, order: DateOrder, out: Instant): boolean {
  let p = begin;
  let named = 0; // the month by its name
  let at = -1; // how many numbers stood before it
  let [a, b, c] = [0, 0, 0];
  let [da, dc] = [0, 0]; // their digits
  let count = 0;
  while (count + (named > 0 ? 1 : 0) < 3) {
    while (p < end && isDateSeparator(bytes[p])) p++;
    if (p >= end) return false;
    if (isDigit(bytes[p])) {
      const value = digits(bytes, p, end);
      const size = cursor.digits;
      p = cursor.p;
      if (count === 0 && named === 0 && (size === 8 || size === 14)) return compact(bytes, p - size, end, size, out);
      if (size > 4) return false;
      if (count === 0) [a, da] = [value, size];
      else if (count === 1) [b, dc] = [value, named > 0 ? size : dc];
      else [c, dc] = [value, size];
      count++;
    } else if (named === 0) {
      const from = p;
      while (p < end && bytes[p] > 64 && !isDateSeparator(bytes[p])) p++;
      if (p === from) return false;
      named = monthOf(bytes, from, p);
      if (named > 0) at = count;
      else if (count > 0 || p - from < 2 || p - from > 10) return false; // a day of the week may stand in front
    } else return false;
  }
  // a month by its name may stand behind a year; else the year is the last number
  const yearFirst = named > 0 ? at === 1 && da === 4 : order === 'ymd';
  const yearDigits = yearFirst ? da : dc;
  const month = named > 0 ? named : order === 'mdy' ? a : b;
  const day = named > 0 ? (yearFirst ? b : a) : order === 'ymd' ? c : order === 'dmy' ? a : b;
  const year = yearFirst ? a : named > 0 ? b : c;
  if (yearDigits !== 2 && yearDigits !== 4) return false;
  if (!setDate(yearDigits === 4 ? year : year + (year < 70 ? 2000 : 1900), month, day, out)) return false;
  // a comma, a T or spaces before the time of day
  const behind = p;
  while (p < end && (bytes[p] === 32 || bytes[p] === 44 || bytes[p] === 59)) p++;
  if (p < end && (bytes[p] === 84 || bytes[p] === 116 || bytes[p] === 95 || bytes[p] === 45)) p++;
  while (p < end && bytes[p] === 32) p++;
  if (p === end) return behind === end || bytes[end - 1] === 32;
  return p > behind && addTime(bytes, p, end, 24, out);
}

/**
 * Reads a time of day or a duration: `9:15`, `09:15:00`, `09:15:00.250`, `09:15:00:250`, `9:15:00 PM`, and `15:00.250` as minutes
 * and seconds. Hours of a duration may exceed 24.
 */
export function parseClock(bytes: Uint8Array, begin: number, end: number, out: Instant): boolean {
  out.seconds = 0;
  out.nanos = 0;
  return addTime(bytes, begin, end, 1000, out);
}

/** Adds the time of day in bytes [p, end) to `out`. */
function addTime(bytes: Uint8Array, p: number, end: number, maxHours: number, out: Instant): boolean {
  if (!isDigit(bytes[p])) return false;
  let hour = digits(bytes, p, end);
  if (cursor.digits > 3) return false;
  p = cursor.p;
  let [minute, second, nanos] = [0, 0, 0];
  if (p < end && bytes[p] === 58) {
    minute = digits(bytes, p + 1, end);
    if (cursor.digits < 1 || cursor.digits > 2) return false;
    p = cursor.p;
    if (p < end && bytes[p] === 58) {
      second = digits(bytes, p + 1, end);
      if (cursor.digits < 1 || cursor.digits > 2) return false;
      p = cursor.p;
    } else if (p < end && (bytes[p] === 46 || bytes[p] === 44) && p + 1 < end && isDigit(bytes[p + 1])) {
      [hour, minute, second] = [0, hour, minute]; // minutes:seconds.fraction
    }
    if (p + 1 < end && (bytes[p] === 46 || bytes[p] === 44 || bytes[p] === 58) && isDigit(bytes[p + 1])) {
      const colon = bytes[p] === 58;
      const first = ++p;
      for (; p < end && isDigit(bytes[p]); p++) if (p - first < 9) nanos += (bytes[p] - 48) * POW10[8 - (p - first)];
      if (colon && p - first !== 3) return false; // hh:mm:ss:mmm
    }
  } else if (!meridiem(bytes, p, end)) return false;
  while (p < end && bytes[p] === 32) p++;
  const half = meridiem(bytes, p, end);
  if (half) {
    if (hour < 1 || hour > 12) return false;
    hour = (hour % 12) + (half === 80 ? 12 : 0);
    p = cursor.p;
    while (p < end && bytes[p] === 32) p++;
  }
  if (hour >= maxHours && !(hour === 24 && minute === 0 && second === 0)) return false;
  if (minute > 59 && maxHours === 24) return false;
  if (minute > 999 || second > 60) return false;
  let seconds = hour * 3600 + minute * 60 + second;
  if (p < end) {
    const offset = zoneOf(bytes, p, end);
    if (Number.isNaN(offset)) return false;
    seconds -= offset;
  }
  out.seconds += seconds;
  out.nanos += nanos;
  return true;
}

/** 65 for AM, 80 for PM, 0 for neither at `p`; `cursor.p` is behind it. */
function meridiem(bytes: Uint8Array, p: number, end: number): number {
  while (p < end && bytes[p] === 32) p++;
  const half = bytes[p] & 0xdf;
  if (p >= end || (half !== 65 && half !== 80)) return 0;
  p++;
  if (p < end && bytes[p] === 46) p++;
  if (p >= end || (bytes[p] & 0xdf) !== 77) return 0;
  p++;
  if (p < end && bytes[p] === 46) p++;
  cursor.p = p;
  return half;
}

/** Seconds east of UTC: `Z`, `UTC`, `GMT`, `+01:00`, `UTC+1`; NaN for anything else. */
function zoneOf(bytes: Uint8Array, p: number, end: number): number {
  const [x, y, z] = [bytes[p] & 0xdf, bytes[p + 1] & 0xdf, bytes[p + 2] & 0xdf];
  if (end - p >= 3 && ((x === 85 && y === 84 && z === 67) || (x === 71 && y === 77 && z === 84))) {
    return end - p === 3 ? 0 : zoneOf(bytes, p + 3, end);
  }
  return offsetOf(bytes, p, end);
}

/** `20240301` or `20240301091500`, with a time of day behind the former. */
function compact(bytes: Uint8Array, begin: number, end: number, size: number, out: Instant): boolean {
  const part = (from: number, length: number) => {
    let value = 0;
    for (let k = 0; k < length; k++) value = value * 10 + bytes[begin + from + k] - 48;
    return value;
  };
  if (!setDate(part(0, 4), part(4, 2), part(6, 2), out)) return false;
  let p = begin + size;
  if (size === 14) {
    if (part(8, 2) > 23 || part(10, 2) > 59 || part(12, 2) > 60) return false;
    out.seconds += part(8, 2) * 3600 + part(10, 2) * 60 + part(12, 2);
    if (p < end && bytes[p] === 46) {
      const first = ++p;
      for (; p < end && isDigit(bytes[p]); p++)
        if (p - first < 9) out.nanos += (bytes[p] - 48) * POW10[8 - (p - first)];
    }
    const offset = p === end ? 0 : offsetOf(bytes, p, end);
    out.seconds -= offset;
    return !Number.isNaN(offset);
  }
  if (p === end) return true;
  if (bytes[p] !== 84 && bytes[p] !== 116 && bytes[p] !== 32 && bytes[p] !== 95 && bytes[p] !== 45) return false;
  const value = digits(bytes, ++p, end);
  if (cursor.digits !== 6 && cursor.digits !== 4) return addTime(bytes, p, end, 24, out);
  const clock = cursor.digits === 4 ? value * 100 : value;
  p = cursor.p;
  out.seconds += Math.floor(clock / 10000) * 3600 + (Math.floor(clock / 100) % 100) * 60 + (clock % 100);
  if (p < end && (bytes[p] === 46 || bytes[p] === 44)) {
    const first = ++p;
    for (; p < end && isDigit(bytes[p]); p++) if (p - first < 9) out.nanos += (bytes[p] - 48) * POW10[8 - (p - first)];
  }
  const offset = p === end ? 0 : offsetOf(bytes, p, end);
  out.seconds -= offset;
  return clock < 240000 && !Number.isNaN(offset);
}

function setDate(year: number, month: number, day: number, out: Instant): boolean {
  if (!(month >= 1 && month <= 12 && day >= 1 && day <= monthDays(year, month))) return false;
  out.seconds = daysFromCivil(year, month, day) * 86400;
  out.nanos = 0;
  return true;
}

function isDateSeparator(byte: number): boolean {
  return byte === 45 || byte === 46 || byte === 47 || byte === 32 || byte === 44;
}

function monthOf(bytes: Uint8Array, from: number, to: number): number {
  if (to - from < 3 || to - from > 10) return 0;
  const word = new TextDecoder().decode(bytes.subarray(from, to)).toLowerCase().slice(0, 3);
  return MONTHS.indexOf(word) + 1 || (OTHERS.get(word) ?? 0);
}

/** The digits at `p`, at most 15 of them; `cursor` says how many and where they end. */
function digits(bytes: Uint8Array, p: number, end: number): number {
  const first = p;
  let value = 0;
  while (p < end && p - first < 15 && isDigit(bytes[p])) value = value * 10 + bytes[p++] - 48;
  cursor.p = p;
  cursor.digits = p - first;
  return value;
}
