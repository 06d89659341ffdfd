/** Unit of a stamp: a time, or `samples` for the sender's own count of samples. */
export type StampUnit = 's' | 'ms' | 'us' | 'ns' | 'samples';

/** A stamp as a whole number and a rest in [0, 1e9): seconds and nanoseconds; of `samples`, the count and 0. */
export interface Stamp {
  whole: number;
  nanos: number;
}

/** Units in a second. */
const PER_SECOND = { s: 1, ms: 1e3, us: 1e6, ns: 1e9 } as const;

/** 2000-01-01 and 2100-01-01 in s since 1970: a count of seconds between them is taken for an epoch. */
const [EPOCH_MIN, EPOCH_MAX] = [946684800, 4102444800];

const ISO = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d)?)(?:[.,](\d{1,9})\d*)?\s*(Z|[+-]\d\d(?::?\d\d)?)?$/i;

/**
 * Reads a stamp: a number or a bigint in `unit`, a text of one, or a text in ISO 8601, where no offset means UTC.
 *
 * @returns whether it is one; `out` holds it then
 */
export function readStamp(value: unknown, unit: StampUnit, out: Stamp): boolean {
  if (typeof value === 'bigint') return readBigint(value, unit, out);
  if (typeof value === 'string') {
    if (/^\s*[+-]?\d+\s*$/.test(value)) return value.length <= 40 && readBigint(BigInt(value.trim()), unit, out);
    return unit !== 'samples' && ISO.test(value) ? readIso(value, out) : readNumber(numberOf(value), unit, out);
  }
  return typeof value === 'number' && readNumber(value, unit, out);
}

/** Whether the stamps of a stream that begins with this one are times since 1970. */
export function isEpoch({ whole }: Readonly<Stamp>, unit: StampUnit): boolean {
  return unit !== 'samples' && whole >= EPOCH_MIN && whole < EPOCH_MAX;
}

/** ns from `a` to `b`, exact below 2^53; of `samples`, how many. */
export function between(a: Readonly<Stamp>, b: Readonly<Stamp>, unit: StampUnit): number {
  return unit === 'samples' ? b.whole - a.whole : (b.whole - a.whole) * 1e9 + (b.nanos - a.nanos);
}

function readNumber(value: number, unit: StampUnit, out: Stamp): boolean {
  if (unit === 'samples') {
    if (!Number.isSafeInteger(value)) return false;
    [out.whole, out.nanos] = [value + 0, 0];
    return true;
  }
  const per = PER_SECOND[unit];
  const whole = Math.floor(value / per);
  if (!Number.isSafeInteger(whole)) return false; // NaN and infinities too
  // the rest is exact; what rounding makes a whole second is one
  const nanos = Math.floor((value - whole * per) * (1e9 / per) + 0.5);
  out.whole = whole + (nanos >= 1e9 ? 1 : 0);
  out.nanos = nanos >= 1e9 ? 0 : Math.max(nanos, 0);
  return true;
}

function readBigint(value: bigint, unit: StampUnit, out: Stamp): boolean {
  const per = unit === 'samples' ? 1n : BigInt(PER_SECOND[unit]);
  const rest = ((value % per) + per) % per;
  const whole = Number((value - rest) / per);
  if (!Number.isSafeInteger(whole)) return false;
  out.whole = whole;
  out.nanos = unit === 'samples' ? 0 : Number(rest) * Number(1_000_000_000n / per);
  return true;
}

function readIso(text: string, out: Stamp): boolean {
  const [, date, time, fraction = '', zone = 'Z'] = ISO.exec(text) as RegExpExecArray;
  const offset = zone.length > 1 ? `${zone.slice(0, 3)}:${zone.slice(3).replace(':', '') || '00'}` : 'Z';
  const at = Date.parse(`${date}T${time}${offset}`);
  if (Number.isNaN(at)) return false;
  out.whole = at / 1000;
  out.nanos = Number(fraction.padEnd(9, '0'));
  return true;
}

function numberOf(text: string): number {
  return text.trim() === '' ? NaN : Number(text);
}
