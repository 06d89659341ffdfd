import { type Command, Option } from 'commander';
import type { Writable } from 'node:stream';
import { modelFormat, openSource, readModel, shippedCsv } from '../datasets/index.js';
import { checkInteger } from '../lib/check.js';
import { OptionRangeError } from '../lib/errors.js';
import { sensorMeter, sketch } from '../lib/statistics/index.js';
import {
  type Flags,
  modelSettings,
  refuse,
  runSettings,
  trialSettings,
  withModelRun,
  withNetwork,
  withTrials,
} from './commandOptions.js';
import { convertModel, type ConvertSettings, TARGETS } from './commands/convert.js';
import { explainModel } from './commands/explain.js';
import { inspectFile } from './commands/inspect.js';
import { describeModel } from './commands/inspectModel.js';
import { quantizeFile } from './commands/quantize.js';
import { runFile } from './commands/run.js';
import { recordSettings, runModel } from './commands/runModel.js';
import { holdsRecords } from '../datasets/records/recordFile.js';
import { showSharedEncoding } from './commands/shared.js';
import { number } from './csvOptions.js';
import { describe } from './describe.js';
import { suggestFrontEnd } from './frontEnd.js';
import { showGapAdvice } from './gapAdvice.js';
import { withInput } from './input.js';
import { withDocument } from './description.js';
import { dialectOf, modelOptions, withDialect, withModelOptions } from './modelOptions.js';
import { withOutput } from './output.js';
import { execute, executeModel } from './execute.js';
import { firstPass } from './passes.js';
import { formatOf, sourceOptions, withSourceOptions } from './sourceOptions.js';

/** Adds all commands but `inspect`. */
export function addCommands(program: Command, stdout: Writable): void {
  withOutput(withTrials(withSourceOptions(program.command('quantize <file>'), { missing: 'error', badRows: 'error' })))
    .description('measure SQNR about the mean per channel, quantizer and bit width, beside what theory predicts')
    .action((given: string, flags: Flags) =>
      withInput(given, file =>
        execute(stdout, given, file, flags, trialSettings(flags), async (options, out) => {
          const histograms = sketch({ nonFinite: 'skip' });
          const first = await firstPass(file, options, histograms);
          showGapAdvice(first, options, out);
          await quantizeFile(file, options, first, histograms.value(), flags, out);
        }),
      ),
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
      if (data === undefined) {
        if (!(await formatOf(file, flags)) && (await modelFormat(file))) {
          throw new OptionRangeError(`run: model ${file} needs data, a sensor file or .bin`);
        }
        refuse(flags, ['inputs', 'state', 'saveState', 'atGap', 'frontEnd', 'limit'], 'goes with a model and its data');
        await withInput(file, path =>
          execute(stdout, file, path, flags, runSettings(flags), async (options, out) => {
            const first = await firstPass(path, options);
            showGapAdvice(first, options, out);
            await runFile(path, options, first, { ...flags, model: modelOptions(flags) }, out);
          }),
        );
        return;
      }
      refuse(flags, ['network'], 'goes with a sensor file alone');
      await executeModel(stdout, flags, async out => {
        if (flags.limit !== undefined) checkInteger('run', 'limit', flags.limit, 1);
        const model = await readModel(file, modelOptions(flags));
        await withInput(data, async path => {
          const { inputs } = model.network;
          const raw = flags.format === undefined && (await holdsRecords(path, inputs));
          const options = raw ? {} : await sourceOptions(path, flags);
          if (raw) refuse(flags, ['frontEnd'], 'goes with audio, not with records');
          else await suggestFrontEnd(model.network, path, options, flags.frontEnd);
          if (flags.frontEnd !== undefined) refuse(flags, ['gain', 'mean', 'std'], 'has no meaning behind a front end');
          out.settings({
            file,
            ...describeModel(model),
            data,
            ...(raw
              ? await recordSettings(path, inputs, flags)
              : describe(await (await openSource(path, options)).probe())),
            ...modelSettings(flags, raw, model.network),
          });
          await runModel(model, path, options, { ...flags, raw }, out);
        });
      });
    });

  withOutput(withDialect(withModelOptions(program.command('explain <model>'))))
    .description(
      'show how a model is computed: its calls in order, kernels, multiply-accumulates, bytes of constants and memory, accumulator widths',
    )
    .action(async (file: string, flags: Flags) => {
      await executeModel(stdout, flags, out => explainModel(file, modelOptions(flags), dialectOf(flags), out));
    });

  withOutput(withDocument(withModelOptions(program.command('convert <model>'))))
    .description(
      'convert a model file: to ONNX, to C99 in integers, or to a JSON of its structure and a .bin of its weights',
    )
    .addOption(new Option('--to <format>', 'what to write').choices(Object.keys(TARGETS)).makeOptionMandatory())
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
      await executeModel(stdout, flags, out => convertModel(file, modelOptions(flags), flags, out));
    });

  withOutput(
    withNetwork(withTrials(withSourceOptions(program.command('demo [file]'), { missing: 'error', badRows: 'error' }))),
  )
    .description('inspect, quantize and run, one after the other; without a file, on the recording that comes along')
    .action(async (given: string | undefined, flags: Flags) => {
      const file = given ?? shippedCsv();
      await execute(
        stdout,
        file,
        file,
        flags,
        { ...trialSettings(flags), ...runSettings(flags) },
        async (options, out) => {
          const [sensors, histograms] = [sensorMeter(), sketch({ nonFinite: 'skip' })];
          const first = await firstPass(file, options, sensors, histograms);
          inspectFile(first, sensors.value(), out);
          showGapAdvice(first, options, out);
          await quantizeFile(file, options, first, histograms.value(), flags, out);
          await showSharedEncoding(out);
          await runFile(file, options, first, flags, out);
        },
      );
    });
}
