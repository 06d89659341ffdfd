import { type DateOrder, parseClock, parseDate } from './calendar.js';
import { type Instant, nanosecondsBetween, parseIso, parseText } from './instant.js';
import type { StampParser } from './rowParser.js';

/** How the texts of a column say times. */
export interface TimeTextFormat {
  /** ISO 8601; a date in some order, alone or with a time of day; a time of day or a duration. */
  readonly format: 'iso' | 'date' | 'clock';
  /** Where `format` is `date`. */
  readonly order?: DateOrder;
  /** Day and month may be the other way round: nothing in the texts tells. */
  readonly ambiguous?: boolean;
  /** And the steps would be longer then: days in a row, or the first days of months. */
  readonly vague?: boolean;
  /** Every text is a date without a time of day. */
  readonly dateOnly?: boolean;
}

const unused: Instant = { seconds: 0, nanos: 0 };
const ORDERS: readonly DateOrder[] = ['ymd', 'dmy', 'mdy'];
const DATE: Readonly<Record<DateOrder, StampParser>> = {
  ymd: (bytes, begin, end, out) => parseDate(bytes, begin, end, 'ymd', out),
  dmy: (bytes, begin, end, out) => parseDate(bytes, begin, end, 'dmy', out),
  mdy: (bytes, begin, end, out) => parseDate(bytes, begin, end, 'mdy', out),
};

/** The parser of such texts. */
export function textParser({ format, order = 'ymd' }: TimeTextFormat): StampParser {
  return format === 'iso' ? parseIso : format === 'clock' ? parseClock : DATE[order];
}

/** Whether a cell is a date or a time. Eight or fourteen digits alone are a number. */
export function isTimeText(text: string): boolean {
  if (text.length < 4 || text.length > 40 || !/\d/.test(text) || /^[+-]?\d*[.,]?\d*(e[+-]?\d+)?$/i.test(text))
    return false;
  return (
    parseText(text, parseIso, unused) ||
    parseText(text, parseClock, unused) ||
    (/[-./ ]|T/.test(text) && ORDERS.some(order => parseText(text, DATE[order], unused)))
  );
}

/**
 * How the texts of a column say times, or undefined when fewer than nine in ten of them do.
 *
 * Where days and months may be told apart by neither their size nor by steps that are more even one way, the format is `ambiguous`.
 *
 * @param asked what an option or the file itself says of the order
 */
export function timeTextFormat(texts: readonly string[], asked: DateOrder | undefined): TimeTextFormat | undefined {
  const enough = texts.length * 0.9;
  const fitting = (parse: StampParser) => texts.filter(text => parseText(text, parse, unused)).length;
  if (texts.length === 0) return undefined;
  if (fitting(parseIso) >= enough) return { format: 'iso', dateOnly: texts.every(text => text.length <= 10) };
  if (fitting(parseClock) >= enough) return { format: 'clock' };
  const found = ORDERS.filter(order => asked === undefined || order === asked || order === 'ymd')
    .map(order => ({ order, count: fitting(DATE[order]), ...evenness(texts, DATE[order]) }))
    .filter(({ count }) => count >= enough);
  if (found.length === 0) return undefined;
  const most = Math.max(...found.map(({ count }) => count));
  const full = found.filter(({ count }) => count === most);
  const best = Math.max(...full.map(({ even }) => even));
  const even = full.filter(order => order.even >= best - 1e-9);
  // days in a row are meant, where the other way round they would be years apart
  const shortest = Math.min(...even.map(({ step }) => step));
  const span = Math.min(...even.map(order => order.span));
  // and rows of two days, where they would be of two months
  const good = even.filter(order =>
    order.step === shortest ? order.span <= MONTHS * span : order.step < YEARS * shortest,
  );
  const pointed = texts.filter(text => /^\d{1,2}\.\d{1,2}\.\d{2,4}/.test(text)).length >= enough; // nobody writes 3.1.2024 for a first of March
  const named = texts.every(text => /[a-z]{3}/i.test(text.replace(/[ap]m\b/i, '')));
  const { order } =
    good.find(({ order, step }) => order === 'dmy' && (pointed || step === shortest)) ??
    good.find(({ step }) => step === shortest) ??
    good[0];
  const ambiguous = good.length > 1 && !pointed && !named && asked !== order && differ(texts, good);
  const vague = ambiguous && good.some(({ step }) => step > 1.5 * shortest);
  return {
    format: 'date',
    order,
    dateOnly: !texts.some(text => /\d:\d|\d{8}[T _-]?\d/.test(text)),
    ...(ambiguous && { ambiguous }),
    ...(vague && { vague }),
  };
}

/** Whether a text means something else in another order. */
function differ(texts: readonly string[], orders: readonly { readonly order: DateOrder }[]): boolean {
  const [a, b]: Instant[] = [
    { seconds: 0, nanos: 0 },
    { seconds: 0, nanos: 0 },
  ];
  return texts.some(text =>
    orders.some(
      ({ order }) =>
        parseText(text, DATE[orders[0].order], a) && parseText(text, DATE[order], b) && a.seconds !== b.seconds,
    ),
  );
}

/** Steps under one order that are as many times as long as under another are a year and a day. */
const YEARS = 300;

/** Rows with the same steps that span as many times as long are of a month instead of a day. */
const MONTHS = 10;

/** The share of intervals that are about the usual one and go forward, or all backward, and how long the usual one is. */
function evenness(
  texts: readonly string[],
  parse: StampParser,
): { readonly even: number; readonly step: number; readonly span: number } {
  const steps: number[] = [];
  let last: Instant | undefined;
  for (const text of texts) {
    const now = { seconds: 0, nanos: 0 };
    if (!parseText(text, parse, now)) continue;
    if (last) steps.push(nanosecondsBetween(last, now));
    last = now;
  }
  const sorted = steps.filter(step => step !== 0).sort((a, b) => a - b);
  if (sorted.length === 0) return { even: 1, step: 0, span: 0 };
  const usual = sorted[(sorted.length - 1) >> 1];
  const even = steps.filter(step => step === 0 || Math.abs(step - usual) <= 0.1 * Math.abs(usual));
  const span = Math.abs(steps.reduce((sum, step) => sum + step, 0));
  return { even: even.length / steps.length, step: Math.abs(usual), span };
}
