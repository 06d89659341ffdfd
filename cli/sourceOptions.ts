import { type Command, Option } from 'commander';
import type { OpenSourceOptions } from '../datasets/openSource.js';
import { READERS, type SourceFormat } from '../datasets/readers.js';
import { sourceFormat } from '../datasets/sourceFormat.js';
import { OptionRangeError } from '../lib/errors.js';
import type { TruthFlag } from './truthFiles.js';
import { SAMPLE_NAMES, type SampleName } from '../datasets/bytes/sampleType.js';
import { type CsvFlags, csvOptions, number, withCsvOptions } from './csvOptions.js';

/** What the options of all formats but tables parse to. */
export interface SourceFlags {
  readonly format?: SourceFormat;
  readonly type?: SampleName;
  readonly channels?: number;
  readonly byteOrder?: 'little' | 'big';
  readonly skipBytes?: number;
  readonly scale?: number;
  readonly zeroPoint?: number;
  readonly fullScale?: number;
  readonly timeAxis?: number;
  readonly truth?: TruthFlag;
}

/** Adds the options that say how to read a sensor file of any format. */
export function withSourceOptions(command: Command, defaults: Pick<CsvFlags, 'missing' | 'badRows'>): Command {
  return withCsvOptions(command, defaults)
    .addOption(new Option('--format <name>', 'of the file (by content, then by name)').choices(Object.keys(READERS)))
    .addOption(new Option('--type <name>', 'samples without a header: how one is stored').choices(SAMPLE_NAMES))
    .option('--channels <n>', 'samples without a header: how many channels', number)
    .addOption(new Option('--byte-order <order>', 'samples without a header (little)').choices(['little', 'big']))
    .option('--skip-bytes <n>', 'samples without a header: bytes in front of the first (0)', number)
    .option('--scale <factor>', 'samples without a header: value of one step (1)', number)
    .option('--zero-point <code>', 'samples without a header: code of 0 (0)', number)
    .option(
      '--full-scale <value>',
      'WAV: value of a full-scale sample (1); inspect: show levels against a sine of it, dBFS and dBm0',
      number,
    )
    .option('--time-axis <n>', 'NPY: the axis that is time (the longer one)', number);
}

/** The format of a file, where a flag, its content or its name says it. */
export async function formatOf(file: string, { format, type }: SourceFlags): Promise<SourceFormat | undefined> {
  return format ?? (type === undefined ? sourceFormat(file) : 'raw');
}

/** The flags as options of `openSource`. Policies for rows have defaults on the command line, and go to formats that have rows. */
export async function sourceOptions(file: string, flags: CsvFlags & SourceFlags): Promise<OpenSourceOptions> {
  const format = (await formatOf(file, flags)) ?? 'csv';
  const { missing, badRows, gaps, ...given } = csvOptions(flags);
  const labels = flags.truth?.column;
  if (labels !== undefined && format !== 'csv') {
    throw new OptionRangeError(`run: truth by column is for tables, ${file} is read as ${format}`);
  }
  const taken: readonly string[] = READERS[format].options;
  const policies = Object.entries({ missing, badRows, gaps }).filter(([option]) => taken.includes(option));
  const { type, channels, byteOrder, skipBytes, scale, zeroPoint, fullScale, timeAxis } = flags;
  const others = { type, channels, byteOrder, skipBytes, scale, zeroPoint, fullScale, timeAxis };
  return { format, ...given, ...(labels !== undefined && { labels }), ...Object.fromEntries(policies), ...others };
}
