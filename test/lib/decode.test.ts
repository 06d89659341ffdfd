import { expect } from 'chai';
import { decodeChannel, decodeFrame, decoder, granularInterval, levelsOf } from '../../lib/decode.js';
import { DataError } from '../../lib/errors.js';
import { frame, type QFrame, streamInfo } from '../../lib/frame.js';
import { type AffineParams, newCodes, type QParams } from '../../lib/qparams.js';

const INT8 = { bits: 8, qmin: -128, qmax: 127 } as const;
const MU: QParams = { kind: 'companded', bits: 8, qmin: -127, qmax: 127, law: 'mu', constant: 255, peak: [2] };
const E2M1: QParams = {
  kind: 'blockScaled',
  bits: 4,
  qmin: 0,
  qmax: 15,
  blockSize: 4,
  scale: [1, 2, 4, 10, 20, 40],
  levels: [0, 0.5, 1, 1.5, 2, 3, 4, 6, 0, -0.5, -1, -1.5, -2, -3, -4, -6], // OCP Microscaling Formats 1.0
};

/** Codes as a frame. */
function codes(params: QParams, list: readonly number[], channels = 1, start = 0): QFrame {
  const data = newCodes(params, list.length);
  data.set(list);
  return { data, channels, length: list.length / channels, start, info: streamInfo({ channels }), params, clipped: 0 };
}

describe('decodeFrame', () => {
  it('is scale * (q - zeroPoint), with the entry of each channel', () => {
    const params: QParams = { kind: 'affine', ...INT8, scale: [0.5, 0.25], zeroPoint: [-3, 10] };
    const f = decodeFrame(codes(params, [-128, 127, 10, 11], 2, 40));
    expect(Array.from(f.data)).to.deep.equal([-62.5, 65, 0, 0.25]);
    expect([f.channels, f.length, f.start]).to.deep.equal([2, 2, 40]);
  });

  it('equals the float32 arithmetic of DequantizeLinear: one rounding of the product', () => {
    const scale = Math.fround(0.1);
    const f = decodeFrame(codes({ kind: 'affine', ...INT8, scale: [scale], zeroPoint: [-128] }, [127]));
    // 255 * 13421773 / 2^27 = 3422552115 / 2^27, 32 bits long: to the nearest multiple of 2^-22
    expect(f.data[0]).to.equal(Number((3422552115n + 128n) >> 8n) / 2 ** 19);
  });

  it('takes a subtractive dither of at most half a step off again, the same however the codes are cut', () => {
    const params: QParams = { kind: 'affine', ...INT8, scale: [0.5], zeroPoint: [3], ditherSeed: 9 };
    const list = Array.from({ length: 64 }, (_, i) => i - 32);
    const whole = decodeFrame(codes(params, list, 1, 1000)).data;
    const dither = list.map((q, i) => q - 3 - whole[i] / 0.5);
    expect(Math.min(...dither)).to.be.within(-0.5, -0.25); // 64 uniform numbers miss a quarter once in 10^8
    expect(Math.max(...dither)).to.be.within(0.25, 0.5);
    const tail = decodeFrame(codes(params, list.slice(40), 1, 1040)).data;
    expect(Array.from(tail)).to.deep.equal(Array.from(whole.subarray(40)));
  });

  it('centres a mid-rise quantizer between two steps', () => {
    const params: QParams = { kind: 'affine', bits: 2, qmin: -2, qmax: 1, scale: [1], zeroPoint: [-0.5] };
    expect(Array.from(decodeFrame(codes(params, [-2, -1, 0, 1])).data)).to.deep.equal([-1.5, -0.5, 0.5, 1.5]);
  });

  it('shifts under power-of-two parameters, from the largest denormal scale to the largest exponent', () => {
    const params: QParams = { kind: 'powerOfTwo', ...INT8, exponent: [-149, 120], zeroPoint: [0, 1] };
    expect(Array.from(decodeFrame(codes(params, [3, -128, 3, -127], 2)).data)).to.deep.equal([
      3 * 2 ** -149,
      -(2 ** -142),
      2 ** 121,
      -(2 ** 127),
    ]);
  });

  it('reads Q formats with positive and negative fraction bits', () => {
    for (const [fractionBits, real] of [
      [7, 127 / 128],
      [0, 127],
      [-3, 1016],
    ]) {
      expect(decodeFrame(codes({ kind: 'fixedPoint', ...INT8, fractionBits }, [127])).data[0]).to.equal(real);
    }
  });

  it('expands companded codes to peak * ((1 + mu)^|y| - 1) / mu with the sign of the code', () => {
    // y = code / 127; 256^y - 1 over 255
    const f = decodeFrame(codes(MU, [-127, -1, 0, 1, 127]));
    const one = (2 * (256 ** (1 / 127) - 1)) / 255;
    expect(f.data[0]).to.equal(-2);
    expect(f.data[1]).to.be.closeTo(-one, one * 2 ** -23);
    expect(f.data[2]).to.equal(0);
    expect(f.data[3]).to.be.closeTo(one, one * 2 ** -23);
    expect(f.data[4]).to.equal(2);
  });

  it('looks levels up, scaled', () => {
    const params: QParams = {
      kind: 'codebook',
      bits: 2,
      qmin: -2,
      qmax: 1,
      levels: [-1.5, -0.5, 0.5, 1.5],
      scale: [2, 10],
    };
    expect(Array.from(decodeFrame(codes(params, [-2, 1, -1, 0], 2)).data)).to.deep.equal([-3, 3, -5, 5]);
  });

  it('scales blocks by absolute sample index, so that cutting does not move them', () => {
    // samples 3 to 8 touch blocks 0, 1, 2 of four samples; all codes stand for 6
    const f = decodeFrame(codes(E2M1, new Array<number>(12).fill(7), 2, 3));
    expect(Array.from(f.data)).to.deep.equal([6, 12, 12, 12, 12, 24, 60, 120, 120, 120, 120, 240]);
  });

  it('starts with the scale of the block that the first sample lies in, before sample 0 too', () => {
    for (const start of [4 * 2 ** 40 + 3, -5]) {
      const f = decodeFrame(codes({ ...E2M1, scale: [1, 2] }, [2, 2], 1, start));
      expect(Array.from(f.data)).to.deep.equal([1, 2]);
    }
  });

  it('takes block elements as they are where there are no levels', () => {
    const params: QParams = { kind: 'blockScaled', ...INT8, blockSize: 2, scale: [0.5, 4] };
    expect(Array.from(decodeFrame(codes(params, [-3, 3, -3, 3])).data)).to.deep.equal([-1.5, 1.5, -12, 12]);
  });

  it('keeps gains and the original', () => {
    const q = codes({ kind: 'fixedPoint', ...INT8, fractionBits: 0 }, [1]);
    const reference = frame(new Float32Array(1));
    const f = decodeFrame({ ...q, gains: [4], reference });
    expect(f).to.have.keys('data', 'channels', 'length', 'start', 'info', 'gains', 'reference');
    expect(f.reference).to.equal(reference);
  });

  it('decodes an empty frame', () => {
    expect(decodeFrame(codes(MU, [])).length).to.equal(0);
    expect(decodeFrame(codes({ ...E2M1, scale: [] }, [])).length).to.equal(0);
  });

  it('refuses parameters for other channels, or other blocks', () => {
    const affine: AffineParams = { kind: 'affine', ...INT8, scale: [1, 1], zeroPoint: [0, 0] };
    expect(() => decodeFrame(codes(affine, [1, 2, 3], 3, 7)))
      .to.throw(DataError, /^dequantize: frame at sample 7 has 3 channels, its affine params are for 2$/)
      .with.property('code', 'data-params');
    for (const params of [
      { ...MU, peak: [1, 1] },
      { kind: 'powerOfTwo', ...INT8, exponent: [0, 0], zeroPoint: [0, 0] },
      { kind: 'codebook', bits: 1, qmin: 0, qmax: 1, levels: [0, 1], scale: [1, 1] },
    ] satisfies QParams[]) {
      expect(() => decodeFrame(codes(params, [1, 1, 1], 3))).to.throw(DataError, params.kind);
    }
    expect(() => decodeFrame(codes(E2M1, new Array<number>(8).fill(7), 2))).to.throw(DataError, /blockScaled/);
  });
});

describe('decodeChannel', () => {
  it('gives the same values by table and by formula, whichever the length makes it take', () => {
    for (const params of [
      MU,
      { ...MU, law: 'a', constant: 87.6 },
      { kind: 'codebook', bits: 2, qmin: 0, qmax: 3, levels: [-1.1, -0.3, 0.3, 1.1], scale: [0.7] },
      { kind: 'powerOfTwo', bits: 3, qmin: -4, qmax: 3, exponent: [-2], zeroPoint: [1] },
    ] satisfies QParams[]) {
      const all = Array.from({ length: params.qmax - params.qmin + 1 }, (_, i) => params.qmin + i);
      const long = decodeFrame(codes(params, [...all, params.qmin])).data;
      for (const [i, q] of all.entries()) expect(decodeFrame(codes(params, [q])).data[0]).to.equal(long[i]);
    }
  });

  it('writes from where it is told, and nowhere else', () => {
    const out = new Float32Array(5).fill(9);
    decodeChannel(codes({ kind: 'fixedPoint', ...INT8, fractionBits: 0 }, [1, 2, 3, 4], 2), 1, out, 2);
    expect(Array.from(out)).to.deep.equal([9, 9, 3, 4, 9]);
  });
});

describe('levelsOf and decoder', () => {
  it('list the real value of every code', () => {
    const params: QParams = { kind: 'affine', bits: 2, qmin: 0, qmax: 3, scale: [1, 0.25], zeroPoint: [1, 0] };
    expect(levelsOf(params, 0)).to.deep.equal(Float64Array.of(-1, 0, 1, 2));
    expect(levelsOf(params, 1)).to.deep.equal(Float64Array.of(0, 0.25, 0.5, 0.75));
    expect(decoder(params, 1)(3)).to.equal(0.75);
  });

  it('give companded codes levels that mirror each other around an exact 0', () => {
    const levels = levelsOf(MU);
    expect(levels).to.have.length(255);
    for (let q = 0; q <= 127; q++) expect(levels[127 + q] + levels[127 - q]).to.equal(0);
  });
});

describe('granularInterval', () => {
  it('reaches half a step beyond the outermost levels', () => {
    expect(granularInterval({ kind: 'affine', ...INT8, scale: [0.5], zeroPoint: [-128] })).to.deep.equal([
      -0.25, 127.75,
    ]);
    expect(granularInterval({ kind: 'powerOfTwo', ...INT8, exponent: [1], zeroPoint: [0] })).to.deep.equal([-257, 255]);
    expect(granularInterval({ kind: 'fixedPoint', ...INT8, fractionBits: 7 })).to.deep.equal([-257 / 256, 255 / 256]);
  });

  it('ends at the outermost levels where subtractive dither takes the half step', () => {
    const params: QParams = { kind: 'affine', ...INT8, scale: [0.5], zeroPoint: [0], ditherSeed: 1 };
    expect(granularInterval(params)).to.deep.equal([-64, 63.5]);
  });

  it('takes the outer steps of a codebook, in any order of its levels', () => {
    const params: QParams = { kind: 'codebook', bits: 2, qmin: 0, qmax: 3, levels: [4, -5, 0, 1], scale: [2, 1] };
    expect(granularInterval(params, 0)).to.deep.equal([-15, 11]);
    expect(granularInterval(params, 1)).to.deep.equal([-7.5, 5.5]);
    expect(granularInterval({ ...params, qmax: 0, levels: [3] }, 1)).to.deep.equal([3, 3]);
  });

  it('has no bound where the scale follows the data', () => {
    expect(granularInterval(E2M1)).to.deep.equal([-Infinity, Infinity]);
  });

  it('is the full scale of a companded channel', () => {
    const [low, high] = granularInterval({ ...MU, peak: [2, 5] }, 1);
    expect([low, high].map(Math.fround)).to.deep.equal([-5, 5]);
  });
});
