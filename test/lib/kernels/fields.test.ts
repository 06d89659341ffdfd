import { expect } from 'chai';
import { addFields, FIELD_BITS, lanesOf, packFields, splitFields } from '../../../lib/kernels/fields.js';
import { random } from '../../../lib/random.js';

const SEED = 41;

describe('fields', () => {
  it('fill at most the 53 bits of a double', () => {
    for (let n = 1; n < FIELD_BITS.length; n++) expect(n * FIELD_BITS[n]).to.be.within(40, 53);
  });

  it('lie one behind the other in a lane, four lanes side by side', () => {
    // 3 rows of 2 taps, two rows a lane: lane 0 holds rows 0 and 1, lane 1 row 2; lanes 2 and 3 are padding
    const lanes = packFields(
      Int32Array.of(1, 2, 3, -4, 5, 6),
      { from: 0, row: 2, tap: 1 },
      3,
      2,
      2,
      new Float64Array(8),
    );
    expect([...lanes]).to.deep.equal([1 + 3 * 2 ** 26, 5, 0, 0, 2 - 4 * 2 ** 26, 6, 0, 0]);
    expect([lanesOf(8, 2), lanesOf(9, 2), lanesOf(1, 6)]).to.deep.equal([4, 8, 4]);
  });

  it('reads a matrix by columns as well as by rows', () => {
    const byColumns = packFields(
      Int16Array.of(9, 1, 3, 2, -4),
      { from: 1, row: 1, tap: 2 },
      2,
      2,
      1,
      new Float64Array(8),
    );
    expect([...byColumns]).to.deep.equal([1, 3, 0, 0, 2, -4, 0, 0]);
  });

  it('come apart again, to the ends of what they may hold', () => {
    const generator = random(SEED);
    for (let fields = 1; fields < FIELD_BITS.length; fields++) {
      const most = 2 ** (Math.min(FIELD_BITS[fields], 31) - 1) - 1;
      for (let k = 0; k < 2000; k++) {
        const values = Array.from({ length: 4 * fields }, () =>
          [most, -most, 0, -1, Math.floor((generator.uniform() * 2 - 1) * most)].at(generator.bits() % 5),
        ) as number[];
        const unit = 2n ** BigInt(FIELD_BITS[fields]);
        const lanes = Float64Array.from({ length: 4 }, (_, l) =>
          Number(values.slice(l * fields, (l + 1) * fields).reduceRight((sum, x) => sum * unit + BigInt(x), 0n)),
        );
        const start = new Float64Array(values.length + 1).fill(7);
        const acc = new Float64Array(values.length + 1);
        addFields(lanes, fields, start, acc, 1);
        expect([...acc.subarray(1)], `seed ${SEED}, ${fields} fields`).to.deep.equal(values.map(x => x + 7));
      }
    }
  });

  it('go to two places, where they are two', () => {
    const [first, second] = [new Int32Array(2), new Int32Array(2)];
    splitFields(Float64Array.of(-5 + 9 * 2 ** 26, 2 ** 25 - 1 - 2 ** 26), Int32Array.of(1, 10), first, second);
    expect([[...first], [...second]]).to.deep.equal([
      [-4, 2 ** 25 + 9],
      [10, 9],
    ]);
  });
});
