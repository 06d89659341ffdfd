import { expect } from 'chai';
import { multiplication } from '../../../lib/kernels/multiplication.js';
import { shift } from '../../../lib/network.js';
import { binary, expectExact, narrowOf, wideOf, halfUpShift } from './exact.js';

/** (acc + (1 << (n - 1))) >> n. */
function shifted(acc: bigint, scale: number): bigint {
  return halfUpShift(acc, -(binary(scale).e + 52));
}

const powerOfTwo = (x: number) => 2 ** Math.floor(Math.log2(x));
const wanted = {
  use: 'dense',
  layer: 'head',
  scales: [0.5, 4],
  bounds: [9, 9],
  zeroPoint: 1,
  low: -128,
  high: 127,
} as const;

describe('shift', () => {
  it('goes by its name', () => {
    expect(shift.name).to.equal('shift');
  });

  it('shifts right with ties towards +infinity, and left', () => {
    const out = new Int8Array(2);
    const codes = [-3, -1, 1, 3].map(x => {
      narrowOf(shift, wanted)(Int32Array.of(x, x), out, 0);
      return [...out];
    });
    expect(codes).to.deep.equal([
      [-1 + 1, -12 + 1],
      [0 + 1, -4 + 1],
      [1 + 1, 4 + 1],
      [2 + 1, 12 + 1],
    ]);
  });

  it('equals exact arithmetic on 125,000 seeded accumulators', () => {
    const scale = powerOfTwo;
    expectExact({ dialect: shift, use: 'sum', bits: 32, count: 125_000, seed: 41, scale, exact: shifted });
  });

  it('equals exact arithmetic on 125,000 seeded accumulators of 53 bits', () => {
    const scale = powerOfTwo;
    expectExact({ dialect: shift, use: 'sum', bits: 53, count: 125_000, seed: 42, scale, exact: shifted });
  });

  it('refuses any other scale, naming layer and channel', () => {
    for (const make of [narrowOf, wideOf]) {
      for (const scale of [0.3, 0.5 + 2 ** -53, 0.5 - 2 ** -54, 3]) {
        expect(() => make(shift, { ...wanted, scales: [0.5, scale] })).to.throw(
          Error,
          'network: layer "head": in the dialect shift, input scale * weight scale / output scale of output channel 1 ' +
            `must be a power of two, got ${scale}`,
        );
      }
    }
    expect(() => narrowOf(shift, { ...wanted, bounds: [9, 2 ** 29] })).to.throw('channel 1 must stay within int32');
  });

  it('scales single numbers by powers of two alone', () => {
    expect([-3, -1, 0, 1, 3].map(multiplication(shift.multiplication(0.5)))).to.deep.equal([-1, 0, 0, 1, 2]);
    expect([-3, 0, 3].map(multiplication(shift.multiplication(8)))).to.deep.equal([-24, 0, 24]);
    expect(multiplication(shift.multiplication(0))(5)).to.equal(0);
    expect(() => multiplication(shift.multiplication(0.3))).to.throw(
      'network: dialect shift: multipliers must be powers of two, got 0.3',
    );
  });
});
