import { expect } from 'chai';
import { addFields, FIELD_BITS, lanesOf, packFields } from '../../../lib/kernels/fields.js';
import { fieldSums, fieldSumsTwice } from '../../../lib/kernels/fieldSums.js';
import { random } from '../../../lib/random.js';

const SEED = 42;

describe('fieldSums', () => {
  it('equals sums in BigInt for any rows, taps, offsets and fields, one window or two at a time', () => {
    const generator = random(SEED);
    const between = (low: number, high: number) => low + (generator.bits() % (high - low + 1));
    for (let k = 0; k < 300; k++) {
      const fields = between(1, 6);
      const [rows, taps] = [between(1, 20), between(0, 30)];
      // the largest samples for which no partial sum can leave its field
      const weights = Int32Array.from({ length: rows * taps }, () => between(-2, 2));
      const peak = Math.min(Math.floor((2 ** (FIELD_BITS[fields] - 1) - 1) / (2 * Math.max(taps, 1))), 32767);
      const x = Int16Array.from({ length: 100 }, () => between(-peak, peak));
      const offsets = Int32Array.from({ length: taps }, () => between(0, 89));
      const lanes = lanesOf(rows, fields);
      const packed = packFields(
        weights,
        { from: 0, row: taps, tap: 1 },
        rows,
        taps,
        fields,
        new Float64Array(lanes * taps),
      );
      const wanted = (at: number) =>
        Array.from({ length: rows }, (_, r) => {
          let sum = 0n;
          for (let i = 0; i < taps; i++) sum += BigInt(weights[r * taps + i]) * BigInt(x[at + offsets[i]]);
          return Number(sum);
        });
      const [one, first, second] = [0, 0, 0].map(() => new Float64Array(lanes).fill(NaN));
      fieldSums(packed, offsets, x, 3, one);
      fieldSumsTwice(packed, offsets, x, 3, 10, first, second);
      const apart = (sums: Float64Array) => {
        const acc = new Int32Array(lanes * fields);
        addFields(sums, fields, new Int32Array(lanes * fields), acc, 0);
        return [...acc].slice(0, rows);
      };
      const what = `seed ${SEED}, ${fields} fields, ${rows} rows, ${taps} taps`;
      expect(apart(one), what).to.deep.equal(wanted(3));
      expect(apart(first), what).to.deep.equal(wanted(3));
      expect(apart(second), what).to.deep.equal(wanted(10));
    }
  });
});
