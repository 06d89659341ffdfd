import { aligned } from './broadcasting.js';
import type { Binary } from '../../graph/network.js';
import type { Dialect } from '../integerOp.js';
import { activationCodes } from './activationCodes.js';
import { arithmeticCodes, reachOf } from '../arithmeticCodes.js';
import { type CodeTensor, type IntegerOp, widthOf } from '../integerOp.js';
import { requantized } from './requantized.js';
import { scaleBy } from './scaleBy.js';

/**
 * Sum or difference of two inputs, each brought to a common scale first, twice the larger one, with 20 bits of fraction (15 for int16).
 *
 * @see TensorFlow Lite, `reference_integer_ops::Add`, `reference_ops::Sub`
 */
const sumOp = (type: 'add' | 'sub'): IntegerOp<Binary> => ({
  type,
  prepare(layer, inputs, made, { dialect }) {
    const [a, b, output] = arithmeticCodes(layer, [...inputs, made]);
    const fraction = widthOf(output.params) === 'int16' ? 15 : 20;
    const [scaleA, scaleB] = [a.params.scale[0], b.params.scale[0]];
    const twice = 2 * Math.max(scaleA, scaleB);
    const { operands, align } = aligned([a, b], output.shape);
    const addA = addend(layer, dialect, { ...a, data: operands[0] }, scaleA / twice, fraction);
    const addB = addend(
      layer,
      dialect,
      { ...b, data: operands[1] },
      (type === 'sub' ? -scaleB : scaleB) / twice,
      fraction,
    );
    const scaling = {
      scale: twice / (2 ** fraction * output.params.scale[0]),
      bound: (reachOf(a) * scaleA + reachOf(b) * scaleB) * (2 ** fraction / twice) + 2,
      ...activationCodes(layer.activation, output.params),
    };
    const step = requantized(layer, dialect, output, scaling, (acc, at) => {
      acc.fill(0);
      addA(acc, at);
      addB(acc, at);
    });
    return () => {
      align();
      step();
    };
  },
});

/** Adds an input, brought to the common scale, to accumulators. */
function addend(layer: Binary, dialect: Dialect, tensor: CodeTensor, factor: number, fraction: number) {
  const { data: x, params } = tensor;
  const [zeroPoint] = params.zeroPoint;
  const unit = 2 ** fraction;
  const magnitude = scaleBy(layer, dialect, Math.abs(factor), reachOf(tensor) * unit);
  const sign = factor < 0 ? -1 : 1;
  if (x.BYTES_PER_ELEMENT > 1) {
    return (acc: Int32Array, at: number) => {
      for (let i = 0; i < acc.length; i++) acc[i] += sign * magnitude((x[at + i] - zeroPoint) * unit);
    };
  }
  const first = x instanceof Int8Array ? -128 : 0;
  const table = new Int32Array(256);
  for (let k = 0; k < 256; k++) table[k] = sign * magnitude((first + k - zeroPoint) * unit);
  return (acc: Int32Array, at: number) => {
    for (let i = 0; i < acc.length; i++) acc[i] += table[x[at + i] - first];
  };
}

/** Sums and differences. */
export const sumPrepared = { add: sumOp('add'), sub: sumOp('sub') } as const;
