import { type Command, InvalidArgumentError } from 'commander';
import { OUTPUT_KINDS } from '../lib/graph/checkDescription.js';
import type { OutputKind } from '../lib/network.js';
import { list, number } from './csvOptions.js';

/** Adds the options that say what a model's file does not. */
export function withDescription(command: Command): Command {
  return command
    .option('--labels <list>', "names of the outputs' entries, separated by commas (the model's)", list)
    .option('--kinds <list>', `what each output is: ${OUTPUT_KINDS.join(', ')} (by its last layer)`, kinds)
    .option('--thresholds <list>', 'from where on detectors are positive (0.5) and reconstructions anomalous', numbers)
    .option(
      '--mean <list>',
      "taken off the samples in the model's unit, for all channels or one per channel (the model's, or 0)",
      numbers,
    )
    .option('--std <list>', "divides them then, likewise (the model's, or 1)", numbers);
}

/** Adds the options that put into a model's document what its file does not say. */
export function withDocument(command: Command): Command {
  return withDescription(command)
    .option('--unit <unit>', 'unit that the model was trained on, before mean and std', String)
    .option('--trained-rate <hz>', 'rate that the model was trained on', number)
    .option('--model-version <text>', 'version of the model', String);
}

/** Numbers separated by commas. */
export function numbers(text: string): number[] {
  return list(text).map(number);
}

function kinds(text: string): OutputKind[] {
  return list(text).map(word => {
    const kind = OUTPUT_KINDS.find(known => known === word);
    if (kind) return kind;
    throw new InvalidArgumentError(`must be any of ${OUTPUT_KINDS.join(', ')}; got ${JSON.stringify(word)}`);
  });
}
