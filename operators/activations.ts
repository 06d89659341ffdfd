import type { OperatorFunction } from 'rxjs';
import type { AnyFrame } from '../lib/frame.js';
import { type Dialect, integerExecutor } from '../lib/network.js';
import {
  type ActivationFrame,
  type ActivationOptions,
  activationStage,
  type AnyNetwork,
  reference,
} from '../lib/network.js';
import { stageOperator } from './stageOperator.js';

/** Options of {@link activations}. */
export interface ActivationsOptions extends ActivationOptions {
  /** Arithmetic of an integer network's accumulators. Defaults to `tflm`. */
  readonly dialect?: Dialect;
}

/**
 * Runs a network on sliding windows of the stream and shows its activations as frames, for the trackers and meters that sensors use; see
 * {@link activationStage}.
 *
 * @example
 * const hidden$ = codes$.pipe(activations(network, { tensors: ['conv1'] }), map(a => a.frame));
 * hidden$.pipe(meter(() => codeUsage()))
 */
export function activations(
  network: AnyNetwork,
  { dialect, ...options }: ActivationsOptions = {},
): OperatorFunction<AnyFrame, ActivationFrame> {
  return stageOperator(() =>
    activationStage(
      network.arithmetic === 'float32' ? reference(network) : integerExecutor(network, dialect ? { dialect } : {}),
      options,
    ),
  );
}
