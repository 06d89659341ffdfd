import { eluKind } from '../../network/layers/elu.js';
import { geluKind } from '../../network/layers/gelu.js';
import { hardSigmoidKind } from '../../network/layers/hardSigmoid.js';
import type { PointwiseKind } from '../../network/layers/pointwise.js';
import { unaryKinds } from '../../network/layers/unary.js';
import type { Layer } from '../../network/network.js';
import { arithmeticCodes } from './arithmeticCodes.js';
import { codeMap, limitTo, realCode } from './codeMap.js';
import { type IntegerOp, widthOf } from './integerOp.js';
import { lookUp16, lut16 } from './lut16.js';

/**
 * A real function of every element: of 8-bit codes by one table entry a code, of int16 codes by a table of 513 entries, interpolated. Where
 * the function has no value, the smallest code.
 *
 * @see TensorFlow Lite, `LUTPopulate`
 */
function tableOp<L extends Layer>(kind: PointwiseKind<L>): IntegerOp<L> {
  return {
    type: kind.type,
    prepare(layer, [given], made) {
      const [input, output] = arithmeticCodes(layer, [given, made]);
      const f = kind.of(layer);
      if (widthOf(input.params) !== 'int16') return codeMap(input, output, realCode(input.params, output.params, f));
      const table = lut16(input.params, output.params, f);
      const { qmin, qmax } = output.params;
      return codeMap(input, output, q => limitTo(lookUp16(table, q), qmin, qmax));
    },
  };
}

/** Functions of one number; some have an arithmetic of their own, which goes before. */
export const unaryOps = {
  ...Object.fromEntries(Object.values(unaryKinds).map(kind => [kind.type, tableOp(kind)])),
  elu: tableOp(eluKind),
  gelu: tableOp(geluKind),
  hardSigmoid: tableOp(hardSigmoidKind),
};
