import { expect } from 'chai';
import fc from 'fast-check';
import { levelsOf } from '../../../lib/decode.js';
import {
  affine,
  e4m3fn,
  e5m2,
  fixedPoint,
  midRise,
  minifloat,
  muLaw,
  powerOfTwo,
} from '../../../lib/quantizers/index.js';
import { levelGrid } from '../../../lib/quantizers/levelGrid.js';
import type { LevelParams } from '../../../lib/quantizers/levelGrid.js';
import { range } from '../../../lib/range.js';

const wide = range([-1.3, -40], [2.7, 50]);
const PARAMS: readonly LevelParams[] = [
  affine({ axis: 'channel' }).design(wide),
  affine({ bits: 5, zero: 'free' }).design(range(1000, 1001)),
  midRise({ bits: 6 }).design(wide),
  powerOfTwo({ bits: 7, zeroPoint: 'range' }).design(wide),
  fixedPoint({ integerBits: 4, fractionBits: 4, signBit: 'counted' }).params,
  muLaw().design(wide),
  minifloat({ format: e4m3fn }).design(wide),
  minifloat({ format: e5m2, scale: 'one' }).design(wide),
];

describe('levelGrid', () => {
  it('lists every level once, ascending, each with a code that decodes to it', () => {
    for (const params of PARAMS) {
      for (const c of [0, 1]) {
        const grid = levelGrid(params, c);
        const decoded = Float32Array.from(levelsOf(params, c));
        const distinct = [...new Set(decoded)].sort((a, b) => a - b);
        expect([grid.low, grid.high]).to.deep.equal([distinct[0], distinct[distinct.length - 1]]);
        const first = grid.find(grid.low);
        distinct.forEach((level, i) => {
          expect(grid.level(first + i)).to.equal(level);
          expect(decoded[grid.codeOf(first + i) - params.qmin]).to.equal(level);
        });
      }
    }
  });

  it('finds the level at or below a value', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...PARAMS),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.constantFrom(0, 1),
        (params, part, c) => {
          const grid = levelGrid(params, c);
          const v = Math.min(Math.fround(grid.low + part * (grid.high - grid.low)), grid.high);
          const k = grid.find(v);
          expect(grid.level(k)).to.be.at.most(v);
          if (v < grid.high) expect(grid.level(k + 1)).to.be.above(v);
        },
      ),
      { numRuns: 3000, seed: 20240613 },
    );
  });

  it('leaves out codes that are never written: NaN and infinities of small floats, the second zero', () => {
    const grid = levelGrid(minifloat({ format: e5m2 }).design(range(-57344, 57344)), 0);
    const codes = new Set<number>();
    for (let k = 0; k < 247; k++) codes.add(grid.codeOf(k)); // 2 * 123 finite values above 0, and 0
    expect([grid.level(0), grid.level(123), grid.level(246)]).to.deep.equal([-57344, 0, 57344]);
    for (const code of [0x7c, 0x7d, 0x7e, 0x7f, 0x80, 0xfc, 0xff]) expect(codes.has(code)).to.be.false;
  });

  it('keeps the code of the quotient where float32 makes neighbouring levels equal', () => {
    const { params } = fixedPoint({ integerBits: 0, fractionBits: 31, signBit: 'separate' });
    const grid = levelGrid(params, 0);
    for (const q of [2 ** 30, 2 ** 30 + 128, -(2 ** 31), -(2 ** 30)])
      expect(grid.find(Math.fround(q * 2 ** -31))).to.equal(q);
  });
});
