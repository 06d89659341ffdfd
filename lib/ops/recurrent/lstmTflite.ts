import { layerNamed, networkError } from '../../graph/networkError.js';
import type { Lstm } from '../../graph/network.js';
import { roundingDivideByPot } from '../../kernels/fixedPoint.js';
import { logisticFixed16, tanhFixed16 } from '../../kernels/transcendental16.js';
import { type IntegerOp, widthOf } from '../integerOp.js';
import { cellClip, cellScale, int16, lstmPrepared, lstmWith } from './lstmLowering.js';

/** The arithmetic of TensorFlow Lite, which differs from that of its micro version: functions in gemmlowp's fixed point, products shifted. */
const int8Op = lstmWith({
  range: [-(2 ** 31), 2 ** 31 - 1],
  prepare(layer, { params }, dialect) {
    const power = cellPower(layer);
    const [least, most] = cellClip(layer);
    const emit = dialect.multiplier(Math.fround(2 ** -30 / params.scale[0]));
    const {
      zeroPoint: [zeroPoint],
      qmin,
      qmax,
    } = params;
    return (sums, cell, hidden, at, units) => {
      for (let u = 0; u < units; u++) {
        const i = logisticFixed16(sums[u]);
        const f = logisticFixed16(sums[units + u]);
        const g = tanhFixed16(sums[2 * units + u], 3);
        const o = logisticFixed16(sums[3 * units + u]);
        const c = int16(roundingDivideByPot(f * cell[at + u], 15) + roundingDivideByPot(i * g, 30 + power));
        cell[at + u] = c < least ? least : c > most ? most : c;
        const h = emit(o * tanhFixed16(cell[at + u], 15 + power)) + zeroPoint;
        hidden[at + u] = h < qmin ? qmin : h > qmax ? qmax : h;
      }
    };
  },
});

/**
 * Long short-term memory on int8 codes as TensorFlow Lite computes it. It has none on int16 codes: these go as in its micro version.
 *
 * @see TensorFlow Lite, `EvalInteger8x8_16` in kernels/lstm_eval.cc
 */
export const lstmTflitePrepared: IntegerOp<Lstm> = {
  type: 'lstm',
  prepare(layer, inputs, output, context) {
    const { params } = inputs[0];
    const op = params && widthOf(params) === 'int16' ? lstmPrepared : int8Op;
    return op.prepare(layer, inputs, output, context);
  },
};

/** n where the scale of the cell is 2^n. */
function cellPower(layer: Lstm): number {
  const scale = cellScale(layer);
  const power = Math.log2(scale);
  if (!Number.isInteger(power) || power < -15 || power > -9) {
    const rule = 'the scale of cellParams must be a power of two in [2^-15, 2^-9]';
    throw networkError(layerNamed(layer), rule, `${scale}`);
  }
  return power;
}
