import { type Command, InvalidArgumentError, Option } from 'commander';
import { OptionRangeError } from '../lib/errors.js';
import { QUANTIZERS, type QuantizeSettings } from './commands/quantize.js';
import type { RunSettings } from './commands/run.js';
import type { RunModelSettings } from './commands/runModel.js';
import { type CsvFlags, list, number } from './csvOptions.js';
import { type ModelFlags, withDialect } from './modelOptions.js';
import type { SourceFlags } from './sourceOptions.js';

/** What the options of all commands parse to; each command has some of them. */
export type Flags = CsvFlags &
  SourceFlags &
  ModelFlags &
  QuantizeSettings &
  RunSettings &
  RunModelSettings & { readonly dialect?: string; readonly json: boolean };

/** Adds the choice between text and JSON. */
export function withOutput(command: Command): Command {
  return command.option('--json', 'one JSON document on stdout instead of text', false);
}

/** Adds what to try on a stream. */
export function withTrials(command: Command): Command {
  return command
    .option('--quantizers <list>', `any of ${Object.keys(QUANTIZERS).join(', ')}`, quantizerNames, ['uniform', 'muLaw'])
    .option('--bits <list>', 'code widths, 2 to 16', text => list(text).map(number), [4, 6, 8, 12])
    .addOption(
      new Option('--axis <axis>', 'one encoding for all channels, or one a channel')
        .choices(['tensor', 'channel'])
        .default('channel'),
    );
}

/** Adds which network to run, and how. */
export function withNetwork(command: Command): Command {
  return withDialect(command)
    .option(
      '--network <file>',
      'a float network, JSON, TFLite or ONNX (the shipped one where it fits, else a stand-in)',
    )
    .option('--hop <samples>', 'samples from window to window (half the window; of a model the whole)', number);
}

/** Adds how to run a model as it is. */
export function withModelRun(command: Command): Command {
  return command
    .option('--gain <factor>', 'from the unit of the data to that of the model (1)', number)
    .option('--labels <list>', "names of the outputs' entries, separated by commas", list)
    .option('--state <file>', 'begin with a saved state of the model')
    .option('--save-state <file>', 'save the state of the model in the end')
    .option('--limit <windows>', 'the most windows or records to run', number);
}

/** Throws when an option was given that has no meaning here. */
export function refuse(flags: Flags, options: readonly (keyof Flags)[], rule: string): void {
  const given = options.find(option => flags[option] !== undefined);
  if (given !== undefined) throw new OptionRangeError(`run: ${given} ${rule}`);
}

function quantizerNames(text: string): string[] {
  const names = list(text);
  const unknown = names.find(name => !Object.hasOwn(QUANTIZERS, name));
  if (unknown === undefined) return names;
  throw new InvalidArgumentError(
    `must be any of ${Object.keys(QUANTIZERS).join(', ')}; got ${JSON.stringify(unknown)}`,
  );
}

/** What to try, for the echo of settings. */
export function trialSettings({ quantizers, bits, axis }: Flags): Record<string, unknown> {
  return { quantizers, bits, axis };
}

/** How to run a network, for the echo of settings. */
export function runSettings({ network, hop, dialect }: Flags): Record<string, unknown> {
  return {
    network: network ?? 'the shipped one where it fits',
    hop: hop ?? 'half the window',
    dialect: dialect ?? 'tflm',
  };
}

/** How to run a model, for the echo of settings. */
export function modelSettings(
  { hop, gain, dialect, state }: Flags,
  raw: boolean,
  codes: boolean,
): Record<string, unknown> {
  return {
    ...(!raw && { hop: hop ?? 'the window', gain: gain ?? 1 }),
    ...(codes && { dialect: dialect ?? 'tflm' }),
    state: state ?? 'as before the first run',
  };
}
