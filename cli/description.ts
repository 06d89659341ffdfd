import { type Command, InvalidArgumentError } from 'commander';
import { OUTPUT_KINDS } from '../lib/graph/checkDescription.js';
import { OptionRangeError } from '../lib/errors.js';
import { checkNetwork } from '../lib/network.js';
import type { AnyNetwork, Network, OutputKind } from '../lib/network.js';
import { list, number } from './csvOptions.js';

/** What is said of a model beside its file. */
export interface DescriptionFlags {
  /** Names of the outputs' entries. */
  readonly labels?: readonly string[] | undefined;
  /** What the outputs are. */
  readonly kinds?: readonly OutputKind[] | undefined;
  /** From where on detectors are positive and reconstructions anomalous. */
  readonly thresholds?: readonly number[] | undefined;
  /** What is taken off the samples, and what they are divided by, for all channels or one per channel. */
  readonly mean?: readonly number[] | undefined;
  readonly std?: readonly number[] | undefined;
}

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

/**
 * The network with what was said of its outputs.
 *
 * @throws {OptionRangeError} when it does not fit them
 */
export function described<N extends Network = AnyNetwork>(network: N, flags: DescriptionFlags): N {
  const { labels, kinds, thresholds } = flags;
  const made = { ...network, ...(labels && { labels }), ...(kinds && { kinds }), ...(thresholds && { thresholds }) };
  try {
    checkNetwork(made);
  } catch (cause) {
    throw new OptionRangeError((cause as Error).message, { cause });
  }
  return made;
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

/** What is said of a model for its document. */
export interface DocumentFlags extends DescriptionFlags {
  readonly unit?: string | undefined;
  readonly trainedRate?: number | undefined;
  readonly modelVersion?: string | undefined;
}

/** Adds the options that put into a model's document what its file does not say. */
export function withDocument(command: Command): Command {
  return withDescription(command)
    .option('--unit <unit>', 'unit that the model was trained on, before mean and std', String)
    .option('--trained-rate <hz>', 'rate that the model was trained on', number)
    .option('--model-version <text>', 'version of the model', String);
}

/**
 * The network with all that was said of it.
 *
 * @throws {OptionRangeError} when it does not fit the network
 */
export function documented<N extends Network = AnyNetwork>(network: N, flags: DocumentFlags): N {
  const { mean, std, unit, trainedRate, modelVersion } = flags;
  const normalization = (mean || std) && { mean: mean ?? [0], std: std ?? [1] };
  const [first, ...others] = network.inputs;
  return described(
    {
      ...network,
      ...(normalization && { inputs: [{ ...first, normalization }, ...others] }),
      ...(unit !== undefined && { unit }),
      ...(trainedRate !== undefined && { sampleRate: trainedRate }),
      ...(modelVersion !== undefined && { version: modelVersion }),
    },
    flags,
  );
}
