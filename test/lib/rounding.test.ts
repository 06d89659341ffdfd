import { expect } from 'chai';
import fc from 'fast-check';
import { OptionRangeError } from '../../lib/errors.js';
import {
  halfAway,
  halfDown,
  halfEven,
  halfTowardZero,
  halfUp,
  rounder,
  rounders,
  type Rounding,
  roundings,
  stochasticRound,
} from '../../lib/rounding.js';

// IEEE Std 1666 quantization modes; rows produced by the ap_fixed headers
const X = [
  -2.75, -2.5, -2.25, -1.75, -1.5, -1.25, -0.75, -0.5, -0.25, 0.25, 0.5, 0.75, 1.25, 1.5, 1.75, 2.25, 2.5, 2.75,
];
const ROWS: Readonly<Record<Rounding, readonly number[]>> = {
  halfUp: [-3, -2, -2, -2, -1, -1, -1, 0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3],
  halfTowardZero: [-3, -2, -2, -2, -1, -1, -1, 0, 0, 0, 0, 1, 1, 1, 2, 2, 2, 3],
  halfDown: [-3, -3, -2, -2, -2, -1, -1, -1, 0, 0, 0, 1, 1, 1, 2, 2, 2, 3],
  halfAway: [-3, -3, -2, -2, -2, -1, -1, -1, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3],
  halfEven: [-3, -2, -2, -2, -2, -1, -1, 0, 0, 0, 0, 1, 1, 2, 2, 2, 2, 3],
  floor: [-3, -3, -3, -2, -2, -2, -1, -1, -1, 0, 0, 0, 1, 1, 1, 2, 2, 2],
  trunc: [-2, -2, -2, -1, -1, -1, 0, 0, 0, 0, 0, 0, 1, 1, 1, 2, 2, 2],
};

/** Exact value of a double as numerator / 2^shift. */
function rational(x: number): readonly [numerator: bigint, shift: bigint] {
  const word = new BigUint64Array(Float64Array.of(x).buffer)[0];
  const exponent = (word >> 52n) & 0x7ffn;
  const fraction = word & 0xfffffffffffffn;
  const [mantissa, power] = exponent === 0n ? [fraction, -1074n] : [fraction | (1n << 52n), exponent - 1075n];
  const magnitude = power >= 0n ? mantissa << power : mantissa;
  return [x < 0 ? -magnitude : magnitude, power >= 0n ? 0n : -power];
}

/** Rounds a rational exactly: twice the remainder against the denominator. */
function exactly(mode: Rounding, x: number): number {
  const [n, shift] = rational(x);
  const down = n >> shift; // arithmetic: towards -infinity
  const rest = n - (down << shift);
  const up = rest === 0n ? down : down + 1n;
  const side = rest * 2n - (1n << shift); // below, at or above the tie
  const nearest = (tie: bigint) => (rest === 0n ? down : side < 0n ? down : side > 0n ? up : tie);
  const rule: Readonly<Record<Rounding, () => bigint>> = {
    halfEven: () => nearest(down % 2n === 0n ? down : up),
    halfAway: () => nearest(n < 0n ? down : up),
    halfUp: () => nearest(up),
    halfDown: () => nearest(down),
    halfTowardZero: () => nearest(n < 0n ? up : down),
    floor: () => down,
    trunc: () => (n < 0n ? up : down),
  };
  return Number(rule[mode]());
}

const ARBITRARY = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.double({ min: -300, max: 300, noNaN: true }),
  fc.integer({ min: -100000, max: 100000 }).map(k => k / 2), // integers and ties
  fc.integer({ min: -100000, max: 100000 }).map(k => (k + 0.5) * (1 + Number.EPSILON)), // just beside ties
  fc.integer({ min: -20, max: 20 }).map(k => 2 ** 51 + k / 2), // where halves end, and the fast path with them
  fc.integer({ min: -20, max: 20 }).map(k => 2 ** 52 + k),
  fc.constantFrom(0.49999999999999994, -0.49999999999999994), // the doubles next to a half
);

describe('rounders', () => {
  for (const mode of roundings) {
    it(`${mode} gives the row of the SystemC standard`, () => {
      expect(X.map(rounders[mode])).to.deep.equal(ROWS[mode]);
    });

    it(`${mode} equals exact rational arithmetic`, () => {
      fc.assert(
        fc.property(ARBITRARY, x => {
          expect(rounders[mode](x)).to.equal(exactly(mode, x));
        }),
        { numRuns: 4000, seed: 20240501 },
      );
    });

    it(`${mode} never returns -0`, () => {
      for (const x of [-0, -0.25, -0.5, -0.75, -Number.MIN_VALUE, -1e-20, 0.25]) {
        expect(Object.is(rounders[mode](x), -0), String(x)).to.be.false;
      }
    });

    it(`${mode} leaves NaN, infinities and integers as they are`, () => {
      const fixed = [0, 1, -1, 2 ** 51, 2 ** 52 + 1, -(2 ** 53) + 1, Number.MAX_VALUE, Infinity, -Infinity];
      expect(fixed.map(rounders[mode])).to.deep.equal(fixed);
      expect(rounders[mode](NaN)).to.be.NaN;
    });
  }

  it('sends the largest number below 0.5 to 0, where adding 0.5 would give 1', () => {
    const below = 0.49999999999999994; // below + 0.5 === 1 in doubles
    for (const round of [halfEven, halfAway, halfUp, halfDown, halfTowardZero]) {
      expect([round(below), round(-below)]).to.deep.equal([0, 0]);
    }
  });

  it('cannot be changed', () => {
    expect(Object.isFrozen(rounders)).to.be.true;
    expect(Object.isFrozen(roundings)).to.be.true;
  });
});

describe('rounder', () => {
  it('finds every mode by its name', () => {
    for (const mode of roundings) expect(rounder('who', mode)).to.equal(rounders[mode]);
  });

  it('refuses a wrong name, and one that every object inherits', () => {
    for (const mode of ['nearest', 'constructor', '__proto__']) {
      expect(() => rounder('affine', mode as Rounding)).to.throw(
        OptionRangeError,
        /^affine: rounding must be one of halfEven, .*trunc; got "/,
      );
    }
  });
});

describe('stochasticRound', () => {
  it('goes up for as large a part of all random numbers as the fraction says', () => {
    for (const whole of [-3, -1, 0, 2]) {
      for (const eighths of [0, 1, 4, 7]) {
        const results = Array.from({ length: 8 }, (_, k) => stochasticRound(whole + eighths / 8, k / 8));
        const expected = Array.from({ length: 8 }, (_, k) => (k < eighths ? whole + 1 : whole));
        expect(results).to.deep.equal(expected);
      }
    }
  });

  it('leaves integers, NaN and infinities as they are and never returns -0', () => {
    for (const u of [0, 0.5, 1 - 2 ** -53]) {
      expect([-2, 0, 7, 2 ** 53, Infinity, -Infinity].map(x => stochasticRound(x, u))).to.deep.equal([
        -2,
        0,
        7,
        2 ** 53,
        Infinity,
        -Infinity,
      ]);
      expect(stochasticRound(NaN, u)).to.be.NaN;
      for (const x of [-0, -0.5]) expect(Object.is(stochasticRound(x, u), -0)).to.be.false;
    }
  });
});
