import { expect } from 'chai';
import { encodeAffine, type AffineEncoding } from '../../../lib/kernels/affine.js';
import { overflows } from '../../../lib/overflow.js';
import { newCodes } from '../../../lib/qparams.js';
import { random, type Random } from '../../../lib/random.js';
import { rounders, type Rounding, roundings } from '../../../lib/rounding.js';

const SEED = 20240510;

/** Powers of two, where ties are common; general scales; normal and denormal ends of float32. */
const SCALES = [1, 2 ** -7, 1 / 255, 0.1, 3.7e-5, 2 ** -126, 2 ** -149, 3 * 2 ** -149, 2 ** 100].map(Math.fround);

/** Widths, signs and zero points inside and outside the codes. */
const CODES = [
  { qmin: -128, qmax: 127, zeroPoint: -3 },
  { qmin: 0, qmax: 255, zeroPoint: 128 },
  { qmin: -127, qmax: 127, zeroPoint: 0 },
  { qmin: -1, qmax: 0, zeroPoint: -1 },
  { qmin: 0, qmax: 1, zeroPoint: 0 },
  { qmin: -32768, qmax: 32767, zeroPoint: 5 },
  { qmin: 0, qmax: 65535, zeroPoint: 40000 },
  { qmin: -128, qmax: 127, zeroPoint: -12495 },
  { qmin: -128, qmax: 127, zeroPoint: 2 ** 28 },
] as const;

function encoding(scale: number, codes: (typeof CODES)[number], mode: Rounding): AffineEncoding {
  return { scale, ...codes, round: rounders[mode], overflow: overflows.saturate };
}

/** Samples in and around the range, half of them within four float32 steps of a tie, and bit patterns of any kind but NaN. */
function samples(r: Random, n: number, scale: number, { qmin, qmax, zeroPoint }: (typeof CODES)[number]): Float32Array {
  const x = new Float32Array(n);
  const bits = new Int32Array(x.buffer);
  const width = qmax - qmin + 1;
  for (let i = 0; i < n; i++) {
    const q = qmin - zeroPoint - 0.1 * width + 1.2 * width * r.uniform();
    if (i % 8 === 7) bits[i] = r.bits();
    else if (i % 2 === 0) x[i] = q * scale;
    else {
      x[i] = (Math.floor(q) + 0.5) * scale;
      bits[i] += (r.bits() % 9) - 4;
    }
    if (Number.isNaN(x[i])) x[i] = 0;
  }
  return x;
}

/** The named rule, from the whole part and the exact fraction. */
function roundedBy(mode: Rounding, x: number): number {
  const whole = Math.trunc(x);
  const fraction = Math.abs(x - whole);
  if (fraction === 0 || !Number.isFinite(x)) return x;
  const outward = whole + Math.sign(x);
  const [down, up] = x < 0 ? [outward, whole] : [whole, outward];
  if (mode === 'floor') return down;
  if (mode === 'trunc') return whole;
  if (fraction !== 0.5) return fraction < 0.5 ? whole : outward;
  if (mode === 'halfEven') return whole % 2 === 0 ? whole : outward;
  if (mode === 'halfUp') return up;
  if (mode === 'halfDown') return down;
  return mode === 'halfAway' ? outward : whole;
}

/** An exact fraction for a finite double: [numerator, denominator]. */
function fraction(x: number): readonly [bigint, bigint] {
  let [n, d] = [x, 1n];
  while (!Number.isInteger(n)) [n, d] = [n * 2, d * 2n];
  return [BigInt(n), d];
}

/** The float32 nearest to x / scale, ties to even, in exact integers. */
function float32Quotient(x: number, scale: number): number {
  if (!Number.isFinite(x) || x === 0) return x;
  const [[xn, xd], [sn, sd]] = [fraction(Math.abs(x)), fraction(scale)];
  const [n, d] = [xn * sd, xd * sn];
  const length = (b: bigint) => b.toString(2).length;
  let e = length(n) - length(d) - 24;
  const times = (power: number) =>
    power >= 0 ? ([n, d << BigInt(power)] as const) : ([n << BigInt(-power), d] as const);
  const [high, low] = times(e);
  if (high / low >= 2n ** 24n) e++;
  e = Math.max(e, -149);
  const [a, b] = times(e);
  let q = a / b;
  const twice = (a - q * b) * 2n;
  if (twice > b || (twice === b && q % 2n === 1n)) q++;
  const magnitude = Number(q) * 2 ** e;
  return Math.sign(x) * (magnitude >= 2 ** 128 ? Infinity : magnitude);
}

/** Index of the first sample where codes or count differ from the model, or -1. */
function firstDifference(x: Float32Array, e: AffineEncoding, mode: Rounding, quotient: typeof float32Quotient): number {
  const out = newCodes(e, x.length);
  const clipped = encodeAffine(x, 0, x.length, e, out);
  let outside = 0;
  for (let i = 0; i < x.length; i++) {
    const q = roundedBy(mode, quotient(x[i], e.scale)) + e.zeroPoint;
    if (q < e.qmin || q > e.qmax) outside++;
    if (out[i] !== Math.min(Math.max(q, e.qmin), e.qmax)) return i;
  }
  return clipped === outside ? -1 : x.length;
}

describe('encodeAffine', () => {
  for (const mode of roundings) {
    it(`${mode}: equals rational arithmetic, exact in BigInt`, () => {
      const r = random(SEED);
      for (const scale of SCALES) {
        for (const codes of CODES) {
          const x = samples(r, 160, scale, codes);
          const i = firstDifference(x, encoding(scale, codes, mode), mode, float32Quotient);
          expect(i, `seed ${SEED}, scale ${scale}, codes ${JSON.stringify(codes)}, x = ${x[i]}`).to.equal(-1);
        }
      }
    });

    it(`${mode}: equals the float32 quotient and the named rule on a million samples`, () => {
      const r = random(SEED + 1);
      for (const scale of SCALES) {
        for (const codes of CODES) {
          const x = samples(r, 12500, scale, codes);
          const i = firstDifference(x, encoding(scale, codes, mode), mode, (a, b) => Math.fround(a / b));
          expect(i, `seed ${SEED + 1}, scale ${scale}, codes ${JSON.stringify(codes)}, x = ${x[i]}`).to.equal(-1);
        }
      }
    });
  }

  it('rounds ties to even before it adds the zero point, as ONNX QuantizeLinear', () => {
    const out = new Int8Array(6);
    const e = { ...encoding(1, CODES[0], 'halfEven'), zeroPoint: 1 };
    encodeAffine(Float32Array.of(-2.5, -1.5, -0.5, 0.5, 1.5, 2.5), 0, 6, e, out);
    expect(Array.from(out)).to.deep.equal([-1, -1, 1, 1, 3, 3]); // to even after adding: -2, 0, 0, 2, 2, 4
  });

  it('divides in float32: a quotient just below a tie falls on it, and on to the even code', () => {
    // with u = 2^-23: (1.5 + u) / (1 + u) = 1.5 - u/2 + u^2/2 - ..., nearest float32 1.5, which goes to 2; the double goes to 1
    const scale = 1 + 2 ** -23;
    const x = Float32Array.of(1.5 + 2 ** -23, -1.5 - 2 ** -23);
    expect(x[0] / scale).to.be.below(1.5);
    const out = new Int8Array(2);
    encodeAffine(x, 0, 2, encoding(scale, CODES[2], 'halfEven'), out);
    expect(Array.from(out)).to.deep.equal([2, -2]);
  });

  it('reads and writes only from begin to end', () => {
    const out = new Int8Array(5).fill(99);
    const x = Float32Array.of(NaN, 1, 2, 3, NaN);
    expect(encodeAffine(x, 1, 4, encoding(1, CODES[2], 'halfEven'), out)).to.equal(0);
    expect(Array.from(out)).to.deep.equal([99, 1, 2, 3, 99]);
    expect(encodeAffine(x, 2, 2, encoding(1, CODES[2], 'halfEven'), out)).to.equal(0);
  });

  it('stops at a NaN and says where, the first sample too', () => {
    for (const mode of roundings) {
      for (const i of [0, 3]) {
        const x = new Float32Array(5);
        x[i] = NaN;
        expect(encodeAffine(x, 0, 5, encoding(0.5, CODES[0], mode), new Int8Array(5))).to.equal(~i);
      }
    }
  });

  it('saturates infinities, huge values and quotients that overflow float32, and counts them', () => {
    const x = Float32Array.of(Infinity, -Infinity, 3e38, -3e38, 0);
    for (const scale of [2 ** -149, 2 ** -100, 1]) {
      const out = new Int8Array(5);
      expect(encodeAffine(x, 0, 5, encoding(scale, CODES[0], 'halfEven'), out)).to.equal(4);
      expect(Array.from(out)).to.deep.equal([127, -128, 127, -128, -3]);
    }
  });

  it('sends both zeros and all denormals to the zero point', () => {
    const x = Float32Array.of(0, -0, 2 ** -149, -(2 ** -149), 2 ** -127);
    for (const mode of ['halfEven', 'halfAway', 'halfUp', 'halfDown', 'halfTowardZero', 'trunc'] as const) {
      const out = new Int8Array(5);
      encodeAffine(x, 0, 5, encoding(0.5, CODES[0], mode), out);
      expect(Array.from(out), mode).to.deep.equal([-3, -3, -3, -3, -3]);
    }
  });

  it('never uses the lowest code under saturateSymmetric, and counts what would have', () => {
    const out = new Int8Array(5);
    const e = { ...encoding(1, CODES[0], 'halfEven'), zeroPoint: 0, overflow: overflows.saturateSymmetric };
    expect(encodeAffine(Float32Array.of(-127, -127.5, -128, -129, 127), 0, 5, e, out)).to.equal(3);
    expect(Array.from(out)).to.deep.equal([-127, -127, -127, -127, 127]);
  });

  it('takes the code nearest to 0 where 0 has none of its own', () => {
    for (const [zeroPoint, nearest] of [
      [1000, 127],
      [-1000, -128],
    ]) {
      for (const overflow of [overflows.saturateZero, overflows.wrap]) {
        const out = new Int8Array(1);
        const e = { ...encoding(1, CODES[0], 'halfEven'), zeroPoint, overflow };
        expect(encodeAffine(Float32Array.of(Infinity), 0, 1, e, out)).to.equal(1);
        expect(out[0]).to.equal(nearest);
      }
    }
  });

  it('hands what does not fit to the overflow rule', () => {
    // codes before the rule, with zero point 1: 9, 13, 21, -8, -11, -19
    const x = Float32Array.of(8, 12, 20, -9, -12, -20);
    const rows = { saturate: [7, 7, 7, -8, -8, -8], saturateZero: [1, 1, 1, -8, 1, 1], wrap: [-7, -3, 5, -8, 5, -3] };
    for (const [mode, row] of Object.entries(rows)) {
      const out = new Int8Array(6);
      const overflow = overflows[mode as keyof typeof rows];
      const e: AffineEncoding = { scale: 1, zeroPoint: 1, qmin: -8, qmax: 7, round: rounders.halfEven, overflow };
      expect(encodeAffine(x, 0, 6, e, out), mode).to.equal(5);
      expect(Array.from(out), mode).to.deep.equal(row);
    }
  });
});
