import { eluOp } from './elu.js';
import { geluOp } from './gelu.js';
import { hardSigmoidOp } from './hardSigmoid.js';
import type { PointwiseOp } from './pointwise.js';
import { unaryOps } from './unary.js';
import type { Layer, Unary } from '../../graph/network.js';
import { arithmeticCodes } from '../arithmeticCodes.js';
import { codeMap, limitTo, realCode, tabulated } from './codeMap.js';
import { type IntegerOp, widthOf } from '../integerOp.js';
import { lookUp16, lut16 } from './lut16.js';

/**
 * A real function of every element, by a table of the nearest code for each code.
 *
 * @see TensorFlow Lite, `LUTPopulate` for int8
 */
function nearestOp<L extends Layer>(kind: PointwiseOp<L>): IntegerOp<L> {
  return {
    type: kind.type,
    prepare(layer, [given], made) {
      const [input, output] = arithmeticCodes(layer, [given, made]);
      return codeMap(input, output, tabulated(input, realCode(input.params, output.params, kind.of(layer))));
    },
  };
}

/**
 * The same for functions that the runtimes interpolate for int16 codes.
 *
 * @see TensorFlow Lite, `LUTPopulate` for int16
 */
function interpolatedOp<L extends Layer>(kind: PointwiseOp<L>): IntegerOp<L> {
  const nearest = nearestOp(kind);
  return {
    type: kind.type,
    prepare(layer, inputs, made, context) {
      const [input, output] = arithmeticCodes(layer, [...inputs, made]);
      if (widthOf(input.params) !== 'int16') return nearest.prepare(layer, inputs, made, context);
      const table = lut16(input.params, output.params, kind.of(layer));
      const { qmin, qmax } = output.params;
      return codeMap(input, output, q => limitTo(lookUp16(table, q), qmin, qmax));
    },
  };
}

/** The interpolation next to 0 needs a value there. */
const rsqrt: PointwiseOp<Unary> = {
  ...unaryOps.rsqrt,
  of: () => x => (x > 0 ? 1 / Math.sqrt(x) : Infinity),
};

/** Functions of one number; some have an arithmetic of their own, which goes before. */
export const unaryPrepared = {
  ...Object.fromEntries(Object.values(unaryOps).map(kind => [kind.type, nearestOp(kind)])),
  exp: interpolatedOp(unaryOps.exp),
  log: interpolatedOp(unaryOps.log),
  rsqrt: interpolatedOp(rsqrt),
  gelu: interpolatedOp(geluOp),
  elu: nearestOp(eluOp),
  hardSigmoid: nearestOp(hardSigmoidOp),
};
