import { show } from '../../check.js';
import { overTime } from './recurrent.js';
import { layerNamed, networkError } from '../../graph/networkError.js';
import type { Lstm } from '../../graph/network.js';
import { elementsOf } from '../../graph/tensor.js';
import { type Codes, newCodes } from '../../qparams.js';
import { halfAway } from '../../rounding.js';
import { logistic16, tanh16 } from '../../kernels/sigmoid16.js';
import { gateSums } from './gateSums.js';
import { codesOf, type CodeTensor, type Dialect, type IntegerOp, type Memory, widthOf } from '../integerOp.js';

/**
 * From the sums of the gates to the states of one batch entry.
 *
 * @param sums Q3.12, shape (gates, units)
 */
type CellUpdate = (sums: Int32Array, cell: Int16Array, hidden: Codes, at: number, units: number) => void;

/** Where runtimes differ. */
interface LstmArithmetic {
  /** What the sums of the hidden state saturate to before those of the input are added, which saturate to int16 as the total does. */
  readonly range: readonly [low: number, high: number];
  readonly prepare: (layer: Lstm, output: CodeTensor, dialect: Dialect) => CellUpdate;
}

/** Long short-term memory on codes by the arithmetic of a runtime. */
export function lstmWith({ range, prepare }: LstmArithmetic): IntegerOp<Lstm> {
  return {
    type: 'lstm',
    prepare(layer, [given], made, { dialect, memory }) {
      const input = codesOf(layer, given, 'int8', 'int16');
      const width = widthOf(input.params);
      const output = codesOf(layer, made, width);
      if (width === 'int16') requireSymmetric(layer, input, output);
      if (layer.output !== 'hidden') {
        throw networkError(layerNamed(layer), 'in integers the output must be hidden', show(layer.output));
      }
      const { weights, recurrent, bias, carry } = layer;
      const { shape, data: x } = input;
      const size = shape[shape.length - 1];
      const units = output.shape[output.shape.length - 1];
      const { hidden, cell, forget } = stateOf(elementsOf(shape.slice(0, -2)) * units, output, carry, memory);
      const sums = new Int32Array(4 * units);
      const ofState = new Int32Array(4 * units);
      const sumInput = gateSums(layer, input.params, weights, bias, [-32768, 32767], dialect);
      const sumState = gateSums(layer, output.params, recurrent, undefined, range, dialect);
      const update = prepare(layer, output, dialect);

      const run = overTime(layer, shape, [], (entry, row) => {
        const begin = entry * units;
        sumInput(x, row * size, sums);
        sumState(hidden, begin, ofState);
        for (let k = 0; k < sums.length; k++) sums[k] = int16(sums[k] + ofState[k]);
        update(sums, cell, hidden, begin, units);
        for (let u = 0; u < units; u++) output.data[row * units + u] = hidden[begin + u];
      });
      return () => {
        if (!carry) forget();
        run();
      };
    },
  };
}

/**
 * Long short-term memory on int8 or int16 codes with int8 weights. The sums of the input and of the hidden state go separately to Q3.12 and
 * are added with saturation; gates are Q0.15 by table; the cell is int16. The hidden state has the params of the output.
 *
 * The cell's scale should be a power of two: the argument of its tanh is shifted by the nearest one, as in the runtime.
 *
 * @see TensorFlow Lite Micro, `LstmStep` in micro/kernels/lstm_eval.h; CMSIS-NN, `arm_lstm_unidirectional_s8` and `_s16`
 */
export const lstmPrepared: IntegerOp<Lstm> = lstmWith({ range: [-32768, 32767], prepare: cellUpdate });

function requireSymmetric(layer: Lstm, ...tensors: readonly CodeTensor[]): void {
  for (const { name, params } of tensors) {
    if (params.zeroPoint[0] !== 0) {
      throw networkError(
        layerNamed(layer),
        'int16 tensors must have zero point 0',
        `${params.zeroPoint[0]} in ${name}`,
      );
    }
  }
}

/** Hidden and cell state, shape (batch, units), zero at first; kept from run to run where it is carried. */
function stateOf(length: number, { params }: CodeTensor, carry: boolean, memory: Memory) {
  const zero = newCodes(params, length).fill(params.zeroPoint[0]);
  const hidden: Codes = carry ? memory.state('hidden', zero) : zero.slice();
  const cell: Int16Array = carry ? memory.state('cell', new Int16Array(length)) : new Int16Array(length);
  const forget = (): void => {
    hidden.set(zero);
    cell.fill(0);
  };
  return { hidden, cell, forget };
}

function cellUpdate(layer: Lstm, { params }: CodeTensor, dialect: Dialect): CellUpdate {
  const scale = cellScale(layer);
  const keep = dialect.multiplier(2 ** -15);
  const admit = dialect.multiplier(2 ** -30 / scale);
  const emit = dialect.multiplier(2 ** -30 / params.scale[0]);
  const [least, most] = cellClip(layer);
  const argument = tanhArgument(scale);
  const {
    zeroPoint: [zeroPoint],
    qmin,
    qmax,
  } = params;

  return (sums, cell, hidden, at, units) => {
    for (let u = 0; u < units; u++) {
      const i = logistic16(3 * sums[u]);
      const f = logistic16(3 * sums[units + u]);
      const g = tanh16(3 * sums[2 * units + u]);
      const o = logistic16(3 * sums[3 * units + u]);
      const c = int16(keep(f * cell[at + u])) + int16(admit(i * g));
      cell[at + u] = c < least ? least : c > most ? most : c;
      const h = emit(o * tanh16(argument(cell[at + u]))) + zeroPoint;
      hidden[at + u] = h < qmin ? qmin : h > qmax ? qmax : h;
    }
  };
}

/** Scale of the cell. */
export function cellScale(layer: Lstm): number {
  const { cellParams } = layer;
  if (!cellParams || widthOf(cellParams) !== 'int16' || cellParams.zeroPoint[0] !== 0) {
    const got = cellParams ? `${widthOf(cellParams)} with zero point ${cellParams.zeroPoint[0]}` : 'none';
    throw networkError(layerNamed(layer), 'cellParams must be int16 with zero point 0', got);
  }
  return cellParams.scale[0];
}

/** Smallest and largest code of the cell. */
export function cellClip(layer: Lstm): readonly [least: number, most: number] {
  if (layer.cellClip === 0) return [-32768, 32767];
  const clip = Math.trunc(Math.min(layer.cellClip / cellScale(layer), 32767));
  return [-clip, clip];
}

/** From codes of the cell to what `tanh16` takes. */
function tanhArgument(scale: number): (c: number) => number {
  const shift = halfAway(Math.log2(scale)) + 12;
  const factor = 3 * 2 ** shift;
  if (shift >= 0) return c => c * factor;
  const half = 2 ** (-shift - 1);
  return c => (c * 3 + half) >> -shift;
}

/** Saturated to int16. */
export function int16(x: number): number {
  return x < -32768 ? -32768 : x > 32767 ? 32767 : x;
}
