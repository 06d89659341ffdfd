import { type Command, InvalidArgumentError, Option } from 'commander';
import { checkInteger, checkPositive } from '../lib/check.js';
import { OptionRangeError } from '../lib/errors.js';
import { weightings } from '../lib/meters/weightings.js';
import type { InputChannels, Network } from '../lib/network.js';
import type { QuantizeSettings } from './commands/quantize.js';
import type { RunSettings } from './commands/run.js';
import { type CsvFlags, list, number } from './csvOptions.js';
import { numbers, withDescription } from './descriptionOptions.js';
import { FRONT_ENDS, frontEndText } from './frontEnds.js';
import { type ModelFlags, withDialect } from './modelOptions.js';
import { QUANTIZERS } from './quantizers.js';
import { seenOf, type TruthFlag, truthOf } from './truthFiles.js';
import type { RunModelSettings } from './runModelSettings.js';
import type { SourceFlags } from './sourceOptions.js';

/** What the options of all commands parse to; each command has some of them. */
export type Flags = CsvFlags &
  SourceFlags &
  ModelFlags &
  QuantizeSettings &
  RunSettings &
  RunModelSettings & {
    readonly dialect?: string;
    readonly json: boolean;
    readonly truth?: TruthFlag;
    readonly seen?: readonly string[];
  };

/** Adds what to try on a stream. */
export function withTrials(command: Command): Command {
  return command
    .option('--quantizers <list>', `any of ${Object.keys(QUANTIZERS).join(', ')}`, quantizerNames, ['uniform', 'muLaw'])
    .option('--bits <list>', 'code widths, 2 to 16', text => list(text).map(number), [4, 6, 8, 12])
    .addOption(
      new Option('--axis <axis>', 'one encoding for all channels, or one a channel')
        .choices(['tensor', 'channel'])
        .default('channel'),
    )
    .addOption(
      new Option('--centre <how>', 'take offsets off first: where a quantizer loses by them, always, or never')
        .choices(['auto', 'mean', 'none'])
        .default('auto'),
    )
    .option('--band <f1,f2>', 'ends of the band in Hz that the figures are of (all of it)', bandOf)
    .addOption(
      new Option('--weighting <name>', 'weighting of what is heard, of signal and error alike (none)').choices(
        Object.keys(weightings),
      ),
    )
    .option('--seconds <s>', 'length of the windows whose median and worst are shown (1)', number);
}

/** Adds which network to run, and how. */
export function withNetwork(command: Command): Command {
  return withDescription(withDialect(command))
    .option(
      '--gain <list>',
      "from the unit of the data to the model's, for all channels or one per channel (by their units, or 1)",
      numbers,
    )
    .option('--network <file>', 'a float network, JSON, TFLite or ONNX (the shipped one, where it fits)')
    .option('--hop <samples>', 'samples from window to window (half the window; of a model the whole)', number);
}

/** Adds how to run a model as it is. */
export function withModelRun(command: Command): Command {
  return command
    .option('--resample <hz>', 'bring the data to this sample rate first', number)
    .option(
      '--inputs <name=channels>',
      'channels of the data, by name or index, that an input of the model reads: acc=ax,ay,az; once for each input (all in order)',
      inputOf,
    )
    .option('--state <file>', 'begin with a saved state of the model')
    .addOption(
      new Option(
        '--at-gap <what>',
        'what a gap in the data does to the state of a model that carries one (keep)',
      ).choices(['keep', 'reset']),
    )
    .option('--save-state <file>', 'save the state of the model in the end')
    .addOption(
      new Option('--front-end <name>', 'mono audio becomes the features that the model was trained on (none)').choices(
        Object.keys(FRONT_ENDS),
      ),
    )
    .option(
      '--truth <what>',
      'judge decisions: a column of labels in DATA, or recordings by label in its place: walk=a.csv,b.csv, once for each label; ' +
        'a folder DATA has a folder for each label',
      truthOf,
    )
    .option(
      '--seen <files>',
      'recordings or folders that the model was trained or calibrated on, separated by commas: a warning where they judge it',
      seenOf,
    )
    .option('--limit <windows>', 'the most windows or records to run', number);
}

/** Throws when an option was given that has no meaning here. */
export function refuse(flags: Flags, options: readonly (keyof Flags)[], rule: string): void {
  const given = options.find(option => flags[option] !== undefined);
  if (given !== undefined) throw new OptionRangeError(`run: ${given} ${rule}`);
}

/** An input and its channels, added to those before. */
function inputOf(text: string, before: InputChannels = {}): InputChannels {
  const at = text.lastIndexOf('=');
  const channels = list(text.slice(at + 1));
  if (at < 1 || channels.length === 0) throw new InvalidArgumentError('must be name=channels: acc=ax,ay,az');
  return { ...before, [text.slice(0, at)]: channels.map(c => (/^\d+$/.test(c) ? Number(c) : c)) };
}

function bandOf(text: string): readonly [number, number] {
  const ends = list(text).map(number);
  if (ends.length === 2 && ends[0] >= 0 && ends[1] > ends[0]) return [ends[0], ends[1]];
  throw new InvalidArgumentError(`must be two frequencies in Hz, the lower one first; got ${JSON.stringify(text)}`);
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
export function trialSettings(flags: Flags): Record<string, unknown> {
  const { quantizers, bits, axis, centre, band, weighting, seconds } = flags;
  for (const name of quantizers) for (const width of bits) QUANTIZERS[name](width, axis); // throws where there is none
  if (seconds !== undefined) checkPositive('quantize', 'seconds', seconds);
  return {
    quantizers,
    bits,
    axis,
    centre,
    ...(band && { band: `${band.join(' to ')} Hz` }),
    ...(weighting && { weighting }),
  };
}

/** How to run a network, for the echo of settings. */
export function runSettings({ network, hop, dialect }: Flags): Record<string, unknown> {
  if (hop !== undefined) checkInteger('run', 'hop', hop, 1);
  if (dialect === 'shift') {
    throw new OptionRangeError(
      'run: dialect must be one of tflm, tflite, single, xnnpack, onnxruntime, got shift: it computes with scales that are powers of two, ' +
        'and those of a network that is quantized here are not; it goes with a model that has such scales',
    );
  }
  return {
    network: network ?? 'the shipped one where it fits',
    hop: hop ?? 'half the window',
    dialect: dialect ?? 'tflm',
  };
}

/** How to run a model, for the echo of settings. */
export function modelSettings(
  { hop, resample, dialect, state, frontEnd }: Flags,
  raw: boolean,
  network: Network,
): Record<string, unknown> {
  return {
    ...(!raw && { hop: hop ?? 'the window', ...(resample !== undefined && { resample: `${resample} Hz` }) }),
    ...(network.arithmetic !== 'float32' && { dialect: dialect ?? network.dialect ?? 'tflm' }),
    ...(frontEnd !== undefined && { frontEnd: frontEndText(frontEnd) }),
    state: state ?? 'as before the first run',
  };
}
