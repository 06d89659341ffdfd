import { type Codes, newCodes } from '../../qparams.js';
import type { Kernel } from '../kernel.js';
import type { SumConstants } from '../sums/accumulators.js';
import { type CellConstants, cellUpdate, int16 } from '../sums/cellUpdate.js';
import { gateSums } from '../sums/gateSums.js';

/** Long short-term memory; gates in the order input, forget, cell, output. */
export interface LstmConstants {
  /** Samples of a batch entry. */
  readonly time: number;
  readonly units: number;
  /** Whether it runs from the last sample to the first. */
  readonly reverse: boolean;
  /** Whether hidden state and cell are kept from run to run: they are then written behind the output. */
  readonly carry: boolean;
  /** W x + b of all gates, to Q3.12. */
  readonly weights: SumConstants;
  /** R h of all gates, to Q3.12. */
  readonly recurrent: SumConstants;
  readonly cell: CellConstants;
}

/**
 * Long short-term memory on int8 or int16 codes. The sums of the input and of the hidden state go separately to Q3.12 and are added with
 * saturation; gates are Q0.15; the cell is int16. The hidden state, shape (batch, units), has the params of the output.
 *
 * @see TensorFlow Lite Micro, `LstmStep` in micro/kernels/lstm_eval.h; CMSIS-NN, `arm_lstm_unidirectional_s8` and `_s16`; TensorFlow
 *   Lite, `EvalInteger8x8_16` in kernels/lstm_eval.cc
 */
export const lstm: Kernel<LstmConstants> = (constants, [x], [made, ...own], tools) => {
  const { time, units, reverse, carry } = constants;
  const { zeroPoint, low, high } = constants.cell.hidden;
  const [input, output] = [x as Codes, made as Codes];
  const size = constants.weights.weights.length / (4 * units);
  const batch = input.length / (time * size);
  const [hidden, cell] = carry
    ? (own as [Codes, Int16Array])
    : [newCodes({ qmin: low, qmax: high }, batch * units), new Int16Array(batch * units)];
  const sums = new Int32Array(4 * units);
  const ofState = new Int32Array(4 * units);
  const sumInput = gateSums(constants.weights, tools);
  const sumState = gateSums(constants.recurrent, tools);
  const update = cellUpdate(constants.cell);
  return () => {
    if (!carry) {
      hidden.fill(zeroPoint);
      cell.fill(0);
    }
    for (let entry = 0; entry < batch; entry++) {
      const begin = entry * units;
      for (let t = 0; t < time; t++) {
        const row = entry * time + (reverse ? time - 1 - t : t);
        sumInput(input, row * size, sums);
        sumState(hidden, begin, ofState);
        for (let k = 0; k < sums.length; k++) sums[k] = int16(sums[k] + ofState[k]);
        update(sums, cell, hidden, begin, units);
        for (let u = 0; u < units; u++) output[row * units + u] = hidden[begin + u];
      }
    }
  };
};
