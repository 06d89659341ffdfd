import type { OperatorFunction } from 'rxjs';
import type { AnyFrame, Frame, QFrame } from '../lib/frame.js';
import {
  type AnyNetwork,
  compile,
  type Dialect,
  type FloatNetwork,
  type IntegerNetwork,
  networkForHop,
  type NetworkForHopOptions,
  slidingStage,
  type SlidingStageOptions,
} from '../lib/network.js';
import { checkOptions, type OptionKeys } from '../lib/options.js';
import { frameOperator } from './frameOperator.js';

/** Options of {@link infer}. */
export interface InferOptions extends SlidingStageOptions, Pick<NetworkForHopOptions, 'mode'> {
  /** Arithmetic of an integer network's accumulators. Defaults to the network's own, or `tflm`. */
  readonly dialect?: Dialect;
}

const OPTIONS: OptionKeys<InferOptions> = {
  dialect: true,
  hop: true,
  mode: true,
  inputs: true,
  outputs: true,
  atGap: true,
  missing: true,
};

/**
 * Runs a network on sliding windows of the stream: an integer network on codes, without any float from its input to its
 * output, a float network on real samples; see {@link slidingStage}. The network is compiled once, and each subscription has a state of
 * its own. Where windows overlap, the network computes the new samples alone, with memory, if that costs less; the output is the same, bit for
 * bit; see {@link networkForHop}.
 *
 * @example
 * source$.pipe(quantize({ quantizer: affine(), params: network.inputs[0].params }), infer(network, { hop: 32 }), dequantize())
 */
export function infer(network: IntegerNetwork, options?: InferOptions): OperatorFunction<QFrame, QFrame>;
export function infer(network: FloatNetwork, options?: Omit<InferOptions, 'dialect'>): OperatorFunction<Frame, Frame>;
export function infer(network: AnyNetwork, options?: InferOptions): OperatorFunction<AnyFrame, AnyFrame>;
export function infer(
  network: AnyNetwork,
  options: InferOptions = {},
): OperatorFunction<AnyFrame, AnyFrame> | OperatorFunction<QFrame, QFrame> | OperatorFunction<Frame, Frame> {
  const { dialect, mode = 'auto', ...sliding } = checkOptions('infer', options, OPTIONS);
  const compiled = compile(
    networkForHop(network, { ...(sliding.hop !== undefined && { hop: sliding.hop }), mode }),
    dialect ? { dialect } : {},
  );
  return frameOperator('infer', () => slidingStage(compiled, sliding));
}
