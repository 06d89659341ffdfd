/**
 * A point in time as whole seconds since 1970-01-01T00:00Z and nanoseconds in [0, 1e9): both exact in a double, so that a stamp a
 * row needs no bigint a row. One object is written again and again.
 */
export interface Instant {
  seconds: number;
  nanos: number;
}

/** ns since 1970, exact. */
export function nanosecondsOf({ seconds, nanos }: Readonly<Instant>): bigint {
  return BigInt(seconds) * 1_000_000_000n + BigInt(nanos);
}

/** ns from `a` to `b`, exact below 104 days (2^53 ns) and correctly rounded above. */
export function nanosecondsBetween(a: Readonly<Instant>, b: Readonly<Instant>): number {
  return (b.seconds - a.seconds) * 1e9 + (b.nanos - a.nanos);
}

/** Powers of ten up to 10^8. */
export const POW10 = [1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8];
const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Days of a month in [1, 12]. */
export function monthDays(year: number, month: number): number {
  const leap = month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 1 : 0;
  return DAYS[month - 1] + leap;
}

/**
 * Reads bytes [begin, end) as `YYYY-MM-DD`, alone or with `T` or a space and `hh:mm[:ss[.fraction]][Z|+hh[[:]mm]]`.
 *
 * Slashes may stand for the dashes of the date and a comma for the point of the fraction. No offset means UTC. Nine digits of the
 * fraction count, the rest is cut. Second 60 is the first of the next minute.
 *
 * @returns whether it is such a text; `out` holds the instant then
 * @see ISO 8601:2004, sections 4.1.2.2 and 4.2.2.2; RFC 3339, section 5.6
 */
export function parseIso(bytes: Uint8Array, begin: number, end: number, out: Instant): boolean {
  if (end - begin < 10) return false;
  const dash = bytes[begin + 4];
  if ((dash !== 45 && dash !== 47) || bytes[begin + 7] !== dash) return false;
  const year = two(bytes, begin) * 100 + two(bytes, begin + 2);
  const month = two(bytes, begin + 5);
  const day = two(bytes, begin + 8);
  if (!(year >= 0 && month >= 1 && month <= 12 && day >= 1 && day <= monthDays(year, month))) return false;
  let seconds = daysFromCivil(year, month, day) * 86400;
  let nanos = 0;
  let p = begin + 10;
  if (p < end) {
    if (bytes[p] !== 84 && bytes[p] !== 116 && bytes[p] !== 32) return false; // T, t, space
    const hour = two(bytes, p + 1);
    const minute = two(bytes, p + 4);
    if (end - p < 6 || bytes[p + 3] !== 58 || !(hour <= 23 && minute <= 59)) return false;
    seconds += hour * 3600 + minute * 60;
    p += 6;
    if (p < end && bytes[p] === 58) {
      const second = two(bytes, p + 1);
      if (end - p < 3 || !(second <= 60)) return false;
      seconds += second;
      p += 3;
      if (p < end && (bytes[p] === 46 || bytes[p] === 44)) {
        const first = ++p;
        for (; p < end && isDigit(bytes[p]); p++) if (p - first < 9) nanos += (bytes[p] - 48) * POW10[8 - (p - first)];
        if (p === first) return false;
      }
    }
    while (p < end && bytes[p] === 32) p++;
    if (p < end) {
      const offset = offsetOf(bytes, p, end);
      if (Number.isNaN(offset)) return false;
      seconds -= offset;
    }
  }
  out.seconds = seconds;
  out.nanos = nanos;
  return true;
}

/** Seconds east of UTC of `Z`, `+01`, `+0100` or `+01:00` in bytes [p, end), or NaN. */
export function offsetOf(bytes: Uint8Array, p: number, end: number): number {
  if (bytes[p] === 90 || bytes[p] === 122) return end - p === 1 ? 0 : NaN; // Z, z
  const sign = bytes[p] === 43 ? 1 : bytes[p] === 45 ? -1 : NaN;
  const hours = end - p >= 3 ? two(bytes, p + 1) : NaN;
  const colon = bytes[p + 3] === 58 ? 1 : 0;
  const minutes = end - p === 3 ? 0 : end - p === 5 + colon ? two(bytes, p + 3 + colon) : NaN;
  return hours <= 23 && minutes <= 59 ? sign * (hours * 3600 + minutes * 60) : NaN;
}

/** Whether a byte is an ASCII digit. */
export function isDigit(byte: number): boolean {
  return byte >= 48 && byte <= 57;
}

/** The number of two digits, or NaN. */
function two(bytes: Uint8Array, p: number): number {
  return isDigit(bytes[p]) && isDigit(bytes[p + 1]) ? (bytes[p] - 48) * 10 + bytes[p + 1] - 48 : NaN;
}

/** Days from 1970-01-01. @see H. Hinnant, chrono-Compatible Low-Level Date Algorithms, `days_from_civil` */
export function daysFromCivil(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year; // years begin in March, so that the leap day is their last
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return era * 146097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719468;
}

/**
 * Reads bytes [begin, end) as a decimal count of units of 10^-shift seconds, without going through a double: a 19-digit count of
 * nanoseconds keeps its last digit. Digits below 1 ns are cut towards -infinity.
 *
 * @param shift   0 for s, 3 for ms, 6 for us, 9 for ns
 * @param decimal byte of the decimal mark
 * @returns whether it is a number within 2^53 s of zero; `out` holds the instant then
 */
export function parseCount(
  bytes: Uint8Array,
  begin: number,
  end: number,
  shift: number,
  decimal: number,
  out: Instant,
): boolean {
  const negative = bytes[begin] === 45;
  const start = negative || bytes[begin] === 43 ? begin + 1 : begin;
  let p = start;
  while (p < end && isDigit(bytes[p])) p++;
  const whole = p - start;
  let count = whole;
  if (p < end && bytes[p] === decimal) {
    const first = ++p;
    while (p < end && isDigit(bytes[p])) p++;
    count += p - first;
  }
  if (count === 0) return false;
  const exponent = p < end ? exponentOf(bytes, p, end) : 0;
  const point = whole + exponent - shift; // digits in front of the decimal point of the seconds
  if (!(point <= 40)) return false;
  let seconds = 0;
  let nanos = 0;
  let cut = false;
  for (let k = 0; k < Math.max(count, point); k++) {
    const digit = k >= count ? 0 : bytes[start + (k < whole ? k : k + 1)] - 48;
    if (k < point) seconds = seconds * 10 + digit;
    else if (k - point < 9) nanos += digit * POW10[8 - (k - point)];
    else cut ||= digit !== 0;
  }
  if (seconds > Number.MAX_SAFE_INTEGER) return false;
  if (negative) {
    nanos = (cut ? -1 : 0) - nanos;
    seconds = -seconds + Math.floor(nanos / 1e9);
    nanos -= Math.floor(nanos / 1e9) * 1e9;
  }
  out.seconds = seconds + 0;
  out.nanos = nanos;
  return true;
}

/** The exponent in bytes [p, end) from its `e` on, or NaN. */
function exponentOf(bytes: Uint8Array, p: number, end: number): number {
  if (bytes[p] !== 101 && bytes[p] !== 69) return NaN;
  const negative = bytes[p + 1] === 45;
  let q = p + (negative || bytes[p + 1] === 43 ? 2 : 1);
  if (q >= end || end - q > 4) return NaN;
  let value = 0;
  for (; q < end; q++) value = isDigit(bytes[q]) ? value * 10 + bytes[q] - 48 : NaN;
  return negative ? -value : value;
}

const scratch = Buffer.alloc(64);
const unused: Instant = { seconds: 0, nanos: 0 };

/** Reads a cell with one of the parsers above; what does not fit 64 bytes is no time. */
export function parseText(
  text: string,
  parse: (bytes: Uint8Array, begin: number, end: number, out: Instant) => boolean,
  out: Instant,
): boolean {
  if (text.length > scratch.length || Buffer.byteLength(text) > scratch.length) return false;
  return parse(scratch, 0, scratch.write(text), out);
}

/** Whether a cell is an ISO 8601 date or time. */
export function isIso(text: string): boolean {
  return parseText(text, parseIso, unused);
}
