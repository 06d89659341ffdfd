import type { Command } from 'commander';
import type { Writable } from 'node:stream';
import { modelFormat } from '../datasets/model/modelFormat.js';
import { sensorMeter } from '../lib/statistics/sensorMeter.js';
import type { Flags } from './commandOptions.js';
import { inspectFile, showLevels } from './commands/inspect.js';
import { execute, executeModel } from './execute.js';
import { showGapAdvice } from './gapAdvice.js';
import { withInput } from './input.js';
import { modelOptions, withModelOptions } from './modelOptions.js';
import { withOutput } from './output.js';
import { firstPass } from './passes.js';
import { formatOf, withSourceOptions } from './sourceOptions.js';

/** Adds `inspect`, which loads none of the network's modules before it meets a model. */
export function addInspect(program: Command, stdout: Writable): void {
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
          await executeModel(stdout, flags, out => inspectModel(file, modelOptions(flags), out));
          return;
        }
        // of WAV it is the value of a sample too
        const { fullScale, ...others } = flags;
        const reading = (await formatOf(file, flags)) === 'wav' ? flags : others;
        await execute(stdout, given, file, reading, {}, async (options, out) => {
          const sensors = sensorMeter();
          const first = await firstPass(file, options, sensors);
          inspectFile(first, sensors.value(), out);
          showGapAdvice(first, options, out);
          if (fullScale !== undefined) await showLevels(file, options, first, fullScale, out);
        });
      }),
    );
}
