import { type Command, InvalidArgumentError, Option } from 'commander';
import type { CsvOptions } from '../datasets/index.js';

/** What the CSV options parse to. */
export interface CsvFlags {
  readonly delimiter?: string;
  readonly decimal?: '.' | ',';
  readonly header?: boolean;
  readonly columns?: string[];
  readonly time?: string | false;
  readonly timeUnit?: 's' | 'ms' | 'us' | 'ns';
  readonly rate?: number;
  readonly missing: 'error' | 'hold' | 'nan' | 'interpolate';
  readonly badRows: 'error' | 'skip';
  readonly gaps: 'mark' | 'ignore';
}

/** Adds the options that say how to read a CSV file. */
export function withCsvOptions(command: Command, defaults: Pick<CsvFlags, 'missing' | 'badRows'>): Command {
  return command
    .option('--delimiter <char>', 'what separates fields, or `space` (guessed)')
    .addOption(new Option('--decimal <mark>', 'decimal mark (guessed)').choices(['.', ',']))
    .option('--header', 'the first row holds names (guessed)')
    .option('--no-header', 'the first row holds numbers')
    .option('--columns <list>', 'columns to read, by name, separated by commas', list)
    .option('--time <column>', 'the time column, by name (guessed)')
    .option('--no-time', 'there is no time column')
    .addOption(
      new Option('--time-unit <unit>', 'unit of a numeric time column (guessed)').choices(['s', 'ms', 'us', 'ns']),
    )
    .option('--rate <hz>', 'samples a second; overrides what the file says', number)
    .addOption(
      new Option('--missing <policy>', 'what a cell without a value does')
        .choices(['error', 'hold', 'nan', 'interpolate'])
        .default(defaults.missing),
    )
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
  const { rate, delimiter, ...rest } = flags;
  const { decimal, header, columns, time, timeUnit, missing, badRows, gaps } = rest;
  return {
    missing,
    badRows,
    gaps,
    ...(delimiter === undefined ? {} : { delimiter: delimiter === '\\t' ? '\t' : delimiter }),
    ...(decimal === undefined ? {} : { decimal }),
    ...(header === undefined ? {} : { header }),
    ...(columns === undefined ? {} : { columns }),
    ...(time === undefined || (time as unknown) === true ? {} : { time }),
    ...(timeUnit === undefined ? {} : { timeUnit }),
    ...(rate === undefined ? {} : { sampleRate: rate }),
  };
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
