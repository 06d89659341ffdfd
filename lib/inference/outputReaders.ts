import { OptionRangeError } from '../errors.js';
import type { Network, OutputKind } from '../graph/network.js';
import { elementsOf } from '../graph/tensor.js';
import { checkNetwork } from '../rewrite/shapes.js';
import { outputKinds } from './outputKinds.js';

/** What one output says of one window. */
export interface Reading {
  /** The decision: the class; the detectors that are positive; `anomaly` or `normal`. Undefined of what decides nothing. */
  readonly label?: string;
  /** Largest probability, logit or detector; the anomaly score. Undefined of values. */
  readonly score?: number;
  /** Which entries are decided for: one of the classes, any detectors; of a reconstruction with a threshold whether it is anomalous. */
  readonly positive?: readonly boolean[];
}

/** How the numbers of an output are read. */
export interface OutputReader {
  readonly name: string;
  readonly kind: OutputKind;
  /** Names of the entries. */
  readonly labels: readonly string[];
  /** From where on entries of a detector are positive, or a reconstruction is anomalous. */
  readonly thresholds: readonly number[];
  /**
   * Reads one window.
   *
   * @param values the output's entries, decoded
   * @param inputs what went in, decoded, of all inputs: what a reconstruction is compared with
   */
  read(values: ArrayLike<number>, inputs?: readonly ArrayLike<number>[]): Reading;
}

/** From where on a detector is positive unless the network says otherwise. */
const HALF = 0.5;

/**
 * How each output of a network is read: by its kind, labels and thresholds. The largest entry of classes decides; detectors are positive from
 * their threshold on; the score of a reconstruction is its mean squared distance from the input.
 *
 * @throws {RangeError} when there are several thresholds, but not one for each entry of detectors and each reconstruction
 */
export function outputReaders(network: Network): readonly OutputReader[] {
  const shapes = checkNetwork(network);
  const sizes = network.outputs.map(name => elementsOf(shapes.get(name) ?? []));
  const kinds = outputKinds(network);
  const thresholds = thresholdsOf(network, kinds, sizes);
  const alike = network.inputs.map(({ shape }) => elementsOf(shape));
  let first = 0;
  return network.outputs.map((name, k): OutputReader => {
    const kind = kinds[k];
    const labels = labelsOf(network, first, sizes[k]);
    first += sizes[k];
    const own = { name, kind, labels, thresholds: thresholds[k] };
    if (kind === 'values') return { ...own, read: () => ({}) };
    if (kind === 'detector') {
      const named = network.labels !== undefined;
      return { ...own, read: values => detected(values, own.thresholds, labels, named) };
    }
    if (kind === 'reconstruction') {
      const input = alike.indexOf(sizes[k]);
      return { ...own, read: (values, inputs = []) => compared(values, inputs[input], own.thresholds) };
    }
    return { ...own, read: values => chosen(values, labels) };
  });
}

function labelsOf({ labels }: Network, first: number, size: number): readonly string[] {
  if (labels) return labels.slice(first, first + size);
  return Array.from({ length: size }, (_, k) => (size > 1 ? `${k}` : 'positive'));
}

/** The thresholds of each output. */
function thresholdsOf({ thresholds: given }: Network, kinds: readonly OutputKind[], sizes: readonly number[]) {
  const counts = kinds.map((kind, k) => (kind === 'detector' ? sizes[k] : kind === 'reconstruction' ? 1 : 0));
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (given && given.length !== 1 && given.length !== total) {
    throw new OptionRangeError(
      `outputReaders: thresholds must be one, or one for each of ${total} detectors and reconstructions, got ${given.length}`,
    );
  }
  if (given && total === 0) {
    throw new OptionRangeError('outputReaders: thresholds are for detectors and reconstructions, the network has none');
  }
  let next = 0;
  return kinds.map((kind, k) => {
    const own = Array.from({ length: counts[k] }, () => (given?.length === 1 ? given[0] : given?.[next++]));
    return own.flatMap(threshold => threshold ?? (kind === 'detector' ? HALF : []));
  });
}

function chosen(values: ArrayLike<number>, labels: readonly string[]): Reading {
  let best = 0;
  for (let k = 1; k < values.length; k++) if (values[k] > values[best]) best = k;
  return { label: labels[best], score: values[best], positive: labels.map((_, k) => k === best) };
}

function detected(
  values: ArrayLike<number>,
  thresholds: readonly number[],
  labels: readonly string[],
  named: boolean,
): Reading {
  const positive = labels.map((_, k) => values[k] >= thresholds[k]);
  const found = labels.filter((_, k) => positive[k]).join(' + ');
  const none = labels.length > 1 ? 'none' : named ? `no ${labels[0]}` : 'negative';
  return { label: found || none, score: Math.max(...Array.from(values)), positive };
}

function compared(
  values: ArrayLike<number>,
  input: ArrayLike<number> | undefined,
  thresholds: readonly number[],
): Reading {
  if (!input) return {};
  let sum = 0;
  for (let k = 0; k < values.length; k++) sum += (values[k] - input[k]) ** 2;
  const score = sum / values.length;
  if (thresholds.length === 0) return { score };
  const anomalous = score >= thresholds[0];
  return { label: anomalous ? 'anomaly' : 'normal', score, positive: [anomalous] };
}

/**
 * What all outputs say together: the labels of those that decide something, joined by ` / `, and the first score.
 *
 * @internal
 */
export function joined(readings: readonly Reading[]): Pick<Reading, 'label' | 'score'> {
  const labels = readings.flatMap(({ label }) => label ?? []);
  const score = readings.find(reading => reading.score !== undefined)?.score;
  return { ...(labels.length > 0 && { label: labels.join(' / ') }), ...(score !== undefined && { score }) };
}
