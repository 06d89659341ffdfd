import type { Layer } from '../graph/network.js';
import { layerNamed, networkError } from '../graph/networkError.js';
import type { Dialect } from '../dialects/dialect.js';
import { absOp } from './elementwise/abs.js';
import { argMaxOp } from './reduction/argMaxLowering.js';
import { averagePool1dOp } from './pool/averagePool1dLowering.js';
import { averagePool2dOp } from './pool/averagePool2dLowering.js';
import { clipOp } from './elementwise/clipLowering.js';
import { compareOps } from './elementwise/compareLowering.js';
import { conv1dOp } from './weighted/conv1dLowering.js';
import { conv2dOp } from './weighted/conv2dLowering.js';
import { convTranspose2dOp } from './weighted/convTranspose2dLowering.js';
import { denseOp } from './weighted/denseLowering.js';
import { dequantizeOp } from './coding/dequantizeLowering.js';
import { divOp } from './elementwise/div.js';
import { extremumOps } from './elementwise/extremum.js';
import { flattenOp } from './movement/flattenLowering.js';
import { hardSwishOp } from './elementwise/hardSwish.js';
import type { IntegerOp } from './integerOp.js';
import { leakyReluOp } from './elementwise/leakyReluLowering.js';
import { lstmOp } from './recurrent/lstmLowering.js';
import { matMulOp } from './weighted/matMulLowering.js';
import { maxPool1dOp } from './pool/maxPool1dLowering.js';
import { maxPool2dOp } from './pool/maxPool2dLowering.js';
import { movementOps } from './movement/movement.js';
import { mulOp } from './elementwise/mul.js';
import { preluOp } from './elementwise/preluLowering.js';
import { quantizeOp } from './coding/quantizeLowering.js';
import { reduceOps } from './reduction/reduceLowering.js';
import { reluOp } from './elementwise/reluLowering.js';
import { sigmoidOps } from './elementwise/sigmoid.js';
import { softmaxOp } from './softmax/softmaxLowering.js';
import { sumOps } from './elementwise/sum.js';
import { svdfOp } from './recurrent/svdfLowering.js';
import { unaryOps } from './elementwise/unaryLowering.js';
import { whereOp } from './elementwise/whereLowering.js';

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
