import { expect } from 'chai';
import fc from 'fast-check';
import { decodeFrame, decoder } from '../../../lib/decode.js';
import { DataError, OptionRangeError } from '../../../lib/errors.js';
import { frame } from '../../../lib/frame.js';
import type { Overflow } from '../../../lib/overflow.js';
import { checkParams } from '../../../lib/checkParams.js';
import { fixedPoint, type FixedPointOptions } from '../../../lib/quantizers/fixedPoint.js';
import { encodeFrame } from '../../../lib/quantizers/quantizer.js';
import { quantizeStage } from '../../../lib/quantizers/quantizeStage.js';
import { range } from '../../../lib/range.js';
import { type Rounding, roundings } from '../../../lib/rounding.js';
import { run } from '../../../lib/stage.js';
import { stageLaws } from '../../laws.js';

const SEED = 20240612;

function encode(options: FixedPointOptions, x: ArrayLike<number>): number[] {
  const quantizer = fixedPoint(options);
  return Array.from(encodeFrame(quantizer, frame(Float32Array.from(x)), quantizer.params).data);
}

const BYTE = { integerBits: 8, fractionBits: 0, signBit: 'counted' } as const;
const NIBBLE = { integerBits: 4, fractionBits: 0, signBit: 'counted' } as const;

describe('fixedPoint: formats', () => {
  it('counts the sign bit in m, or beside it, as it is told: Q1.15 and Q0.15 of 16 bits', () => {
    const counted = fixedPoint({ integerBits: 1, fractionBits: 15, signBit: 'counted' }).params;
    const separate = fixedPoint({ integerBits: 0, fractionBits: 15, signBit: 'separate' }).params;
    expect(counted).to.deep.equal({ kind: 'fixedPoint', bits: 16, qmin: -32768, qmax: 32767, fractionBits: 15 });
    expect(separate).to.deep.equal(counted);
    expect(fixedPoint({ integerBits: 1, fractionBits: 15, signBit: 'separate' }).params.bits).to.equal(17);
    expect(fixedPoint({ integerBits: 1, fractionBits: 15, signed: false }).params).to.include({
      bits: 16,
      qmin: 0,
      qmax: 65535,
    });
  });

  it('will not guess which it is', () => {
    expect(() => fixedPoint({ integerBits: 1, fractionBits: 15 })).to.throw(
      OptionRangeError,
      /^fixedPoint: signBit must be one of counted, separate; got undefined$/,
    );
    expect(() => fixedPoint({ integerBits: 8, fractionBits: 8, signed: false, signBit: 'counted' })).to.throw(
      OptionRangeError,
      /^fixedPoint: signBit must be left out of an unsigned format/,
    );
  });

  it('reaches -1 to 1 - 2^-15 in Q1.15, -8 to 7.9375 in Q4.4, -1 to 1 - 2^-31 in Q0.31', () => {
    const ends = (options: FixedPointOptions) => {
      const { params } = fixedPoint(options);
      return [params.qmin, params.qmax].map(decoder(params));
    };
    expect(ends({ integerBits: 1, fractionBits: 15, signBit: 'counted' })).to.deep.equal([-1, 1 - 2 ** -15]);
    expect(ends({ integerBits: 4, fractionBits: 4, signBit: 'counted' })).to.deep.equal([-8, 7.9375]);
    expect(ends({ integerBits: 0, fractionBits: 31, signBit: 'separate' })).to.deep.equal([-1, 1 - 2 ** -31]);
    expect(ends({ integerBits: -2, fractionBits: 10, signed: false })).to.deep.equal([0, 255 / 1024]);
    expect(ends({ integerBits: 12, fractionBits: -4, signBit: 'counted' })).to.deep.equal([-2048, 2032]);
  });

  it('has 1 to 32 bits, 31 where unsigned', () => {
    for (const [integerBits, fractionBits] of [
      [0, 0],
      [17, 16],
      [-8, 4],
    ]) {
      expect(() => fixedPoint({ integerBits, fractionBits, signBit: 'counted' })).to.throw(
        OptionRangeError,
        /1 to 32 bits/,
      );
    }
    expect(() => fixedPoint({ integerBits: 0, fractionBits: 32, signed: false })).to.throw(
      /1 to 31 bits, got 0 and 32: 32$/,
    );
    expect(() => fixedPoint({ integerBits: 0, fractionBits: 65, signBit: 'counted' })).to.throw(/fractionBits must be/);
    expect(() => fixedPoint({ integerBits: 0.5, fractionBits: 8, signBit: 'counted' })).to.throw(/integerBits must be/);
    expect(() => fixedPoint({ ...BYTE, rounding: 'nearest' as never })).to.throw(/^fixedPoint: rounding must be/);
    expect(() => fixedPoint({ ...BYTE, overflow: 'clip' as never })).to.throw(/^fixedPoint: overflow must be/);
  });

  it('has the same parameters for every range', () => {
    const quantizer = fixedPoint(BYTE);
    expect(quantizer.design(range(-1, 1))).to.equal(quantizer.params);
    expect(checkParams('test', JSON.parse(JSON.stringify(quantizer.params)), 3)).to.deep.equal(quantizer.params);
  });

  it('serves frames that carry no range through its own parameters', () => {
    const quantizer = fixedPoint({ integerBits: 1, fractionBits: 15, signBit: 'counted' });
    const f = frame(Float32Array.of(0.5, -1, 1, 2 ** -15));
    const [q] = [...run(quantizeStage({ quantizer, params: quantizer.params }), [f])];
    expect([q.data, q.clipped]).to.deep.equal([Int16Array.of(16384, -32768, 32767, 1), 1]);
  });
});

describe('fixedPoint: codes', () => {
  it('never uses the lowest code under saturateSymmetric, whatever the sample, and counts it', () => {
    // SystemC SAT_SYM: -8 lies outside [-7, 7] as -9 does
    const x = Float32Array.of(-20, -9, -8, -7.6, -7, 7, 8, 20);
    const q = fixedPoint({ integerBits: 4, fractionBits: 0, signBit: 'counted', overflow: 'saturateSymmetric' });
    const out = encodeFrame(q, frame(x), q.params);
    expect([...out.data]).to.deep.equal([-7, -7, -7, -7, -7, 7, 7, 7]);
    expect(out.clipped).to.equal(6);
  });

  it('gives the SystemC rows of every rounding mode', () => {
    // IEEE Std 1666 quantization modes; rows produced by the ap_fixed headers
    const x = [
      -2.75, -2.5, -2.25, -1.75, -1.5, -1.25, -0.75, -0.5, -0.25, 0.25, 0.5, 0.75, 1.25, 1.5, 1.75, 2.25, 2.5, 2.75,
    ];
    const rows: Readonly<Record<Rounding, readonly number[]>> = {
      halfUp: [-3, -2, -2, -2, -1, -1, -1, 0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3],
      halfTowardZero: [-3, -2, -2, -2, -1, -1, -1, 0, 0, 0, 0, 1, 1, 1, 2, 2, 2, 3],
      halfDown: [-3, -3, -2, -2, -2, -1, -1, -1, 0, 0, 0, 1, 1, 1, 2, 2, 2, 3],
      halfAway: [-3, -3, -2, -2, -2, -1, -1, -1, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3],
      halfEven: [-3, -2, -2, -2, -2, -1, -1, 0, 0, 0, 0, 1, 1, 2, 2, 2, 2, 3],
      floor: [-3, -3, -3, -2, -2, -2, -1, -1, -1, 0, 0, 0, 1, 1, 1, 2, 2, 2],
      trunc: [-2, -2, -2, -1, -1, -1, 0, 0, 0, 0, 0, 0, 1, 1, 1, 2, 2, 2],
    };
    for (const rounding of roundings) expect(encode({ ...BYTE, rounding }, x), rounding).to.deep.equal(rows[rounding]);
  });

  it('gives the SystemC rows of every overflow mode on 4 bits', () => {
    const x = [8, 9, 12, 15, 16, 17, 20, -9, -12, -16, -17, -20];
    const rows: Readonly<Record<Overflow, readonly number[]>> = {
      saturate: [7, 7, 7, 7, 7, 7, 7, -8, -8, -8, -8, -8],
      saturateZero: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
      saturateSymmetric: [7, 7, 7, 7, 7, 7, 7, -7, -7, -7, -7, -7],
      wrap: [-8, -7, -4, -1, 0, 1, 4, 7, 4, 0, -1, -4],
    };
    for (const overflow of Object.keys(rows) as Overflow[]) {
      expect(encode({ ...NIBBLE, overflow }, x), overflow).to.deep.equal(rows[overflow]);
    }
  });

  it('has a zero bin twice as wide when it truncates towards zero', () => {
    // a linear ramp: 20,000 of its samples go to 0, 10,000 to each other code
    const ramp = Float32Array.from({ length: 70_000 }, (_, i) => (i - 35_000 + 0.5) / 10_000);
    const codes = encode({ ...BYTE, rounding: 'trunc' }, ramp);
    expect([-2, -1, 0, 1, 2].map(q => codes.filter(c => c === q).length)).to.deep.equal([
      10000, 10000, 20000, 10000, 10000,
    ]);
  });

  it('refuses NaN, and lets infinities meet the overflow rule', () => {
    expect(() => encode(BYTE, [NaN])).to.throw(DataError, /^fixedPoint: channel ch0 is NaN at sample 0/);
    expect(encode(BYTE, [Infinity, -Infinity])).to.deep.equal([127, -128]);
  });

  const FORMAT = fc
    .record({
      bits: fc.integer({ min: 1, max: 32 }),
      fractionBits: fc.integer({ min: -40, max: 64 }),
      signed: fc.boolean(),
    })
    .filter(({ bits, signed }) => signed || bits < 32)
    .map(({ bits, fractionBits, signed }): FixedPointOptions => {
      const integerBits = bits - fractionBits;
      return signed ? { integerBits, fractionBits, signBit: 'counted' } : { integerBits, fractionBits, signed };
    });

  it('equals exact rational arithmetic at every width', () => {
    fc.assert(
      fc.property(
        FORMAT,
        fc.constantFrom('floor' as const, 'halfUp' as const),
        fc.constantFrom('saturate' as const, 'wrap' as const),
        fc.array(fc.double({ min: -1.5, max: 1.5, noNaN: true }), { minLength: 1, maxLength: 20 }),
        (format, rounding, overflow, parts) => {
          const { qmin, qmax, fractionBits, bits } = fixedPoint(format).params;
          const x = parts.map(p => Math.fround(p * Math.max(qmax, 1) * 2 ** -fractionBits));
          const exact = x.map(v => {
            // 2 x 2^n as an integer after 200 guard bits: float32 reaches down to 2^-149, the format to 2^-64
            const doubled = BigInt(v * 2 ** 149) << BigInt(fractionBits + 65);
            const half = rounding === 'halfUp' ? 1n << 213n : 0n;
            const q = (doubled + half) >> 214n; // arithmetic: floor
            if (overflow === 'wrap') return Number(qmin < 0 ? BigInt.asIntN(bits, q) : BigInt.asUintN(bits, q));
            return Math.min(Math.max(Number(q), qmin), qmax);
          });
          expect(encode({ ...format, rounding, overflow }, x)).to.deep.equal(exact);
        },
      ),
      { numRuns: 2000, seed: SEED },
    );
  });

  it('encodes the value of every code of up to 24 bits to that code, and keeps zero', () => {
    fc.assert(
      fc.property(
        FORMAT,
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 20 }),
        (format, parts) => {
          const quantizer = fixedPoint(format);
          const { params } = quantizer;
          fc.pre(params.bits <= 24);
          const codes = parts.map(p => Math.floor(params.qmin + p * (params.qmax - params.qmin)));
          const q = encodeFrame(quantizer, frame(Float32Array.from(codes, decoder(params))), params);
          expect(Array.from(q.data)).to.deep.equal(codes);
          expect(encode(format, [0, -0])).to.deep.equal([0, 0]);
        },
      ),
      { numRuns: 2000, seed: SEED + 1 },
    );
  });

  it('is monotone, saturates, and errs by at most half a step', () => {
    fc.assert(
      fc.property(
        FORMAT,
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 20 }),
        (format, parts) => {
          const quantizer = fixedPoint(format);
          const { params } = quantizer;
          const [low, high] = [params.qmin, params.qmax].map(decoder(params));
          const x = Float32Array.from(parts, p => low + p * (high - low)).sort();
          const q = encodeFrame(quantizer, frame(Float32Array.of(-Infinity, ...x, Infinity)), params);
          for (let i = 1; i < q.length; i++) expect(q.data[i]).to.be.at.least(q.data[i - 1]);
          expect([q.data[0], q.data[q.length - 1]]).to.deep.equal([params.qmin, params.qmax]);
          const y = decodeFrame(q).data;
          for (let i = 0; i < x.length; i++) {
            // beyond 24 bits the decoded value is rounded to float32, and so is the top of the range itself
            const rounding = params.bits > 24 ? 2 ** -23 * Math.max(Math.abs(low), Math.abs(high)) : 0;
            expect(Math.abs(y[i + 1] - x[i])).to.be.at.most(2 ** -params.fractionBits / 2 + rounding);
          }
        },
      ),
      { numRuns: 1500, seed: SEED + 2 },
    );
  });

  const quantizer = fixedPoint({ integerBits: 4, fractionBits: 4, signBit: 'counted', overflow: 'wrap' });
  stageLaws('quantizeStage with fixedPoint', { make: () => quantizeStage({ quantizer, params: quantizer.params }) });
});
