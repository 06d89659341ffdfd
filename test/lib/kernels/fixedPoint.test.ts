import { expect } from 'chai';
import {
  multiplyByQuantizedMultiplier,
  multiplyByQuantizedMultiplierSingle,
  quantizeMultiplier,
  roundingDivideByPot,
  saturatingRoundingDoublingHighMul,
} from '../../../lib/kernels/fixedPoint.js';
import { random } from '../../../lib/random.js';

const SEED = 20_240_611;
const [MIN, MAX] = [-(2 ** 31), 2 ** 31 - 1];

/** The C definition: a rounding nudge by sign, then a truncating division. */
function exactHighMul(a: number, b: number): number {
  if (a === MIN && b === MIN) return MAX;
  const product = BigInt(a) * BigInt(b);
  const nudge = product >= 0n ? 1n << 30n : 1n - (1n << 30n);
  return Number((product + nudge) / (1n << 31n)); // BigInt division truncates, as in C
}

/** x / 2^exponent, half away from zero, by exact arithmetic. */
function exactDivide(x: number, exponent: number): number {
  const magnitude = BigInt(Math.abs(x));
  const quotient = (2n * magnitude + (1n << BigInt(exponent))) >> BigInt(exponent + 1);
  return Number(x < 0 ? -quotient : quotient);
}

function exactMultiply(x: number, multiplier: number, shift: number): number {
  const shifted = Number(BigInt.asIntN(32, BigInt(x) << BigInt(Math.max(shift, 0)))); // wraps
  return exactDivide(exactHighMul(shifted, multiplier), Math.max(-shift, 0));
}

describe('quantizeMultiplier', () => {
  it('gives 0, powers of two and simple fractions exactly', () => {
    const of = (real: number) => Object.values(quantizeMultiplier(real)) as unknown;
    expect(of(0)).to.deep.equal([0, 0]);
    expect(of(1)).to.deep.equal([2 ** 30, 1]);
    expect(of(0.5)).to.deep.equal([2 ** 30, 0]);
    expect(of(0.75)).to.deep.equal([3 * 2 ** 29, 0]);
    expect(of(6)).to.deep.equal([3 * 2 ** 29, 3]);
    expect(of(2 ** -32)).to.deep.equal([2 ** 30, -31]);
  });

  it('carries into the shift when the fraction rounds up to 1', () => {
    expect(quantizeMultiplier(1 - 2 ** -40)).to.deep.equal({ multiplier: 2 ** 30, shift: 1 });
  });

  it('flushes what a right shift of 31 cannot reach, down to the smallest denormal', () => {
    for (const tiny of [0.99 * 2 ** -32, 2 ** -33, 2 ** -200, 5e-324]) {
      expect(quantizeMultiplier(tiny), String(tiny)).to.deep.equal({ multiplier: 0, shift: 0 });
    }
    expect(quantizeMultiplier(2 ** -32 - 2 ** -80)).to.deep.equal({ multiplier: 2 ** 30, shift: -31 }); // rounds up to 2^-32
  });

  it('is the nearest 31-bit multiplier: 100,000 seeded numbers over all magnitudes', () => {
    const generator = random(SEED);
    for (let k = 0; k < 100_000; k++) {
      const real = (1 + generator.uniform()) * 2 ** Math.floor(-31 + 60 * generator.uniform());
      const { multiplier, shift } = quantizeMultiplier(real);
      const error = Math.abs(real * 2 ** (31 - shift) - multiplier); // exact: a scaling by 2^n, then a short difference
      if (!(error <= 0.5 && multiplier >= 2 ** 30 && multiplier <= MAX)) {
        expect.fail(`seed ${SEED}: ${real} gave ${multiplier}, ${shift}`);
      }
    }
  });

  it('refuses what is no multiplier', () => {
    for (const bad of [-1, NaN, Infinity]) {
      expect(() => quantizeMultiplier(bad)).to.throw(RangeError, `must be finite and at least 0, got ${bad}`);
    }
  });
});

describe('saturatingRoundingDoublingHighMul', () => {
  it('equals the C definition in BigInt on 200,000 seeded pairs', () => {
    const generator = random(SEED);
    for (let k = 0; k < 200_000; k++) {
      const a = generator.bits() | 0;
      const b = (generator.bits() | 0) >> (k % 32); // all magnitudes
      const got = saturatingRoundingDoublingHighMul(a, b);
      if (got !== exactHighMul(a, b)) expect.fail(`seed ${SEED}: ${a} * ${b} gave ${got}, not ${exactHighMul(a, b)}`);
    }
  });

  it('saturates at the one product that does not fit, and is exact at all other corners', () => {
    expect(saturatingRoundingDoublingHighMul(MIN, MIN)).to.equal(MAX);
    const corners = [MIN, MIN + 1, -(2 ** 30), -65536, -1, 0, 1, 32767, 65535, 65536, 2 ** 30, MAX - 1, MAX];
    for (const a of corners) {
      for (const b of corners) {
        expect(saturatingRoundingDoublingHighMul(a, b), `${a} * ${b}`).to.equal(exactHighMul(a, b));
      }
    }
  });

  it('sends ties towards +infinity', () => {
    expect([-3, -1, 1, 3].map(x => saturatingRoundingDoublingHighMul(x, 2 ** 30))).to.deep.equal([-1, 0, 1, 2]);
  });

  it('never gives -0', () => {
    expect(Object.is(saturatingRoundingDoublingHighMul(-1, 1), 0)).to.be.true;
  });
});

describe('roundingDivideByPot', () => {
  it('rounds half away from zero: every x in [-2048, 2048], every exponent to 12', () => {
    for (let e = 0; e <= 12; e++) {
      for (let x = -2048; x <= 2048; x++) {
        expect(roundingDivideByPot(x, e), `${x} / 2^${e}`).to.equal(exactDivide(x, e));
      }
    }
  });

  it('rounds the ends of int32 too', () => {
    for (const e of [1, 15, 30, 31]) {
      for (const x of [MIN, MIN + 1, -(2 ** 30), -(2 ** 30) + 1, 2 ** 30 - 1, 2 ** 30, MAX - 1, MAX]) {
        expect(roundingDivideByPot(x, e), `${x} / 2^${e}`).to.equal(exactDivide(x, e));
      }
    }
  });
});

describe('multiplyByQuantizedMultiplier', () => {
  it('rounds twice, as BigInt does on 200,000 seeded triples', () => {
    const generator = random(SEED + 1);
    for (let k = 0; k < 200_000; k++) {
      const shift = -31 + (k % 63);
      const multiplier = 2 ** 30 + (generator.bits() >>> 2);
      const x = (generator.bits() | 0) >> (generator.bits() % 32);
      const got = multiplyByQuantizedMultiplier(x, { multiplier, shift });
      const wanted = exactMultiply(x, multiplier, shift);
      if (got !== wanted) expect.fail(`seed ${SEED + 1}: ${x} * ${multiplier}, ${shift} gave ${got}, not ${wanted}`);
    }
  });

  it('is the identity for the multiplier of 1', () => {
    const one = quantizeMultiplier(1);
    for (const x of [-(2 ** 30), -128, -1, 0, 1, 127, 2 ** 30 - 1]) {
      expect(multiplyByQuantizedMultiplier(x, one)).to.equal(x);
    }
  });
});

describe('multiplyByQuantizedMultiplierSingle', () => {
  it('rounds once and wraps, as BigInt does on 200,000 seeded triples', () => {
    const generator = random(SEED + 2);
    for (let k = 0; k < 200_000; k++) {
      const shift = -31 + (k % 62);
      const multiplier = 2 ** 30 + (generator.bits() >>> 2);
      const x = (generator.bits() | 0) >> (generator.bits() % 32);
      const got = multiplyByQuantizedMultiplierSingle(x, { multiplier, shift });
      const total = BigInt(31 - shift);
      const wanted = Number(BigInt.asIntN(32, (BigInt(x) * BigInt(multiplier) + (1n << (total - 1n))) >> total));
      if (got !== wanted) expect.fail(`seed ${SEED + 2}: ${x} * ${multiplier}, ${shift} gave ${got}, not ${wanted}`);
    }
  });

  it('takes a shift above 30 for 30, and never gives -0', () => {
    expect(multiplyByQuantizedMultiplierSingle(0, quantizeMultiplier(2 ** 40))).to.equal(0);
    expect(Object.is(multiplyByQuantizedMultiplierSingle(-1, quantizeMultiplier(0.1)), 0)).to.be.true;
  });
});
