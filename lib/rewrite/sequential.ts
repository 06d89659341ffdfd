import { checkInteger } from '../check.js';
import { OptionRangeError } from '../errors.js';
import type { FloatNetwork } from '../graph/arithmetic.js';
import type { LayerPlan } from '../ops/layerPlan.js';
import { checkOptions, type OptionKeys } from '../options.js';
import { networkBuilder } from './networkBuilder.js';
import type { Shape } from '../graph/tensor.js';

/** Options of {@link sequential}. */
export interface SequentialOptions {
  /** Name of the network. */
  readonly name: string;
  /** Shape of the input: (time, channels), or (features). */
  readonly input: Shape;
  /** The layers, each taking the output of the one before it; at least one. */
  readonly layers: readonly LayerPlan[];
  /** Names of the output's entries. */
  readonly labels?: readonly string[];
  /** Rate that the network was trained for, Hz. */
  readonly sampleRate?: number;
  /** Unit that the network was trained for. */
  readonly unit?: string;
  /** Seed of the weights that are not given, an integer in [0, 2^32). Defaults to 0. */
  readonly seed?: number;
}

const OPTIONS: OptionKeys<SequentialOptions> = {
  name: true,
  input: true,
  layers: true,
  labels: true,
  sampleRate: true,
  unit: true,
  seed: true,
};

/**
 * A float network of layers one behind the other. Its input is named `input`.
 *
 * ```ts
 * sequential({
 *   name: 'har', input: [26, 3], labels: ['stationary', 'walking', 'running'],
 *   layers: [conv1d({ filters: 16, kernel: 3, activation: 'relu' }), flatten(), dense({ units: 3 }), softmax()],
 * });
 * ```
 *
 * @throws {FormatError} when a layer does not fit the output of the one before it
 */
export function sequential(options: SequentialOptions): FloatNetwork {
  const { name, input, layers: plans, seed = 0, ...description } = checkOptions('sequential', options, OPTIONS);
  checkInteger('sequential', 'seed', seed, 0, 0xffffffff);
  if (plans.length === 0) throw new OptionRangeError('sequential: layers must hold at least one layer, got none');
  const builder = networkBuilder({ name, seed, ...description });
  const last = plans.reduce((tensor, plan) => builder.add(plan, tensor), builder.input('input', input));
  return builder.build([last]);
}
