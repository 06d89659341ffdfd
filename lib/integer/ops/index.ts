import type { Layer } from '../../network/network.js';
import { layerNamed, networkError } from '../../network/networkError.js';
import type { Dialect } from '../dialects/dialect.js';
import { absOp } from './abs.js';
import { argMaxOp } from './argMax.js';
import { averagePool1dOp } from './averagePool1d.js';
import { averagePool2dOp } from './averagePool2d.js';
import { clipOp } from './clip.js';
import { compareOps } from './compare.js';
import { conv1dOp } from './conv1d.js';
import { conv2dOp } from './conv2d.js';
import { convTranspose2dOp } from './convTranspose2d.js';
import { denseOp } from './dense.js';
import { dequantizeOp } from './dequantize.js';
import { divOp } from './div.js';
import { extremumOps } from './extremum.js';
import { flattenOp } from './flatten.js';
import { hardSwishOp } from './hardSwish.js';
import type { IntegerOp } from './integerOp.js';
import { leakyReluOp } from './leakyRelu.js';
import { lstmOp } from './lstm.js';
import { matMulOp } from './matMul.js';
import { maxPool1dOp } from './maxPool1d.js';
import { maxPool2dOp } from './maxPool2d.js';
import { movementOps } from './movement.js';
import { mulOp } from './mul.js';
import { preluOp } from './prelu.js';
import { quantizeOp } from './quantize.js';
import { reduceOps } from './reduce.js';
import { reluOp } from './relu.js';
import { sigmoidOps } from './sigmoid.js';
import { softmaxOp } from './softmax.js';
import { sumOps } from './sum.js';
import { svdfOp } from './svdf.js';
import { unaryOps } from './unary.js';
import { whereOp } from './where.js';

const ops: { readonly [T in Layer['type']]?: IntegerOp<Layer> } = {
  dense: denseOp,
  conv1d: conv1dOp,
  conv2d: conv2dOp,
  convTranspose2d: convTranspose2dOp,
  matMul: matMulOp,
  ...unaryOps, // those with an arithmetic of their own come behind
  relu: reluOp,
  averagePool1d: averagePool1dOp,
  averagePool2d: averagePool2dOp,
  maxPool1d: maxPool1dOp,
  maxPool2d: maxPool2dOp,
  flatten: flattenOp,
  softmax: softmaxOp,
  abs: absOp,
  hardSwish: hardSwishOp,
  ...sigmoidOps,
  clip: clipOp,
  leakyRelu: leakyReluOp,
  prelu: preluOp,
  ...sumOps,
  mul: mulOp,
  div: divOp,
  ...extremumOps,
  ...compareOps,
  where: whereOp,
  ...reduceOps,
  argMax: argMaxOp,
  ...movementOps,
  quantize: quantizeOp,
  dequantize: dequantizeOp,
  lstm: lstmOp,
  svdf: svdfOp,
};

/**
 * The integer arithmetic of a layer in a dialect.
 *
 * @throws {FormatError} when it has none
 */
export function integerOp(layer: Layer, dialect: Dialect): IntegerOp<Layer> {
  // an op takes layers of its own type only: look it up by the layer's type
  const op = dialect.ops?.[layer.type] ?? ops[layer.type];
  if (!op) throw networkError(layerNamed(layer), 'there is no integer arithmetic for its type', layer.type);
  return op;
}
