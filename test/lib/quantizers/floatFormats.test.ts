import { expect } from 'chai';
import { createHash } from 'node:crypto';
import type { FloatFormat } from '../../../lib/quantizers/floatFormat.js';
import { e2m1, e2m3, e3m2, e4m3fn, e5m2 } from '../../../lib/quantizers/floatFormats.js';

/** The fields of a format as OFP8 and the MX specification state them. */
const FORMATS = [
  { format: e4m3fn, exponent: 4, mantissa: 3, bias: 7, max: 448, min: 2 ** -9, isSpecial: (m: number) => m === 0x7f },
  { format: e5m2, exponent: 5, mantissa: 2, bias: 15, max: 57344, min: 2 ** -16, isSpecial: (m: number) => m >= 0x7c },
  { format: e3m2, exponent: 3, mantissa: 2, bias: 3, max: 28, min: 2 ** -4, isSpecial: () => false },
  { format: e2m3, exponent: 2, mantissa: 3, bias: 1, max: 7.5, min: 2 ** -3, isSpecial: () => false },
  { format: e2m1, exponent: 2, mantissa: 1, bias: 1, max: 6, min: 2 ** -1, isSpecial: () => false },
] as const;

const bits = new Uint32Array(1);
const real = new Float32Array(bits.buffer);

/** The float32 next to x > 0. */
function beside(x: number, way: 1 | -1): number {
  real[0] = x;
  bits[0] += way;
  return real[0];
}

function sha(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex').slice(0, 16);
}

describe('e4m3fn, e5m2, e3m2, e2m3, e2m1', () => {
  for (const { format, exponent, mantissa, bias, max, min, isSpecial } of FORMATS) {
    const sign = 2 ** (exponent + mantissa);
    /** Codes of the finite values that are not negative: ascending, as in every IEEE format. */
    const finite = Array.from({ length: sign }, (_, m) => m).filter(m => !isSpecial(m));

    it(`${format.name} decodes every code by its fields`, () => {
      expect([format.max, format.min, format.bits]).to.deep.equal([max, min, 1 + exponent + mantissa]);
      for (const m of finite) {
        const [e, f] = [m >> mantissa, m % 2 ** mantissa];
        const value = e === 0 ? 2 ** (1 - bias) * (f / 2 ** mantissa) : 2 ** (e - bias) * (1 + f / 2 ** mantissa);
        expect(format.decode(m)).to.equal(value);
        expect(format.decode(m + sign)).to.equal(-value);
        expect([format.levels[m], format.levels[m + sign]]).to.deep.equal([value, 0 - value]);
      }
      for (let m = 0; m < sign; m++) {
        if (isSpecial(m)) expect([format.levels[m], format.levels[m + sign]]).to.deep.equal([0, 0]);
      }
    });

    it(`${format.name} encodes every value to its code, the sign of zero too`, () => {
      for (const m of finite) {
        expect(format.encode(format.decode(m))).to.equal(m);
        expect(format.encode(format.decode(m + sign))).to.equal(m + sign);
      }
    });

    it(`${format.name} rounds half to even between all neighbours, to the last bit of float32`, () => {
      for (let i = 1; i < finite.length; i++) {
        const [below, above] = [finite[i - 1], finite[i]];
        const tie = (format.decode(below) + format.decode(above)) / 2;
        const even = below % 2 === 0 ? below : above;
        for (const side of [0, sign]) {
          const at = (x: number) => format.encode(side === 0 ? x : -x) - side;
          expect([at(beside(tie, -1)), at(tie), at(beside(tie, 1))]).to.deep.equal([below, even, above]);
          expect([at(beside(format.decode(above), -1)), at(beside(format.decode(above), 1))]).to.deep.equal([
            above,
            above,
          ]);
        }
      }
    });

    it(`${format.name} saturates, from half a step above its largest value on as overload`, () => {
      const top = finite[finite.length - 1];
      const step = max - format.decode(top - 1);
      expect(format.limit).to.equal(max + step / 2);
      for (const x of [max, format.limit, 2 * max, 3e38, Infinity]) {
        expect([format.encode(x), format.encode(-x)]).to.deep.equal([top, top + sign]);
      }
    });
  }

  it('know their special codes', () => {
    expect([0x7f, 0xff].map(e4m3fn.decode)).to.deep.equal([NaN, NaN]);
    expect([0x7c, 0xfc, 0x7d, 0xff].map(e5m2.decode)).to.deep.equal([Infinity, -Infinity, NaN, NaN]);
    expect([e4m3fn.encode(NaN), e5m2.encode(NaN)]).to.deep.equal([0x7f, 0x7f]); // as ONNX Cast
    // without saturation: infinity where there is one, else NaN; 464 and 61440 are half a step above the largest value
    expect([464, 465, -465, Infinity].map(x => e4m3fn.encode(x, 'special'))).to.deep.equal([0x7e, 0x7f, 0xff, 0x7f]);
    expect([61439, 61440, -61440].map(x => e5m2.encode(x, 'special'))).to.deep.equal([0x7b, 0x7c, 0xfc]);
  });

  it('are the FP4 values of the MX specification', () => {
    expect(e2m1.levels).to.deep.equal([0, 0.5, 1, 1.5, 2, 3, 4, 6, 0, -0.5, -1, -1.5, -2, -3, -4, -6]);
  });

  it('give the bytes of ml_dtypes on 1,109,762 numbers', () => {
    // SHA-256, first 16 digits, of ml_dtypes 0.6.0 casts: all bfloat16 patterns, then the float32 patterns i * 0x9e3779b1, without NaN
    const patterns = [
      Uint32Array.from({ length: 2 ** 16 }, (_, i) => i * 2 ** 16),
      Uint32Array.from({ length: 2 ** 20 }, (_, i) => Math.imul(i, 0x9e3779b1) >>> 0),
    ].map(words => new Float32Array(words.buffer).filter(x => !Number.isNaN(x)));
    expect(patterns[0].length + patterns[1].length).to.equal(1_109_762);
    const codes = (f: FloatFormat, overflow?: 'special') =>
      sha(Uint8Array.from(patterns.flatMap(x => Array.from(x, v => f.encode(v, overflow)))));
    const saturated = {
      e4m3fn: '52deb0678d146adc',
      e5m2: '4695984e2bc6f7bc',
      e3m2: 'b4e4f4a8bb5c1668',
      e2m3: '3fc5e8ac3b9a3581',
      e2m1: '1fb8fd4b5ae39724',
    };
    for (const { format } of FORMATS)
      expect(codes(format), format.name).to.equal(saturated[format.name as keyof typeof saturated]);
    expect(codes(e4m3fn, 'special')).to.equal('e0c1602289529d1d');
    expect(codes(e5m2, 'special')).to.equal('021ee63ae3b72ff0');
  });

  it('give the values of ml_dtypes for every code', () => {
    // the same of all codes cast to float32, NaN written as 0.1
    const wanted = {
      e4m3fn: 'b405e5823ad31f0c',
      e5m2: '424fb6211f955d8b',
      e3m2: '1f21874836838a0a',
      e2m3: '178eab5d385741cf',
      e2m1: 'c736c7e2e761e089',
    };
    for (const { format } of FORMATS) {
      const values = Float32Array.from({ length: format.qmax + 1 }, (_, code) => format.decode(code));
      const bytes = new Uint8Array(values.map(v => (Number.isNaN(v) ? 0.1 : v)).buffer);
      expect(sha(bytes), format.name).to.equal(wanted[format.name as keyof typeof wanted]);
    }
  });
});
