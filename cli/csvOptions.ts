import { type Command, InvalidArgumentError, Option } from 'commander';
import type { CsvOptions } from '../datasets/index.js';

/** What the CSV options parse to. */
export interface CsvFlags {
  readonly delimiter?: string;
  readonly decimal?: '.' | ',';
  readonly header?: boolean;
  readonly skipLines?: number;
  readonly comment?: string | boolean;
  readonly quote?: boolean;
  readonly encoding?: 'utf8' | 'latin1';
  readonly columns?: string[];
  readonly time?: string | boolean;
  readonly timeUnit?: CsvOptions['timeUnit'];
  readonly dateOrder?: CsvOptions['dateOrder'];
  readonly rate?: number;
  readonly missing: 'error' | 'hold' | 'nan' | 'interpolate';
  readonly missingValues?: string[];
  readonly maxInterpolate?: number;
  readonly badRows: 'error' | 'skip';
  readonly gaps: 'mark' | 'ignore';
}

/** Adds the options that say how to read a CSV file. */
export function withCsvOptions(command: Command, defaults: Pick<CsvFlags, 'missing' | 'badRows'>): Command {
  return command
    .option('--delimiter <char>', 'what separates fields, or `space` (guessed)')
    .addOption(new Option('--decimal <mark>', 'decimal mark (guessed)').choices(['.', ',']))
    .option('--header', 'rows of names stand above the table (guessed)')
    .option('--no-header', 'the first row holds numbers')
    .option('--skip-lines <n>', 'lines to pass over at the beginning (a preamble is found without it)', number)
    .option('--comment <mark>', 'what comment lines begin with (# and what heads lines at the beginning)')
    .option('--no-comment', 'there are no comment lines')
    .option('--quote', 'double quotes enclose fields (so by default)')
    .option('--no-quote', 'double quotes are ordinary characters')
    .addOption(new Option('--encoding <name>', 'of the text (guessed)').choices(['utf8', 'latin1']))
    .option('--columns <list>', 'columns to read, by name, separated by commas', list)
    .option('--time <column>', 'the time column, by name (guessed)')
    .option('--no-time', 'there is no time column')
    .addOption(
      new Option('--time-unit <unit>', 'unit of a numeric time column (guessed)').choices([
        's',
        'ms',
        'us',
        'ns',
        'min',
        'h',
        'd',
      ]),
    )
    .addOption(
      new Option('--date-order <order>', 'year, month and day in dates (guessed)').choices(['ymd', 'dmy', 'mdy']),
    )
    .option('--rate <hz>', 'samples a second; overrides what the file says', number)
    .addOption(
      new Option('--missing <policy>', 'what a cell without a value does')
        .choices(['error', 'hold', 'nan', 'interpolate'])
        .default(defaults.missing),
    )
    .option('--missing-values <list>', 'numbers and words that stand for no value, as -200,-999', list)
    .option('--max-interpolate <n>', 'the most missing values in a row to interpolate (1024)', number)
    .addOption(
      new Option('--bad-rows <policy>', 'what a row does that cannot be read')
        .choices(['error', 'skip'])
        .default(defaults.badRows),
    )
    .addOption(
      new Option('--gaps <policy>', 'what a long interval in the time column does')
        .choices(['mark', 'ignore'])
        .default('mark'),
    );
}

/** The flags as options of `csv`. */
export function csvOptions(flags: CsvFlags): CsvOptions {
  const { delimiter, comment, time, rate, missing, badRows, gaps } = flags;
  const { decimal, header, skipLines, quote, encoding, columns, timeUnit, dateOrder, missingValues, maxInterpolate } =
    flags;
  const same = {
    decimal,
    header,
    skipLines,
    quote,
    encoding,
    columns,
    timeUnit,
    dateOrder,
    missingValues,
    maxInterpolate,
  };
  const given = Object.fromEntries(Object.entries(same).filter(([, value]) => value !== undefined)) as CsvOptions;
  return {
    ...given,
    missing,
    badRows,
    gaps,
    ...(delimiter === undefined ? {} : { delimiter: delimiter === '\\t' ? '\t' : delimiter }),
    ...(comment === undefined || comment === true ? {} : { comment }),
    ...(time === undefined || time === true ? {} : { time }),
    ...(rate === undefined ? {} : { sampleRate: rate }),
  };
}

/** Options of `csv` by the flags that say them, where the words differ. */
const RENAMED: Readonly<Record<string, string>> = { sampleRate: '--rate', labels: '--truth' };

/** Options that have a flag. Those of one small word are told from prose by what stands around them. */
const LONG = [
  'timeUnit',
  'dateOrder',
  'skipLines',
  'badRows',
  'missingValues',
  'maxInterpolate',
  'sampleRate',
  'fullScale',
  'timeAxis',
  'byteOrder',
  'skipBytes',
  'zeroPoint',
];
const SHORT = [
  'delimiter',
  'decimal',
  'header',
  'comment',
  'quote',
  'encoding',
  'columns',
  'time',
  'missing',
  'gaps',
  'inputs',
];

/**
 * A message of the library in the words of the command line: `badRows: 'skip'` is `--bad-rows skip`, `quote: false` is `--no-quote`,
 * `option sampleRate` is `--rate`. What stands between double quotes is of the file, and stays.
 */
export function inFlags(message: string): string {
  const names = [...LONG, ...SHORT].join('|');
  const value = String.raw`'[^']*'|\[[^\]]*\]|true|false|-?\d[\d.]*`;
  const setting = new RegExp(`\\b(${names}): ((?:${value})(?:(?:, | or )'[^']*')*)`, 'g');
  const named = new RegExp(`\\boptions? ((?:(?:${names})(?:, | and | or )?)+)`, 'g');
  const subject = new RegExp(`^(csv: )(${names}|labels)(?= must| and )`);
  const long = new RegExp(`\\b(${LONG.join('|')})\\b`, 'g');
  return message
    .split(/("(?:[^"\\]|\\.)*")/)
    .map((part, k) =>
      k % 2 === 1
        ? part
        : part
            .replace(/put resample\(\{ rate: (\S+) \}\) before infer/, 'give --resample $1')
            .replace(subject, (_, who: string, name: string) => who + flagOf(name))
            .replace(setting, (_, name: string, values: string) =>
              values === 'false'
                ? flagOf(name).replace('--', '--no-')
                : values === 'true'
                  ? flagOf(name)
                  : `${flagOf(name)} ${values.replace(/['[\]]/g, '')}`,
            )
            .replace(named, (_, list: string) => list.replace(new RegExp(names, 'g'), flagOf))
            .replace(long, flagOf),
    )
    .join('');
}

function flagOf(option: string): string {
  return RENAMED[option] ?? `--${option.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)}`;
}

/** Parses a list of words separated by commas. */
export function list(text: string): string[] {
  return text.split(',').map(word => word.trim());
}

/** Parses a number. */
export function number(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('must be a number');
  return value;
}
