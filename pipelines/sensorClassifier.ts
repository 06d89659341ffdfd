import { connect, map, type OperatorFunction, pipe, zip } from 'rxjs';
import type { Frame } from '../lib/frame.js';
import {
  type AnyNetwork,
  compile,
  type Compiled,
  type Dialect,
  type FloatNetwork,
  type IntegerNetwork,
  networkForHop,
  type OutputReader,
  outputReaders,
  type Reading,
  type SlidingOptions,
  type TensorInfo,
  type Values,
} from '../lib/network.js';
import { checkOptions, type OptionKeys } from '../lib/options.js';
import { show } from '../lib/check.js';
import { OptionRangeError } from '../lib/errors.js';
import { timeOf } from '../lib/graph/timeLayout.js';
import { type WindowShares, windowSharesStage } from '../lib/inference/windowSharesStage.js';
import { stageOperator } from '../operators/stageOperator.js';
import { joined } from '../lib/inference/outputReaders.js';
import { type ModelRun, modelRuns } from './modelRuns.js';

/** What an integer network says of one window. */
export interface Decision {
  /** Index of the window: it covers the samples from index * hop on. */
  readonly index: number;
  /** End of the window in seconds since sample 0; undefined where the rate is unknown. */
  readonly time: number | undefined;
  /** What is decided: the labels of all outputs that decide something, joined by ` / `; undefined where none does. */
  readonly label: string | undefined;
  /** Score of the first output that has one: its largest entry, or its anomaly score. */
  readonly score: number | undefined;
  /** What each output says. */
  readonly readings: readonly Reading[];
  /** What the float network says. */
  readonly references: readonly Reading[];
  /** All outputs of the integer network, decoded, one behind the other. */
  readonly outputs: readonly number[];
  /** All outputs of the float network for the same window. */
  readonly reference: readonly number[];
  /** What of the window is no measurement. */
  readonly shares: WindowShares;
  /** Which share was above `abstainAbove`, the largest one; absent where the network was let decide. */
  readonly abstained?: Abstention;
  /** Whether the float network decides the same; undefined where nothing is decided. */
  readonly agrees: boolean | undefined;
}

/** Why nothing is decided for a window. */
export type Abstention = 'held' | 'flat' | 'railed' | 'clipped';

/** Options of {@link sensorClassifier}. */
export interface SensorClassifierOptions extends SlidingOptions {
  /** The integer network; it decides, by its `labels`, `kinds` and `thresholds`. */
  readonly network: IntegerNetwork;
  /** The float network it was made from; it is only compared with. */
  readonly reference: FloatNetwork;
  /** How the integer network rounds. Defaults to the network's own, or `tflm`. */
  readonly dialect?: Dialect;
  /**
   * Share of a window's samples, from 0 to 1, that may be held, flat, railed or clipped; above it nothing is decided: a network has an answer
   * to a dead sensor too. 1 decides always. Defaults to 0.5.
   */
  readonly abstainAbove?: number;
}

const OPTIONS: OptionKeys<SensorClassifierOptions> = {
  network: true,
  reference: true,
  hop: true,
  dialect: true,
  inputs: true,
  atGap: true,
  missing: true,
  abstainAbove: true,
};

/**
 * Quantizes the samples that a network takes (see `normalize`), runs the integer network on sliding windows, reads its outputs by their
 * kinds (see {@link outputReaders}), and compares with the float network. Where too much of a window is no measurement, it abstains.
 */
export function sensorClassifier(options: SensorClassifierOptions): OperatorFunction<Frame, Decision> {
  const {
    network,
    reference,
    dialect,
    abstainAbove = 0.5,
    ...given
  } = checkOptions('sensorClassifier', options, OPTIONS);
  if (!(abstainAbove >= 0 && abstainAbove <= 1)) {
    throw new OptionRangeError(`sensorClassifier: abstainAbove must be a share in [0, 1], got ${show(abstainAbove)}`);
  }
  const sliding = { missing: 'hold', ...given } as const; // what is held has its share
  const readers = outputReaders(network);
  const compared = readers.some(({ kind }) => kind === 'reconstruction');
  const compiledOf = (given: AnyNetwork, options: { readonly dialect?: Dialect } = {}): Compiled =>
    compared
      ? compile(given, { ...options, taps: given.inputs.map(({ name }) => name) })
      : compile(networkForHop(given, sliding.hop === undefined ? {} : { hop: sliding.hop }), options);
  const integer = compiledOf(network, dialect ? { dialect } : {});
  const float = compiledOf(reference);
  const runsOf = (compiled: Compiled) =>
    pipe(
      modelRuns({ compiled, ...sliding }),
      map(run => decoded(compiled, run)),
    );
  const window = network.streaming?.window ?? timeOf(network.inputs);
  const hop = sliding.hop ?? network.streaming?.hop ?? window;
  const shares = stageOperator(() => windowSharesStage(window, hop, ...ends(network)));
  return connect(frames$ =>
    zip(frames$.pipe(shares), frames$.pipe(runsOf(integer)), frames$.pipe(runsOf(float))).pipe(
      map(([share, own, other]) => abstaining(decisionOf(readers, own, other, share), abstainAbove)),
    ),
  );
}

/** Least and largest sample that the codes of the input hold; of several inputs, the widest. */
function ends({ inputs }: IntegerNetwork): [low: number, high: number] {
  const at = (q: 'qmin' | 'qmax') =>
    inputs.map(({ params: p }) => (p ? p.scale[0] * (p[q] + (q === 'qmin' ? -0.5 : 0.5) - p.zeroPoint[0]) : NaN));
  const [low, high] = [Math.min(...at('qmin')), Math.max(...at('qmax'))];
  return [Number.isNaN(low) ? -Infinity : low, Number.isNaN(high) ? Infinity : high];
}

/** The decision, or none where too much of its window is no measurement. */
function abstaining(decision: Decision, above: number): Decision {
  const kinds = ['held', 'flat', 'railed', 'clipped'] as const;
  const worst = kinds.reduce((a, b) => (decision.shares[b] > decision.shares[a] ? b : a));
  if (decision.shares[worst] <= above) return decision;
  return { ...decision, label: undefined, score: undefined, agrees: undefined, abstained: worst };
}

/** A run in real numbers. */
interface Decoded {
  readonly run: ModelRun;
  readonly outputs: readonly (readonly number[])[];
  readonly inputs: readonly (readonly number[])[];
}

function decoded(compiled: Compiled, run: ModelRun): Decoded {
  return {
    run,
    outputs: run.outputs.map((values, k) => realOf(values, compiled.outputs[k])),
    inputs: (run.inputs ?? []).map((values, k) => realOf(values, compiled.inputs[k])),
  };
}

/**
 * The real numbers that values of a tensor stand for.
 *
 * @internal
 */
export function realOf(values: Values, { params }: Pick<TensorInfo, 'params'>): number[] {
  if (!params) return Array.from(values);
  const [scale, zeroPoint] = [params.scale[0], params.zeroPoint[0]];
  return Array.from(values, q => scale * (q - zeroPoint));
}

function decisionOf(
  readers: readonly OutputReader[],
  { run, outputs, inputs }: Decoded,
  float: Decoded,
  shares: WindowShares,
): Decision {
  const readings = readers.map((reader, k) => reader.read(outputs[k], inputs));
  const references = readers.map((reader, k) => reader.read(float.outputs[k], float.inputs));
  const { label, score } = joined(readings);
  return {
    index: run.index,
    time: run.time,
    label,
    score,
    readings,
    references,
    outputs: outputs.flat(),
    reference: float.outputs.flat(),
    shares,
    agrees: label === undefined ? undefined : readings.every((reading, k) => reading.label === references[k].label),
  };
}
