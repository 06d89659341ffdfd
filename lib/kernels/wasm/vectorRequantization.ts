import type { Requantization } from '../requantization.js';
import type { VectorMemory } from './vectorMemory.js';
import type { VectorRecord } from './vectorRecord.js';

/** Bytes of the constants of four rows. */
const GROUP = 64;

/** Numbers of the rules in a record; `wide` has none. */
const RULES = { double: 0, single: 1, float32: 2, float64: 3, shift: 4, none: 5 } as const;

/**
 * The constants of a requantization, four rows after four, and the fields of a record that tell of them; undefined for sums beyond int32,
 * and for results that are nothing but a sign.
 *
 * @param rows sums that have constants of their own; 1 for sums of any number that share them
 */
export function vectorRequantization(
  given: Requantization,
  rows: number,
  memory: VectorMemory,
): VectorRecord | undefined {
  if (given.rule === 'wide' || (given.rule === 'double' && given.shift.some(s => s < -30))) return undefined;
  const { low, high } = given;
  const zeroPoint = given.rule === 'none' ? 0 : given.zeroPoint;
  const bounds = { rule: RULES[given.rule], least: low - zeroPoint, most: high - zeroPoint, outputZero: zeroPoint };
  if (given.rule === 'none') return bounds;
  const groups = Math.ceil(rows / 4);
  const constants = new DataView(new ArrayBuffer(groups * GROUP));
  for (let k = 0; k < groups * 4; k++) {
    write(given, rows === 1 ? 0 : Math.min(k, rows - 1), constants, (k >> 2) * GROUP, k & 3);
  }
  const address = memory.put(new Int32Array(constants.buffer));
  return { ...bounds, constants: address, constantStep: rows === 1 ? 0 : GROUP };
}

/** The constants of a row as lane `lane` of the group that begins at `at`. */
function write(given: Requantization, row: number, to: DataView, at: number, lane: number): void {
  if ('multiplier' in given) {
    const shift = entry(given.shift, row);
    to.setInt32(at + 4 * lane, entry(given.multiplier, row), true);
    if (given.rule === 'single') {
      to.setInt32(at + 16 + 4 * lane, 31 - shift, true);
      return;
    }
    to.setInt32(at + 16 + 4 * lane, 2 ** Math.max(shift, 0), true);
    to.setInt32(at + 32 + 4 * lane, 2 ** (30 + Math.min(shift, 0)), true);
  } else if ('scale' in given) {
    if (given.rule === 'float32') to.setFloat32(at + 4 * lane, entry(given.scale, row), true);
    else to.setFloat64(at + 8 * lane, entry(given.scale, row), true);
  }
}

/** The entry of a row in a list of one entry a row, or one for all. */
function entry(list: ArrayLike<number>, row: number): number {
  return list.length === 1 ? list[0] : list[row];
}
