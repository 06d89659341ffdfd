import { show } from '../../lib/check.js';

/** Lines of the header of a data set 58. */
export const HEADER_LINES = 11;

/** What the header of a data set 58 says. */
export interface Uff58Header {
  readonly name: string;
  readonly unit: string;
  readonly length: number;
  /** Samples a second (Hz). */
  readonly sampleRate: number;
  readonly epoch: bigint | undefined;
  /** Why it is no time signal that can be read. */
  readonly flaw: string | undefined;
}

/** Kinds of functions and of numbers. */
const [REAL_SINGLE, REAL_DOUBLE, TIME_AXIS] = [2, 4, 17];

/**
 * Reads the eleven lines behind the number of the data set; the eighth to the eleventh of its records are those of the axes.
 *
 * @see Universal file format, data set 58: function at nodal DOF (SDRC)
 */
export function uff58Header(lines: readonly string[]): Uff58Header {
  const [id, , date, , , about, form, abscissa, ordinate] = lines;
  const [kind, points, spacing] = [0, 10, 20].map(at => Number(form.slice(at, at + 10)));
  const step = form.slice(43, 56).trim();
  const entity = about.slice(31, 41).trim();
  const name = entity === '' || entity === 'NONE' ? id.trim() : entity;
  const unit = ordinate.slice(46, 66).trim();
  const sampleRate = rateOf(step);
  const axis = Number(abscissa.slice(0, 10));
  return {
    name: name === '' ? 'ch0' : name,
    unit: unit === 'NONE' ? '' : unit,
    length: points,
    sampleRate,
    epoch: epochOf(date),
    flaw:
      axis !== TIME_AXIS
        ? `its axis is no time (kind ${show(axis)})`
        : kind !== REAL_SINGLE && kind !== REAL_DOUBLE
          ? `its numbers are complex, or of an unknown kind (${show(kind)})`
          : spacing !== 1
            ? 'its samples are not evenly spaced'
            : !Number.isSafeInteger(points) || points < 0 || !(sampleRate > 0)
              ? `it must say how many points it has, and their step, got ${show(points)} and ${show(step)}`
              : undefined,
  };
}

/**
 * Samples a second of a step that is written with few digits: the one whole number whose step is written so, else the quotient.
 */
function rateOf(text: string): number {
  const step = Number(text);
  if (!(step > 0)) return NaN;
  const rate = 1 / step;
  const digits = text.replace(/E.*$/i, '').replace(/\D/g, '').length - 1;
  const whole = Math.floor(rate + 0.5);
  const written = (x: number) => (1 / x).toExponential(Math.min(Math.max(digits, 0), 20));
  const only = written(whole) === step.toExponential(Math.min(Math.max(digits, 0), 20));
  return only && written(whole - 1) !== written(whole) && written(whole + 1) !== written(whole) ? whole : rate;
}

const MONTHS = 'JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC'.split(' ');

/** ns since 1970 of `dd-MMM-yy hh:mm:ss`, the clock taken for UTC. */
function epochOf(text: string): bigint | undefined {
  const found = /^\s*(\d{1,2})-([A-Z]{3})-(\d{2}|\d{4})\s+(\d\d):(\d\d):(\d\d)/i.exec(text);
  const month = MONTHS.indexOf(found?.[2].toUpperCase() ?? '');
  if (!found || month < 0) return undefined;
  const [day, written, hour, minute, second] = [1, 3, 4, 5, 6].map(k => Number(found[k]));
  const year = written >= 100 ? written : written + (written >= 70 ? 1900 : 2000);
  const at = Date.UTC(year, month, day, hour, minute, second);
  return new Date(at).getUTCDate() === day ? BigInt(at) * 1_000_000n : undefined;
}
