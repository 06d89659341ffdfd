import { OptionRangeError } from '../lib/errors.js';
import { type AnyNetwork, checkNetwork, type Network, type OutputKind } from '../lib/network.js';

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

/** What is said of a model for its document. */
export interface DocumentFlags extends DescriptionFlags {
  readonly unit?: string | undefined;
  readonly trainedRate?: number | undefined;
  readonly modelVersion?: string | undefined;
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
