import { Command, CommanderError, Option } from 'commander';
import type { Writable } from 'node:stream';
import { modelFormat } from '../datasets/model/modelFormat.js';
import { openSource, type OpenSourceOptions } from '../datasets/openSource.js';
import { shippedCsv } from '../datasets/shipped.js';
import { OptionRangeError } from '../lib/errors.js';
import { sensorMeter } from '../lib/statistics/sensorMeter.js';
import { sketch } from '../lib/statistics/sketch.js';
import {
  type Flags,
  refuse,
  runSettings,
  trialSettings,
  withModelRun,
  withNetwork,
  withTrials,
} from './commandOptions.js';
import type { ConvertSettings } from './commands/convert.js';
import type { QuantizeModelSettings } from './commands/quantizeModel.js';
import { inFlags, number } from './csvOptions.js';
import { describe, showNotes } from './describe.js';
import { showGapAdvice } from './gapAdvice.js';
import { withInput } from './input.js';
import { isFolder } from './truthFiles.js';
import { version } from './version.js';
import { withDocument } from './descriptionOptions.js';
import { dialectOf, modelOptions, withDialect, withModelOptions } from './modelOptions.js';
import { RUNTIME_NAMES, TARGET_NAMES } from './targetNames.js';
import { terminalLines } from './terminalText.js';
import { type Output, output, withOutput } from './output.js';
import { firstPass } from './passes.js';
import { formatOf, sourceOptions, withSourceOptions } from './sourceOptions.js';

/** Where the command writes. */
export interface Streams {
  readonly stdout: Writable;
  readonly stderr: Writable;
}

/**
 * The command line.
 *
 * @param args what stands behind the name of the command
 * @returns the exit code: 0 done, 1 bad data or a file that cannot be read, 2 wrong use
 */
export async function bitstair(args: readonly string[], { stdout, stderr }: Streams): Promise<number> {
  const program = new Command('bitstair')
    .description('Streaming signal quantization: what every bit buys, measured on your data.')
    .version(version())
    .exitOverride()
    .configureOutput({ writeOut: text => stdout.write(text), writeErr: text => stderr.write(text) })
    .configureHelp({ showGlobalOptions: true });
  addCommands(program, stdout);
  try {
    await program.parseAsync(args, { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return 0;
      // it has said why
      const { message, code } = error;
      if (args.includes('--json')) stdout.write(`${JSON.stringify({ error: { code, message } }, undefined, 2)}\n`);
      return 2;
    }
    const { message, code } = told(error);
    stderr.write(`bitstair: ${terminalLines(message)} (${code})\n`);
    if (args.includes('--json')) stdout.write(`${JSON.stringify({ error: { code, message } }, undefined, 2)}\n`);
    return code === 'option-range' || code === 'option-type' ? 2 : 1;
  }
}

/** What there is to say of an error, and its code. */
function told(error: unknown): { readonly message: string; readonly code: string } {
  if (!(error instanceof Error)) return { message: String(error), code: 'unknown' };
  const { code } = error as { code?: unknown };
  return { message: inFlags(error.message), code: typeof code === 'string' ? code : 'unknown' };
}

function addCommands(program: Command, stdout: Writable): void {
  withOutput(
    withModelOptions(withSourceOptions(program.command('inspect <file>'), { missing: 'nan', badRows: 'skip' })),
  )
    .description(
      'describe a sensor file (CSV, WAV, NPY, EDF, NDJSON ...): channels, units, rate, ranges, and everything skipped or missing; ' +
        'or a model: inputs, outputs, operators, layers, weights',
    )
    .action((given: string, flags: Flags) =>
      withInput(given, async file => {
        if (!(await formatOf(file, flags)) && (await modelFormat(file))) {
          const { inspectModel } = await import('./commands/inspectModel.js');
          await executeModel(flags, out => inspectModel(file, modelOptions(flags), out));
          return;
        }
        const { inspectFile, showLevels } = await import('./commands/inspect.js');
        // of WAV it is the value of a sample too
        const { fullScale, ...others } = flags;
        const reading = (await formatOf(file, flags)) === 'wav' ? flags : others;
        await execute(given, file, reading, {}, async (options, out) => {
          const sensors = sensorMeter();
          const first = await firstPass(file, options, sensors);
          inspectFile(first, sensors.value(), out);
          showGapAdvice(first, options, out);
          if (fullScale !== undefined) await showLevels(file, options, first, fullScale, out);
        });
      }),
    );

  withOutput(withTrials(withSourceOptions(program.command('quantize <file>'), { missing: 'error', badRows: 'error' })))
    .description('measure SQNR about the mean per channel, quantizer and bit width, beside what theory predicts')
    .action((given: string, flags: Flags) =>
      withInput(given, async file => {
        const { quantizeFile } = await import('./commands/quantize.js');
        await execute(given, file, flags, trialSettings(flags), async (options, out) => {
          const histograms = sketch({ nonFinite: 'skip' });
          const first = await firstPass(file, options, histograms);
          showGapAdvice(first, options, out);
          await quantizeFile(file, options, first, histograms.value(), flags, out);
        });
      }),
    );

  withOutput(
    withModelRun(
      withNetwork(
        withModelOptions(
          withSourceOptions(program.command('run <file> [data]'), { missing: 'error', badRows: 'error' }),
        ),
      ),
    ),
  )
    .description(
      'FILE alone: quantize a network and run it in integers on the sensor file: decisions, agreement, decibels, bytes; ' +
        'with DATA, a sensor file or raw .bin records: run the model FILE on them as it is',
    )
    .action(async (file: string, data: string | undefined, flags: Flags) => {
      if (data === undefined && flags.truth !== undefined && flags.truth.files.length > 0) {
        refuse(flags, ['network'], 'goes with a sensor file alone');
        const { judgeOnData } = await import('./commands/judgeOnData.js');
        await executeModel(flags, out => judgeOnData(file, data, flags, out));
        return;
      }
      if (data === undefined) {
        if (!(await formatOf(file, flags)) && (await modelFormat(file))) {
          throw new OptionRangeError(`run: model ${file} needs data, a sensor file or .bin`);
        }
        refuse(
          flags,
          ['resample', 'inputs', 'state', 'saveState', 'atGap', 'frontEnd', 'seen', 'limit'],
          'goes with a model and its data',
        );
        const { runFile } = await import('./commands/run.js');
        await withInput(file, path =>
          execute(file, path, flags, runSettings(flags), async (options, out) => {
            const first = await firstPass(path, options);
            showGapAdvice(first, options, out);
            await runFile(path, options, first, { ...flags, model: modelOptions(flags) }, out);
          }),
        );
        return;
      }
      refuse(flags, ['network'], 'goes with a sensor file alone');
      if (flags.truth !== undefined || (await isFolder(data))) {
        const { judgeOnData } = await import('./commands/judgeOnData.js');
        await executeModel(flags, out => judgeOnData(file, data, flags, out));
        return;
      }
      refuse(flags, ['seen'], 'goes with truth');
      const { runOnData } = await import('./commands/runOnData.js');
      await executeModel(flags, out => runOnData(file, data, flags, out));
    });

  withOutput(withDialect(withModelOptions(program.command('explain <model>'))))
    .description(
      'show how a model is computed: its calls in order, kernels, multiply-accumulates, bytes of constants and memory, accumulator widths; ' +
        'with --hop also what of each layer is computed anew when windows overlap',
    )
    .option(
      '--hop <samples>',
      'samples from window to window: show columns, state, cost and latency of streaming',
      number,
    )
    .action(async (file: string, flags: Flags) => {
      const { explainModel } = await import('./commands/explain.js');
      await executeModel(flags, out =>
        explainModel(file, modelOptions(flags), { dialect: dialectOf(flags), hop: flags.hop }, out),
      );
    });

  withOutput(withDocument(withModelOptions(program.command('convert <model>'))))
    .description(
      'convert a model file: to ONNX, to C99 in integers, or to a JSON of its structure and a .bin of its weights',
    )
    .addOption(new Option('--to <format>', 'what to write').choices(TARGET_NAMES).makeOptionMandatory())
    .option('--out <path>', 'a folder, or the path of the file (the current folder)')
    .option('--name <name>', 'name of the network and of the files (that of the model file)')
    .option('--stream', 'write the network over the new samples of every hop, with memory: same outputs', false)
    .option('--hop <samples>', 'samples of a run, with --stream (1)', number)
    .addOption(
      new Option('--io <what>', 'what goes in and comes out of an ONNX model of codes (float)').choices([
        'float',
        'codes',
      ]),
    )
    .option('--fold', 'compute constants, fuse activations and fold normalizations first', false)
    .option('--force', 'write over files that exist', false)
    .action(async (file: string, flags: Flags & ConvertSettings) => {
      const { convertModel } = await import('./commands/convert.js');
      await executeModel(flags, out => convertModel(file, modelOptions(flags), flags, out));
    });

  withOutput(withModelOptions(program.command('quantize-model <model>')))
    .description(
      'quantize a float model, calibrated on recordings: to ONNX, to C99, or to a JSON and a .bin of its weights',
    )
    .requiredOption('--calibrate <file...>', 'recordings that look like what it will run on, in its unit')
    .option('--recipe <file>', 'a JSON of what is coded how; see docs/post-training.md')
    .addOption(new Option('--target <runtime>', 'a runtime that it must suit').choices(RUNTIME_NAMES))
    .option('--hop <samples>', 'samples from one calibration window to the next (the window)', number)
    .addOption(new Option('--to <format>', 'what to write').choices(TARGET_NAMES).makeOptionMandatory())
    .option('--out <path>', 'a folder, or the path of the file (the current folder)')
    .option('--name <name>', 'name of the files (that of the model file)')
    .option('--force', 'write over files that exist', false)
    .action(async (file: string, flags: Flags & QuantizeModelSettings) => {
      const { quantizeModel } = await import('./commands/quantizeModel.js');
      await executeModel(flags, out => quantizeModel(file, modelOptions(flags), flags, out));
    });

  withOutput(
    withNetwork(withTrials(withSourceOptions(program.command('demo [file]'), { missing: 'error', badRows: 'error' }))),
  )
    .description('inspect, quantize and run, one after the other; without a file, on the recording that comes along')
    .action(async (given: string | undefined, flags: Flags) => {
      const file = given ?? shippedCsv();
      const [{ inspectFile }, { quantizeFile }, { showSharedEncoding }, { runFile }] = await Promise.all([
        import('./commands/inspect.js'),
        import('./commands/quantize.js'),
        import('./commands/shared.js'),
        import('./commands/run.js'),
      ]);
      await execute(file, file, flags, { ...trialSettings(flags), ...runSettings(flags) }, async (options, out) => {
        const [sensors, histograms] = [sensorMeter(), sketch({ nonFinite: 'skip' })];
        const first = await firstPass(file, options, sensors, histograms);
        inspectFile(first, sensors.value(), out);
        showGapAdvice(first, options, out);
        await quantizeFile(file, options, first, histograms.value(), flags, out);
        await showSharedEncoding(out);
        await runFile(file, options, first, flags, out);
      });
    });

  /** Echoes the settings as resolved, does the work, writes the results. */
  async function execute(
    given: string,
    file: string,
    flags: Flags,
    settings: Readonly<Record<string, unknown>>,
    work: (options: OpenSourceOptions, out: Output) => void | Promise<void>,
  ): Promise<void> {
    const options = await sourceOptions(file, flags);
    const out = output(flags.json, stdout);
    const description = await (await openSource(file, options)).probe();
    out.settings({
      file: given,
      ...describe(description),
      ...('missing' in options && { missing: flags.missing, badRows: flags.badRows }),
      ...settings,
    });
    showNotes(description, out);
    await work(options, out);
    out.end();
  }

  /** Does work on a model, which echoes its settings itself; writes the results. */
  async function executeModel({ json }: Flags, work: (out: Output) => Promise<void>): Promise<void> {
    const out = output(json, stdout);
    await work(out);
    out.end();
  }
}
