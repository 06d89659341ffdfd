import type { Codes } from '../../qparams.js';
import { roundingDivideByPot } from '../fixedPoint.js';
import { type Multiplication, multiplication } from '../multiplication.js';
import { logistic16, tanh16 } from '../sigmoid16.js';
import { logisticFixed16, tanhFixed16 } from '../transcendental16.js';

/** From the sums of the gates to cell and hidden state. */
export type CellConstants = (TableCell | FixedCell) & {
  /** Smallest and largest code of the cell. */
  readonly least: number;
  readonly most: number;
  /** From products of gate and tanh in Q0.30 to steps of the hidden state. */
  readonly emit: Multiplication;
  /** Codes of the hidden state. */
  readonly hidden: { readonly zeroPoint: number; readonly low: number; readonly high: number };
};

/** Functions by table, as TensorFlow Lite Micro and CMSIS-NN have them. */
interface TableCell {
  readonly rule: 'table';
  /** 2^-15. */
  readonly keep: Multiplication;
  /** From products of two gates in Q0.30 to steps of the cell. */
  readonly admit: Multiplication;
  /** n where 2^n steps of the cell's tanh, Q3.12, are one step of the cell: the nearest power. */
  readonly shift: number;
}

/** Functions in gemmlowp's fixed point, products shifted, as TensorFlow Lite has them. */
interface FixedCell {
  readonly rule: 'fixed';
  /** n where one step of the cell is 2^n, in [-15, -9]. */
  readonly power: number;
}

/**
 * From the sums of the gates to the states of one batch entry.
 *
 * @param sums Q3.12, shape (gates, units): input, forget, cell, output
 */
export type CellUpdate = (sums: Int32Array, cell: Int16Array, hidden: Codes, at: number, units: number) => void;

/**
 * Binds it.
 *
 * @internal
 */
export function cellUpdate(constants: CellConstants): CellUpdate {
  return constants.rule === 'table' ? byTable(constants) : inFixedPoint(constants);
}

function byTable(constants: CellConstants & TableCell): CellUpdate {
  const { least, most, shift, hidden: codes } = constants;
  const [keep, admit, emit] = [constants.keep, constants.admit, constants.emit].map(multiplication);
  const argument = tanhArgument(shift);
  const { zeroPoint, low, high } = codes;
  return (sums, cell, hidden, at, units) => {
    for (let u = 0; u < units; u++) {
      const i = logistic16(3 * sums[u]);
      const f = logistic16(3 * sums[units + u]);
      const g = tanh16(3 * sums[2 * units + u]);
      const o = logistic16(3 * sums[3 * units + u]);
      const c = int16(keep(f * cell[at + u])) + int16(admit(i * g));
      cell[at + u] = c < least ? least : c > most ? most : c;
      const h = emit(o * tanh16(argument(cell[at + u]))) + zeroPoint;
      hidden[at + u] = h < low ? low : h > high ? high : h;
    }
  };
}

/** From codes of the cell to what `tanh16` takes. */
function tanhArgument(shift: number): (c: number) => number {
  const factor = 3 * 2 ** shift;
  if (shift >= 0) return c => c * factor;
  const half = 2 ** (-shift - 1);
  return c => (c * 3 + half) >> -shift;
}

function inFixedPoint(constants: CellConstants & FixedCell): CellUpdate {
  const { least, most, power, hidden: codes } = constants;
  const emit = multiplication(constants.emit);
  const { zeroPoint, low, high } = codes;
  return (sums, cell, hidden, at, units) => {
    for (let u = 0; u < units; u++) {
      const i = logisticFixed16(sums[u]);
      const f = logisticFixed16(sums[units + u]);
      const g = tanhFixed16(sums[2 * units + u], 3);
      const o = logisticFixed16(sums[3 * units + u]);
      const c = int16(roundingDivideByPot(f * cell[at + u], 15) + roundingDivideByPot(i * g, 30 + power));
      cell[at + u] = c < least ? least : c > most ? most : c;
      const h = emit(o * tanhFixed16(cell[at + u], 15 + power)) + zeroPoint;
      hidden[at + u] = h < low ? low : h > high ? high : h;
    }
  };
}

/** Saturated to int16. */
export function int16(x: number): number {
  return x < -32768 ? -32768 : x > 32767 ? 32767 : x;
}
