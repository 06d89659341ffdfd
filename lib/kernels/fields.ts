/**
 * Several integer sums in one double: with fields of `bits` bits, a lane is f0 + f1 * 2^bits + f2 * 2^(2 bits) + ... A product of a lane
 * with an integer multiplies all fields at once, and so does a sum. All of it is exact, and the fields come apart again, as long as each
 * stays below 2^(bits - 1) in magnitude.
 *
 * Entry n: bits of a field where a lane holds n. All fields together stay below 2^53.
 */
export const FIELD_BITS: readonly number[] = [0, 53, 26, 17, 13, 10, 8];

/** Lanes that `fieldSums` computes at a time. */
export const LANES = 4;

/** Lanes that hold this many rows, in whole blocks. */
export function lanesOf(rows: number, fields: number): number {
  return Math.ceil(rows / fields / LANES) * LANES;
}

/** Where the weights of a matrix lie: row r, tap i at `from + r * row + i * tap`. */
export interface MatrixLayout {
  readonly from: number;
  readonly row: number;
  readonly tap: number;
}

/**
 * Integer weights laid out for `fieldSums`: rows `fields * l` to `fields * (l + 1) - 1` share lane l. Rows beyond the last are zeros.
 *
 * @param fields rows a lane, 1 to 6
 * @param out    lanes, shape (lanes / 4, taps, 4); returned
 */
export function packFields(
  weights: Int16Array | Int32Array,
  { from, row, tap }: MatrixLayout,
  rows: number,
  taps: number,
  fields: number,
  out: Float64Array,
): Float64Array {
  const unit = 2 ** FIELD_BITS[fields];
  const lanes = lanesOf(rows, fields);
  for (let lane = 0; lane < lanes; lane++) {
    const first = lane * fields;
    const last = Math.min(first + fields, rows) - 1;
    let o = Math.floor(lane / LANES) * taps * LANES + (lane % LANES);
    for (let i = 0; i < taps; i++, o += LANES) {
      let sum = 0;
      for (let r = last; r >= first; r--) sum = sum * unit + weights[from + r * row + i * tap];
      out[o] = sum;
    }
  }
  return out;
}

/** What the upper one of two fields is worth. */
const PAIR = 67108864; // 2^26

const ROUND = 1.5 * 2 ** 52; // adding it leaves no room for a fraction: the nearest integer

/**
 * `acc[at + r] = start[at + r] + field r of the lanes`.
 *
 * @param lanes  from `fieldSums`
 * @param start  bias, or `acc` itself; as long as `acc`
 * @param acc    shape (at + fields * lanes) or longer
 */
export function addFields(
  lanes: Float64Array,
  fields: number,
  start: Int32Array | Float64Array,
  acc: Int32Array | Float64Array,
  at: number,
): void {
  if (fields === 2) {
    addPairs(lanes, start, acc, at);
    return;
  }
  const unit = 2 ** FIELD_BITS[fields];
  const inverse = 1 / unit;
  let r = at;
  for (let l = 0; l < lanes.length; l++) {
    let rest = lanes[l];
    for (let f = 1; f < fields; f++, r++) {
      const upper = rest * inverse + ROUND - ROUND;
      acc[r] = start[r] + (rest - upper * unit);
      rest = upper;
    }
    acc[r] = start[r] + rest;
    r++;
  }
}

/** {@link addFields} for two, by far the most common. */
function addPairs(
  lanes: Float64Array,
  start: Int32Array | Float64Array,
  acc: Int32Array | Float64Array,
  at: number,
): void {
  for (let l = 0, r = at; l < lanes.length; l++, r += 2) {
    const sum = lanes[l];
    const upper = sum * (1 / PAIR) + ROUND - ROUND;
    acc[r] = start[r] + (sum - upper * PAIR);
    acc[r + 1] = start[r + 1] + upper;
  }
}

/**
 * Lanes of two fields each, which hold one channel at two moments: `first[l] = start[l] + field 0`, `second[l] = start[l] + field 1`.
 *
 * @param start bias, shape (lanes) or longer
 */
export function splitFields(
  lanes: Float64Array,
  start: Int32Array | Float64Array,
  first: Int32Array | Float64Array,
  second: Int32Array | Float64Array,
): void {
  for (let l = 0; l < lanes.length; l++) {
    const sum = lanes[l];
    const upper = sum * (1 / PAIR) + ROUND - ROUND;
    first[l] = start[l] + (sum - upper * PAIR);
    second[l] = start[l] + upper;
  }
}
