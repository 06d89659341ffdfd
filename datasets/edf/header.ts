import { show } from '../../lib/check.js';
import { type Reading, sourceError } from '../bytes/frameSource.js';

/** The most bytes of a data record. */
const MAX_RECORD = 2 ** 26;

/** A signal of a file: what its part of the header says. */
export interface EdfSignal {
  /** From 0, annotations counted. */
  readonly index: number;
  /** Its label; `.2` is added to the second one of the same. */
  readonly name: string;
  readonly unit: string;
  readonly annotations: boolean;
  /** Samples in a data record. */
  readonly samples: number;
  /** Where they begin in a data record, in bytes. */
  readonly offset: number;
  /** The two ends of its codes, and their values. */
  readonly digital: readonly [min: number, max: number];
  readonly physical: readonly [min: number, max: number];
  /** Samples a second (Hz), absent where records have no duration. */
  readonly sampleRate?: number;
  readonly transducer: string;
  readonly prefilter: string;
}

/** What the header of a file says. */
export interface EdfHeader {
  readonly kind: 'EDF' | 'EDF+C' | 'EDF+D' | 'BDF' | 'BDF+C' | 'BDF+D';
  /** Bytes of a sample: 2, in BDF 3. */
  readonly width: 2 | 3;
  /** Data records; undefined where the header does not say. */
  readonly records: number | undefined;
  /** Bytes of a data record. */
  readonly recordBytes: number;
  /** s a record, as a fraction: 10^k over it is exact. */
  readonly duration: Fraction;
  /** ns since 1970 at which the file begins, by the clock of the recorder taken for UTC. */
  readonly epoch: bigint | undefined;
  readonly signals: readonly EdfSignal[];
}

/** numerator / denominator, both safe integers. */
export interface Fraction {
  readonly numerator: number;
  readonly denominator: number;
}

/** Widths of the fields of the signals, in their order; the header holds one field of all signals after another. */
const FIELDS = {
  label: 16,
  transducer: 80,
  unit: 8,
  pmin: 8,
  pmax: 8,
  dmin: 8,
  dmax: 8,
  filter: 80,
  samples: 8,
  rest: 32,
};

/**
 * Reads the header, and stands at the first data record.
 *
 * @throws {FormatError} when it is not that of an EDF or BDF file, or contradicts itself
 * @see Kemp et al. 1992; Kemp and Olivan 2003 (EDF+); www.edfplus.info/specs; www.biosemi.com/faq/file_format.htm
 */
export async function edfHeader(reading: Reading): Promise<EdfHeader> {
  const head = textOf(await reading.bytes.take(256));
  const bdf = head.startsWith('\xffBIOSEMI');
  if (head.length < 256 || !(bdf || head.startsWith('0       '))) {
    throw sourceError(
      reading,
      `must begin with "0" and 7 spaces, or with 255 and "BIOSEMI", got ${show(head.slice(0, 8))}`,
    );
  }
  const reserved = head.slice(192, 236).trim();
  const plus = /^(EDF|BDF)\+([CD])/.exec(reserved)?.[2] as 'C' | 'D' | undefined;
  const kind = `${bdf ? 'BDF' : 'EDF'}${plus ? (`+${plus}` as const) : ''}` as const;
  const count = integer(reading, 'the number of signals', head.slice(252), 1, 9999);
  const records = integer(reading, 'the number of data records', head.slice(236, 244), -1, 99999999);
  const duration = fraction(head.slice(244, 252));
  if (!duration) {
    throw sourceError(reading, `the duration of a data record must be a number, got ${show(head.slice(244, 252))}`);
  }
  const rest = textOf(await reading.bytes.take(256 * count));
  if (rest.length < 256 * count) throw sourceError(reading, `ends in its header of ${count} signals`);
  const width = bdf ? 3 : 2;
  const signals = signalsOf(reading, rest, { count, width, duration });
  const last = signals[signals.length - 1];
  const recordBytes = last.offset + last.samples * width;
  if (recordBytes === 0 || recordBytes > MAX_RECORD) {
    throw sourceError(reading, `a data record must have 1 to ${MAX_RECORD} bytes, got ${recordBytes}`);
  }
  return {
    kind,
    width,
    records: records === -1 ? undefined : records,
    recordBytes,
    duration,
    epoch: epochOf(head.slice(168, 176), head.slice(176, 184), plus && head.slice(88, 168)),
    signals,
  };
}

interface Common {
  readonly count: number;
  readonly width: number;
  readonly duration: Fraction;
}

function signalsOf(reading: Reading, text: string, { count, width, duration }: Common): EdfSignal[] {
  let begin = 0;
  const columns = Object.fromEntries(
    Object.entries(FIELDS).map(([field, length]) => {
      const texts = Array.from({ length: count }, (_, k) => text.slice(begin + k * length, begin + (k + 1) * length));
      begin += count * length;
      return [field, texts.map(clean)];
    }),
  ) as Record<keyof typeof FIELDS, string[]>;
  let offset = 0;
  const seen = new Map<string, number>();
  return columns.label.map((label, index) => {
    const copy = (seen.get(label) ?? 0) + 1;
    seen.set(label, copy);
    const name = copy > 1 && label !== '' ? `${label}.${copy}` : label;
    const where = `of signal ${index} (${show(name)})`;
    const samples = integer(reading, `the samples ${where} in a record`, columns.samples[index], 0, MAX_RECORD);
    const annotations = /^(EDF|BDF) Annotations$/.test(label);
    const at = offset;
    offset += samples * width;
    const seconds = duration.numerator;
    return {
      index,
      name: name === '' ? `ch${index}` : name,
      unit: columns.unit[index],
      annotations,
      samples,
      offset: at,
      digital: [number(columns.dmin[index]), number(columns.dmax[index])],
      physical: [number(columns.pmin[index]), number(columns.pmax[index])],
      // one division of exact integers
      ...(seconds > 0 && samples > 0 && !annotations && { sampleRate: (samples * duration.denominator) / seconds }),
      transducer: columns.transducer[index],
      prefilter: columns.filter[index],
    };
  });
}

/** A field without the spaces and zeros that fill it. */
function clean(text: string): string {
  return text.replace(/\0/g, ' ').trim();
}

/** A number as programs write it into eight characters: some with a comma. NaN where it is none. */
function number(text: string): number {
  return text === '' ? NaN : Number(text.replace(',', '.'));
}

function integer(reading: Reading, what: string, text: string, min: number, max: number): number {
  const value = number(clean(text));
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  throw sourceError(reading, `${what} must be an integer in [${min}, ${max}], got ${show(clean(text))}`);
}

/** A decimal text as an exact fraction; undefined where it is none, or below 0. */
function fraction(text: string): Fraction | undefined {
  const found = /^\+?(\d*)(?:[.,](\d*))?$/.exec(clean(text));
  if (!found || `${found[1]}${found[2] ?? ''}` === '') return undefined;
  const digits = found[2] ?? '';
  return { numerator: Number(`${found[1]}${digits}`), denominator: 10 ** digits.length };
}

const MONTHS = 'JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC'.split(' ');

/**
 * ns since 1970 of `dd.mm.yy` and `hh.mm.ss`. Years are 1985 to 2084; the recording field of EDF+ says all four digits.
 */
function epochOf(date: string, time: string, recording: string | undefined): bigint | undefined {
  const [, day, month, short] = (/^(\d\d).(\d\d).(\d\d)$/.exec(date) ?? []).map(Number);
  const [, hour, minute, second] = (/^(\d\d).(\d\d).(\d\d)$/.exec(time) ?? []).map(Number);
  const full = /Startdate (\d\d)-([A-Z]{3})-(\d{4})/i.exec(recording ?? '');
  const year = full ? Number(full[3]) : short + (short >= 85 ? 1900 : 2000);
  const [d, m] = full ? [Number(full[1]), MONTHS.indexOf(full[2].toUpperCase()) + 1] : [day, month];
  const at = Date.UTC(year, m - 1, d, hour, minute, second);
  const valid = new Date(at).getUTCDate() === d && new Date(at).getUTCMonth() === m - 1 && hour < 24 && minute < 60;
  return valid ? BigInt(at) * 1_000_000n : undefined;
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}
