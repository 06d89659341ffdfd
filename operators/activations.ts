import type { OperatorFunction } from 'rxjs';
import { checkOneOf } from '../lib/check.js';
import type { AnyFrame } from '../lib/frame.js';
import {
  type ActivationFrame,
  type ActivationOptions,
  activationStage,
  type AnyNetwork,
  compile,
  type Dialect,
} from '../lib/network.js';
import { checkOptions, type OptionKeys } from '../lib/options.js';
import { frameOperator } from './frameOperator.js';

/** Options of {@link activations}. */
export interface ActivationsOptions extends ActivationOptions {
  /** Arithmetic of an integer network's accumulators. Defaults to the network's own, or `tflm`. */
  readonly dialect?: Dialect;
}

const OPTIONS: OptionKeys<ActivationsOptions> = {
  dialect: true,
  tensors: true,
  hop: true,
  inputs: true,
  atGap: true,
  missing: true,
};

/**
 * Runs a network on sliding windows of the stream and shows its activations as frames, for the trackers and meters that sensors use; see
 * {@link activationStage}.
 *
 * @example
 * const hidden$ = codes$.pipe(activations(network, { tensors: ['conv1'] }), map(a => a.frame as QFrame));
 * hidden$.pipe(tapMeter({ meter: codeUsageMeter, onReport: r => console.log(r[0].entropy) }))
 */
export function activations(
  network: AnyNetwork,
  options: ActivationsOptions = {},
): OperatorFunction<AnyFrame, ActivationFrame> {
  const { dialect, tensors, ...sliding } = checkOptions('activations', options, OPTIONS);
  const names = [...network.inputs, ...(network.variables ?? []), ...network.layers].map(({ name }) => name);
  for (const name of tensors ?? []) checkOneOf('activations', 'tensors', name, names);
  const compiled = compile(network, { taps: tensors ?? 'all', ...(dialect && { dialect }) });
  return frameOperator('activations', () => activationStage(compiled, tensors ? { ...sliding, tensors } : sliding));
}
