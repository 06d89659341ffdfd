import { FormatError } from '../../lib/errors.js';
import { show } from '../../lib/check.js';
import { numberOf } from './cells.js';
import { place } from './place.js';

/** A line before the table that reads `key: value`, `key = value`, `key := value`, or key and value as two fields. */
export interface CsvMetadata {
  readonly line: number;
  readonly key: string;
  readonly value: string;
}

/** What the lines in front of a table say about it. */
export interface HeadFacts {
  readonly metadata: readonly CsvMetadata[];
  /** Hz. */
  readonly sampleRate?: number;
  /** Names of all columns or of the channels. */
  readonly labels?: readonly string[];
  readonly units?: readonly string[];
  /** Unit of the time axis, as an oscilloscope says it. */
  readonly timeUnit?: string;
  /** In which order dates are written. */
  readonly dateOrder?: 'dmy' | 'mdy';
}

/** A line before the table, without a comment mark. */
export interface FactLine {
  readonly line: number;
  readonly text: string;
  readonly comment: boolean;
}

const RATE =
  /^(sampl(e|ing)[ _-]?(rate|frequency|freq)|samplerate|fs|(update|scan|acquisition)[ _-]?rate|(output )?data rate|odr|abtast(rate|frequenz)|messrate)([ _-]?k?hz)?$/;
const INTERVAL =
  /^(sampl(e|ing)[ _-]?(interval|period|time)|delta[ _]?[xt]|x[ _]?inc(rement)?|t[ _]?inc|increment|dt|time[ _-]?(step|interval|resolution)|abtast(zeit|intervall|periode))([ _-]?(s|ms|us|ns))?$/;
const X_UNIT = /^(x[ _-]?units?|horizontal units?|x[ _-]?unit[ _-]?label)$/;
const Y_UNIT = /^(y[ _-]?units?|vertical units?|y[ _-]?unit[ _-]?labels?)$/;

const HERTZ: ReadonlyMap<string, number> = new Map([
  ...[
    ['hz', 1],
    ['sps', 1],
    ['s/s', 1],
    ['sa/s', 1],
    ['samples/s', 1],
    ['samples/sec', 1],
    ['samples/second', 1],
  ],
  ...[
    ['khz', 1e3],
    ['ks/s', 1e3],
    ['ksa/s', 1e3],
    ['ksps', 1e3],
    ['mhz', 1e6],
    ['ms/s', 1e6],
    ['msa/s', 1e6],
    ['gsa/s', 1e9],
  ],
] as [string, number][]);

const SECONDS: ReadonlyMap<string, number> = new Map([
  ...[
    ['', 1],
    ['s', 1],
    ['sec', 1],
    ['second', 1],
    ['seconds', 1],
    ['ms', 1e-3],
    ['msec', 1e-3],
    ['us', 1e-6],
    ['ns', 1e-9],
  ],
  ...[
    ['\u00b5s', 1e-6],
    ['\u03bcs', 1e-6],
    ['min', 60],
  ],
] as [string, number][]);

/**
 * Reads rate, labels and units out of the lines in front of a table: comments as BioSPPy, OpenBCI and OpenSignals write them, pairs
 * as oscilloscopes and LabVIEW do.
 *
 * @param rateKnown whether an option says the rate, so that the file's does not matter
 * @throws {FormatError} on a rate that is not above 0
 */
export function headFacts(name: string, lines: readonly FactLine[], rateKnown: boolean): HeadFacts {
  const metadata: CsvMetadata[] = [];
  const facts: { -readonly [K in keyof HeadFacts]?: HeadFacts[K] | undefined } = {};
  for (const { line, text, comment } of lines) {
    const recorded = jsonHead(text);
    if (recorded) {
      if (!rateKnown) facts.sampleRate ??= recorded.sampleRate;
      facts.labels ??= recorded.labels;
      continue;
    }
    const found = pairOf(text, comment);
    if (!comment) Object.assign(facts, proseFacts(text, rateKnown || facts.sampleRate !== undefined));
    if (!found) continue;
    const [key, value] = [found[0].trim(), found[1].trim()];
    metadata.push({ line, key, value });
    const word = key.replace(/\s*[([][^)\]]*[)\]]$/, '').toLowerCase();
    if (RATE.test(word) && !rateKnown) facts.sampleRate ??= rateOf(name, line, key, value);
    else if (INTERVAL.test(word) && !rateKnown) facts.sampleRate ??= rateOfInterval(key, word, value);
    else if (word === 'labels' || word === 'label') facts.labels ??= listOf(value);
    else if (word === 'units' || word === 'unit') facts.units ??= listOf(value);
    else if (/^y[ _-]?unit[ _-]?label/.test(word)) facts.units ??= ['', ...listOf(value)];
    else if (Y_UNIT.test(word)) facts.units ??= listOf(comment ? value : text.slice(text.search(/[,;\t]/) + 1));
    else if (X_UNIT.test(word)) facts.timeUnit ??= listOf(value)[0];
  }
  const { sampleRate, labels, units, timeUnit, dateOrder } = facts;
  return {
    metadata,
    ...(sampleRate !== undefined && { sampleRate }),
    ...(labels && { labels }),
    ...(units && { units }),
    ...(timeUnit !== undefined && { timeUnit }),
    ...(dateOrder && { dateOrder }),
  };
}

/** Key and value of a line: fields of their own where a delimiter stands before any colon, else around a colon or `=`. */
function pairOf(text: string, comment: boolean): readonly [string, string] | undefined {
  if (!comment) {
    const fields = /^([^\t,;:=]{1,64}):?\s*[\t,;]\s*([^\t,;]*)(.*)$/.exec(text.replaceAll('"', ''));
    if (fields) return [fields[1], text.includes('\t') && fields[3] !== '' ? fields[2] + fields[3] : fields[2]];
  }
  const found = /^([^:=]{1,64}?)\s*(?::=|:|=)(.*)$/.exec(text.trim());
  return found ? [found[1], found[2]] : undefined;
}

/** `1 msec/sample`, `at 30 Hz`, `date format M/d/yyyy`: what programs say in the words of a sentence. */
function proseFacts(text: string, rateKnown: boolean): Partial<HeadFacts> {
  const step = /^\s*([0-9.]+)\s*(ms|msec|us|usec|s|sec)\/sample\s*$/i.exec(text);
  const seconds = step && Number(step[1]) * (SECONDS.get(step[2].toLowerCase().replace('usec', 'us')) ?? NaN);
  const hertz = /\bdate format\b.*\bat ([0-9.]+) hz\b/i.exec(text);
  const rate = seconds ? 1 / seconds : hertz ? Number(hertz[1]) : undefined;
  const order = /\bdate format (M|d)[/.-]/.exec(text);
  return {
    ...(!rateKnown && rate !== undefined && rate > 0 && rate < Infinity && { sampleRate: rate }),
    ...(order && { dateOrder: order[1] === 'M' ? ('mdy' as const) : ('dmy' as const) }),
  };
}

/** The header of OpenSignals (BITalino, biosignalsplux): one object by the device's address, as JSON. */
function jsonHead(text: string): { readonly sampleRate?: number; readonly labels?: readonly string[] } | undefined {
  if (!text.startsWith('{') || text.length > 65536) return undefined;
  try {
    const [device] = Object.values(JSON.parse(text) as Record<string, unknown>);
    if (typeof device !== 'object' || device === null) return undefined;
    const { column, ['sampling rate']: rate } = device as Record<string, unknown>;
    const labels = Array.isArray(column) ? column.map(String) : undefined;
    return {
      ...(typeof rate === 'number' && rate > 0 && rate < Infinity && { sampleRate: rate }),
      ...(labels && { labels }),
    };
  } catch {
    return undefined;
  }
}

function rateOf(name: string, line: number, key: string, value: string): number | undefined {
  const found = /^([+-]?[0-9.,]+(?:e[+-]?\d+)?)\s*([a-z/]*)/i.exec(value);
  const inKey = /[([]([^)\]]*)[)\]]$/.exec(key)?.[1] ?? /[ _-](k?hz)$/i.exec(key)?.[1];
  const unit = (found?.[2] || inKey || 'Hz').trim().toLowerCase();
  const rate = decimalOf(found?.[1]) * (HERTZ.get(unit) ?? NaN);
  if (Number.isNaN(rate)) return undefined;
  if (rate > 0 && rate < Infinity) return rate;
  throw new FormatError(
    'format-csv',
    `${place(name, line)}: ${show(key)} must be a finite number above 0, got ${show(value)}; option sampleRate overrides it`,
  );
}

function rateOfInterval(key: string, word: string, value: string): number | undefined {
  const found = /^([+-]?[0-9.,]+(?:e[+-]?\d+)?)\s*([a-z\u00b5\u03bc]*)/i.exec(value);
  const inKey = /[([]([^)\]]*)[)\]]$/.exec(key)?.[1] ?? /[ _-](s|ms|us|ns)$/.exec(word)?.[1];
  const seconds = decimalOf(found?.[1]) * (SECONDS.get((found?.[2] || inKey || '').trim().toLowerCase()) ?? NaN);
  return seconds > 0 && seconds < Infinity ? 1 / seconds : undefined;
}

function decimalOf(text = ''): number {
  return numberOf(text, text.includes('.') ? '.' : ',') ?? NaN;
}

/** Labels and units stand between tabs, else between commas or semicolons. */
function listOf(value: string): string[] {
  const separator = value.includes('\t') ? '\t' : /[,;]/;
  return value.split(separator).map(x => x.trim());
}
