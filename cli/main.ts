#!/usr/bin/env node
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { csv, shippedCsv } from '../datasets/index.js';
import { OptionRangeError, OptionTypeError } from '../lib/errors.js';
import { inspectFile } from './commands/inspect.js';
import { quantizeFile, QUANTIZERS, type QuantizeSettings } from './commands/quantize.js';
import { runFile, type RunSettings } from './commands/run.js';
import { showSharedEncoding } from './commands/shared.js';
import { type CsvFlags, csvOptions, list, number, withCsvOptions } from './csvOptions.js';
import { describe } from './describe.js';
import { type Output, output } from './output.js';
import { firstPass } from './passes.js';

type Flags = CsvFlags & QuantizeSettings & RunSettings & { readonly json: boolean };

const program = new Command('bitstair')
  .description('Streaming signal quantization: what every bit buys, measured on your data.')
  .exitOverride()
  .configureHelp({ showGlobalOptions: true });

withOutput(withCsvOptions(program.command('inspect <file>'), { missing: 'nan', badRows: 'skip' }))
  .description('describe a sensor CSV: channels, units, rate, ranges, and everything skipped or missing')
  .action(async (file: string, flags: Flags) => {
    await execute(file, flags, {}, async (options, out) => inspectFile(await firstPass(file, options), out));
  });

withOutput(withTrials(withCsvOptions(program.command('quantize <file>'), { missing: 'error', badRows: 'error' })))
  .description('measure SQNR per channel, quantizer and bit width, beside what theory predicts')
  .action(async (file: string, flags: Flags) => {
    await execute(file, flags, trialSettings(flags), async (options, out) =>
      quantizeFile(file, options, await firstPass(file, options), flags, out),
    );
  });

withOutput(withNetwork(withCsvOptions(program.command('run <file>'), { missing: 'error', badRows: 'error' })))
  .description('quantize a network and run it in integers on the file: decisions, agreement, decibels, bytes')
  .action(async (file: string, flags: Flags) => {
    await execute(file, flags, runSettings(flags), async (options, out) =>
      runFile(file, options, await firstPass(file, options), flags, out),
    );
  });

withOutput(
  withNetwork(withTrials(withCsvOptions(program.command('demo [file]'), { missing: 'error', badRows: 'error' }))),
)
  .description('inspect, quantize and run, one after the other; without a file, on the recording that comes along')
  .action(async (given: string | undefined, flags: Flags) => {
    const file = given ?? shippedCsv();
    await execute(file, flags, { ...trialSettings(flags), ...runSettings(flags) }, async (options, out) => {
      const first = await firstPass(file, options);
      inspectFile(first, out);
      await quantizeFile(file, options, first, flags, out);
      await showSharedEncoding(out);
      await runFile(file, options, first, flags, out);
    });
  });

function withOutput(command: Command): Command {
  return command.option('--json', 'one JSON document on stdout instead of text', false);
}

function withTrials(command: Command): Command {
  return command
    .option('--quantizers <list>', `any of ${Object.keys(QUANTIZERS).join(', ')}`, quantizerNames, ['uniform', 'muLaw'])
    .option('--bits <list>', 'code widths, 2 to 16', text => list(text).map(number), [4, 6, 8, 12])
    .addOption(
      new Option('--axis <axis>', 'one encoding for all channels, or one a channel')
        .choices(['tensor', 'channel'])
        .default('channel'),
    );
}

function withNetwork(command: Command): Command {
  return command
    .option('--network <file>', 'a float network in JSON (the shipped one where it fits, else a stand-in)')
    .option('--hop <samples>', 'samples from window to window (half the window)', number);
}

function quantizerNames(text: string): string[] {
  const names = list(text);
  const unknown = names.find(name => !Object.hasOwn(QUANTIZERS, name));
  if (unknown === undefined) return names;
  throw new InvalidArgumentError(
    `must be any of ${Object.keys(QUANTIZERS).join(', ')}; got ${JSON.stringify(unknown)}`,
  );
}

function trialSettings({ quantizers, bits, axis }: Flags): Record<string, unknown> {
  return { quantizers, bits, axis };
}

function runSettings({ network, hop }: Flags): Record<string, unknown> {
  return { network: network ?? 'the shipped one where it fits', hop: hop ?? 'half the window' };
}

/** Echoes the settings as resolved, does the work, writes the results. */
async function execute(
  file: string,
  flags: Flags,
  settings: Readonly<Record<string, unknown>>,
  work: (options: ReturnType<typeof csvOptions>, out: Output) => void | Promise<void>,
): Promise<void> {
  const options = csvOptions(flags);
  const out = output(flags.json, process.stdout);
  out.settings({
    file,
    ...describe(await csv(file, options).probe()),
    missing: flags.missing,
    badRows: flags.badRows,
    ...settings,
  });
  await work(options, out);
  out.end();
}

/** Exit codes: 0 done, 1 bad data or a file that cannot be read, 2 wrong use. */
async function main(): Promise<number> {
  try {
    await program.parseAsync();
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2; // it has said why
    process.stderr.write(`bitstair: ${error instanceof Error ? error.message : String(error)}\n`);
    return error instanceof OptionRangeError || error instanceof OptionTypeError ? 2 : 1;
  }
}

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0); // the reader of the pipe has left
  throw error;
});
process.exitCode = await main();
