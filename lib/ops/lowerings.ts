import type { Layer } from '../graph/network.js';
import { layerNamed, networkError } from '../graph/networkError.js';
import type { Dialect as RealDialect, Rules } from '../dialects/dialect.js';
import type { KernelTools, Step, Values } from '../kernels/kernel.js';
import { softmaxTflitePrepared } from './softmax/softmaxLowering.js';
import { floatSoftmax } from './softmax/floatSoftmax.js';
import { recode, slopes } from './elementwise/slopes.js';
import { sum as xnnpackSum } from './elementwise/xnnpackSum.js';
import type { Buffer } from './op.js';
import { absPrepared } from './elementwise/abs.js';
import { argMaxPrepared } from './reduction/argMaxLowering.js';
import { clipPrepared } from './elementwise/clipLowering.js';
import { comparePrepared } from './elementwise/compareLowering.js';
import { dequantizePrepared } from './coding/dequantizeLowering.js';
import { divPrepared } from './elementwise/div.js';
import { extremumPrepared } from './elementwise/extremum.js';
import { hardSwishPrepared } from './elementwise/hardSwish.js';
import { type Dialect, functional, type IntegerOp } from './integerOp.js';
import { leakyReluPrepared } from './elementwise/leakyReluLowering.js';
import { mulPrepared } from './elementwise/mul.js';
import { preluPrepared } from './elementwise/preluLowering.js';
import { quantizePrepared } from './coding/quantizeLowering.js';
import { reducePrepared } from './reduction/reduceLowering.js';
import { reluPrepared } from './elementwise/reluLowering.js';
import { sigmoidPrepared } from './elementwise/sigmoid.js';
import { softmaxPrepared } from './softmax/softmaxLowering.js';
import { sumPrepared } from './elementwise/sum.js';
import { unaryPrepared } from './elementwise/unaryLowering.js';
import { wherePrepared } from './elementwise/whereLowering.js';

const ops: { readonly [T in Layer['type']]?: IntegerOp<Layer> } = {
  ...unaryPrepared, // those with an arithmetic of their own come behind
  relu: reluPrepared,
  softmax: softmaxPrepared,
  abs: absPrepared,
  hardSwish: hardSwishPrepared,
  ...sigmoidPrepared,
  clip: clipPrepared,
  leakyRelu: leakyReluPrepared,
  prelu: preluPrepared,
  ...sumPrepared,
  mul: mulPrepared,
  div: divPrepared,
  ...extremumPrepared,
  ...comparePrepared,
  where: wherePrepared,
  ...reducePrepared,
  argMax: argMaxPrepared,
  quantize: quantizePrepared,
  dequantize: dequantizePrepared,
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
  if (type === 'softmax') {
    if (rules.softmax === 'micro') return undefined;
    return rules.softmax === 'lite' ? softmaxTflitePrepared : floatSoftmax;
  }
  if (type === 'add' || type === 'sub') return rules.sum !== 'common' ? xnnpackSum(type) : undefined;
  if (type === 'quantize') return rules.recode !== 'multiplier' ? recode : undefined;
  return type === 'leakyRelu' && rules.slope !== 'multiplier' ? slopes : undefined;
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
