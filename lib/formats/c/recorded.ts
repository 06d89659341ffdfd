import { opOf } from '../../ops/index.js';
import { type Dialect, functional, type Requantization } from '../../ops/integerOp.js';
import { requantizer } from '../../kernels/requantization.js';
import { tflm } from '../../dialects/tflm.js';
import { type QuantizedMultiplier, quantizeMultiplier } from '../../kernels/fixedPoint.js';
import { integerOp } from '../../ops/lowerings.js';
import type { Step } from '../../kernels/kernel.js';
import type { Buffer } from '../../ops/op.js';
import type { Layer } from '../../graph/network.js';

/** What the executor's arithmetic asked of its dialect while it prepared a layer. */
export interface Recorded {
  readonly requantizations: readonly Requantization[];
  /** Whether they are from 64-bit accumulators. */
  readonly wide: boolean;
  readonly multipliers: readonly QuantizedMultiplier[];
  /** Runs the layer. */
  readonly run: Step;
}

/**
 * Prepares a layer as the executor does, in the dialect `tflm`, and notes its constants.
 *
 * @internal
 *
 * @throws {FormatError} when the layer cannot be computed on these codes
 */
export function recorded(layer: Layer, inputs: readonly Buffer[], output: Buffer): Recorded {
  const requantizations: Requantization[] = [];
  const multipliers: QuantizedMultiplier[] = [];
  let wide = false;
  const plain = functional(tflm, { requantizer });
  const dialect: Dialect = {
    ...plain,
    requantizer(wanted) {
      requantizations.push(wanted);
      return plain.requantizer(wanted);
    },
    wideRequantizer(wanted) {
      requantizations.push(wanted);
      wide = true;
      return plain.wideRequantizer(wanted);
    },
    multiplier(real, given = quantizeMultiplier(real)) {
      multipliers.push(given);
      return plain.multiplier(real, given);
    },
  };
  const { integer } = opOf(layer.name, layer.type);
  if (integer) {
    integer(layer, inputs, output, tflm);
    return { requantizations, wide, multipliers, run: () => {} };
  }
  const memory = { state: <T>(_name: string, initial: T): T => initial };
  const run = integerOp(layer, dialect).prepare(layer, inputs, output, { dialect, memory });
  return { requantizations, wide, multipliers, run };
}
