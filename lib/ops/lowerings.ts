import type { Layer } from '../graph/network.js';
import { layerNamed, networkError } from '../graph/networkError.js';
import type { Dialect as RealDialect, Rules } from '../dialects/dialect.js';
import type { KernelTools, Step, Values } from '../kernels/kernel.js';
import { lstmTflitePrepared } from './recurrent/lstmTflite.js';
import type { Buffer } from './op.js';
import { conv1dPrepared } from './weighted/conv1dLowering.js';
import { conv2dPrepared } from './weighted/conv2dLowering.js';
import { convTranspose2dPrepared } from './weighted/convTranspose2dLowering.js';
import { densePrepared } from './weighted/denseLowering.js';
import { type Dialect, functional, type IntegerOp } from './integerOp.js';
import { lstmPrepared } from './recurrent/lstmLowering.js';
import { matMulPrepared } from './weighted/matMulLowering.js';
import { svdfPrepared } from './recurrent/svdfLowering.js';

const ops: { readonly [T in Layer['type']]?: IntegerOp<Layer> } = {
  dense: densePrepared,
  conv1d: conv1dPrepared,
  conv2d: conv2dPrepared,
  convTranspose2d: convTranspose2dPrepared,
  matMul: matMulPrepared,
  lstm: lstmPrepared,
  svdf: svdfPrepared,
};

/**
 * The integer arithmetic of a layer in a dialect.
 *
 * @throws {FormatError} when it has none
 */
export function integerOp(layer: Layer, { rules }: Pick<Dialect, 'rules'>): IntegerOp<Layer> {
  const op = (ruled(layer, rules) ?? ops[layer.type]) as IntegerOp<Layer> | undefined;
  if (!op) throw networkError(layerNamed(layer), 'there is no integer arithmetic for its type', layer.type);
  return op;
}

function ruled({ type }: Layer, rules: Rules): unknown {
  return type === 'lstm' && rules.lstm === 'lite' ? lstmTflitePrepared : undefined;
}

/** Whether layers of a type still make their own constants. */
export function isBridged(type: Layer['type']): boolean {
  return Object.hasOwn(ops, type);
}

/** Binds a layer whose arithmetic makes its own constants. */
export function prepare(
  { layer, dialect }: { readonly layer: Layer; readonly dialect: RealDialect },
  inputs: readonly Buffer[],
  output: Buffer,
  memory: { state(name: string): Values },
  tools: KernelTools,
): Step {
  const state = <T extends Values>(name: string): T => memory.state(name) as T;
  const context = { dialect: functional(dialect, tools), memory: { state } };
  return integerOp(layer, dialect).prepare(layer, inputs, output, context);
}
