import { connect, mergeMap, type OperatorFunction, pipe, zip } from 'rxjs';
import type { Frame } from '../lib/frame.js';
import type { Dialect } from '../lib/network.js';
import type { FloatNetwork, IntegerNetwork } from '../lib/network.js';
import { timeLayout } from '../lib/graph/timeLayout.js';
import { checkOptions, type OptionKeys } from '../lib/options.js';
import { affine } from '../lib/quantizers/index.js';
import { dequantize } from '../operators/dequantize.js';
import { infer } from '../operators/infer.js';
import { quantize } from '../operators/quantize.js';

/** What an integer network says of one window. */
export interface Decision {
  /** Index of the window: it covers the samples from index * hop on. */
  readonly index: number;
  /** End of the window in seconds since sample 0; undefined where the rate is unknown. */
  readonly time: number | undefined;
  /** Name of the largest output. */
  readonly label: string;
  /** The largest output, decoded. */
  readonly score: number;
  /** All outputs of the integer network, decoded. */
  readonly outputs: readonly number[];
  /** All outputs of the float network for the same window. */
  readonly reference: readonly number[];
  /** Whether the float network decides the same. */
  readonly agrees: boolean;
}

/** Options of {@link sensorClassifier}. */
export interface SensorClassifierOptions {
  /** The integer network; it decides. */
  readonly network: IntegerNetwork;
  /** The float network it was made from; it is only compared with. */
  readonly reference: FloatNetwork;
  /** Samples from window to window. Defaults to the window: no overlap. */
  readonly hop?: number;
  /** How the integer network rounds. Defaults to the network's own, or `tflm`. */
  readonly dialect?: Dialect;
}

const OPTIONS: OptionKeys<SensorClassifierOptions> = { network: true, reference: true, hop: true, dialect: true };

/** Quantizes sensor frames for an integer network, runs it on sliding windows, and compares with the float network. */
export function sensorClassifier(options: SensorClassifierOptions): OperatorFunction<Frame, Decision> {
  const { network, reference, hop, dialect } = checkOptions('sensorClassifier', options, OPTIONS);
  const { params } = network.inputs[0];
  const sliding = hop === undefined ? {} : { hop };
  const window = timeLayout(network.inputs[0]).time;
  const integer: OperatorFunction<Frame, Frame> = pipe(
    quantize({ quantizer: affine({ rounding: 'halfAway' }), params }),
    infer(network, { ...sliding, ...(dialect && { dialect }) }),
    dequantize(),
  );
  return connect(frames$ =>
    zip(frames$.pipe(integer), frames$.pipe(infer(reference, sliding))).pipe(
      mergeMap(([decided, compared]) => decisions(decided, compared, window, hop ?? window)),
    ),
  );
}

function* decisions(decided: Frame, compared: Frame, window: number, hop: number): Generator<Decision> {
  const { info, length } = decided;
  for (let k = 0; k < length; k++) {
    const index = decided.start + k;
    const outputs = column(decided, k);
    const real = column(compared, k);
    const best = argMax(outputs);
    yield {
      index,
      time: info.sampleRate === undefined ? undefined : (index + window / hop) / info.sampleRate,
      label: info.names[best],
      score: outputs[best],
      outputs,
      reference: real,
      agrees: argMax(real) === best,
    };
  }
}

function column(f: Frame, k: number): number[] {
  return Array.from({ length: f.channels }, (_, c) => f.data[c * f.length + k]);
}

function argMax(values: readonly number[]): number {
  return values.indexOf(Math.max(...values));
}
