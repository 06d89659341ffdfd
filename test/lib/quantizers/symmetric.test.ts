import { expect } from 'chai';
import fc from 'fast-check';
import { decodeFrame, decoder } from '../../../lib/decode.js';
import { OptionRangeError, OptionTypeError } from '../../../lib/errors.js';
import { frame } from '../../../lib/frame.js';
import { encodeFrame } from '../../../lib/quantizers/quantizer.js';
import { symmetric, type SymmetricOptions } from '../../../lib/quantizers/symmetric.js';
import { range } from '../../../lib/range.js';

const SEED = 20240530;

describe('symmetric', () => {
  it('leaves out the lowest code by default: scale = peak / (2^(b-1) - 1), zero point 0', () => {
    // TensorFlow Lite weights
    for (const [min, max, scale] of [
      [-127, 50, 1],
      [-50, 127, 1],
      [-254, -1, 2],
      [63.5, 63.5, 0.5],
    ]) {
      expect(symmetric().design(range(min, max))).to.deep.equal({
        kind: 'affine',
        bits: 8,
        qmin: -127,
        qmax: 127,
        scale: [scale],
        zeroPoint: [0],
      });
    }
    expect(symmetric({ bits: 2 }).design(range(-1, 0.5))).to.include({ qmin: -1, qmax: 1 });
    expect(symmetric({ bits: 16 }).design(range(-1, 0.5)).scale).to.deep.equal([Math.fround(1 / 32767)]);
  });

  it('uses the lowest code under full: scale = peak / ((qmax - qmin) / 2)', () => {
    // PyTorch calculate_qparams and ONNX Runtime compute_scale_zp, symmetric
    const params = symmetric({ codes: 'full' }).design(range(-127.5, 3));
    expect([params.qmin, params.qmax, params.scale, params.zeroPoint]).to.deep.equal([-128, 127, [1], [0]]);
    expect(symmetric({ codes: 'full', bits: 4 }).design(range(-7.5, 3)).scale).to.deep.equal([1]);
  });

  it('scales each row by 127 / absmax', () => {
    const x = [0.0114, -0.0231, 0.0445, 0, 0, 0, -0.0409, -0.0435, -0.04];
    const quantizer = symmetric({ axis: 'channel' });
    const params = quantizer.design(range([-0.0231, 0, -0.0435], [0.0445, 0, -0.04].map(Math.fround)));
    expect(params.scale).to.deep.equal([Math.fround(Math.fround(0.0445) / 127), 1, Math.fround(0.0435 / 127)]);
    const q = encodeFrame(quantizer, frame(Float32Array.from(x), { channels: 3 }), params);
    expect(Array.from(q.data)).to.deep.equal([33, -66, 127, 0, 0, 0, -119, -127, -117]);
  });

  it('takes unsigned codes for signals that are never negative, and clips and counts what is', () => {
    const quantizer = symmetric({ signed: false });
    const params = quantizer.design(range(-300, 510));
    expect([params.qmin, params.qmax, params.scale, params.zeroPoint]).to.deep.equal([0, 255, [2], [0]]);
    const q = encodeFrame(quantizer, frame(Float32Array.of(-2, -0.9, 0, 510, 512)), params);
    expect([Array.from(q.data), q.clipped]).to.deep.equal([[0, 0, 0, 255, 255], 2]);
    expect(quantizer.design(range(-300, -1)).scale).to.deep.equal([1]); // nothing above 0
    expect(symmetric({ signed: false, bits: 1 }).design(range(0, 3)).scale).to.deep.equal([3]);
  });

  it('gives a channel that is 0 throughout scale 1, whatever the signs of its zeros', () => {
    for (const [min, max] of [
      [0, 0],
      [-0, -0],
      [-0, 0],
    ]) {
      expect(symmetric().design(range(min, max)).scale).to.deep.equal([1]);
    }
  });

  it('keeps scales normal float32 numbers', () => {
    expect(symmetric().design(range(-1e-44, 0)).scale).to.deep.equal([2 ** -126]);
  });

  it('saturates at the lowest code it uses, and counts infinities', () => {
    const x = Float32Array.of(-127.4, -127.6, -128, -Infinity, Infinity);
    for (const [codes, row, clipped] of [
      ['restricted', [-127, -127, -127, -127, 127], 4],
      ['full', [-127, -128, -128, -128, 127], 2],
    ] as const) {
      const quantizer = symmetric({ codes });
      const params = { ...quantizer.design(range(-127, 127)), scale: [1] };
      const q = encodeFrame(quantizer, frame(x), params);
      expect([Array.from(q.data), q.clipped], codes).to.deep.equal([row, clipped]);
    }
  });

  it('refuses ranges that are not finite float32 numbers', () => {
    for (const end of [NaN, Infinity, 1e300]) {
      expect(() => symmetric().design({ min: [0], max: [end] })).to.throw(
        OptionRangeError,
        /^symmetric: channel 0 must have a range of finite float32 numbers/,
      );
    }
  });

  it('refuses wrong options at the call; signed codes need two bits', () => {
    const wrong: readonly (readonly [SymmetricOptions, RegExp])[] = [
      [{ bits: 1 }, /^symmetric: bits must be an integer in \[2, 16\], got 1$/],
      [{ bits: 0, signed: false }, /^symmetric: bits must be an integer in \[1, 16\], got 0$/],
      [{ bits: 17 }, /bits/],
      [{ codes: 'all' as never }, /^symmetric: codes must be one of restricted, full; got "all"$/],
      [{ axis: 'row' as never }, /axis/],
      [{ rounding: 'up' as never }, /^symmetric: rounding must be one of/],
      [{ overflow: 'up' as never }, /^symmetric: overflow must be one of/],
    ];
    for (const [options, message] of wrong) expect(() => symmetric(options)).to.throw(OptionRangeError, message);
    expect(() => symmetric({ signed: 'yes' as never })).to.throw(OptionTypeError, /signed must be a boolean/);
  });
});

const DESIGNED = fc
  .record({
    bits: fc.integer({ min: 2, max: 16 }),
    codes: fc.constantFrom('restricted' as const, 'full' as const),
    peak: fc
      .integer({ min: -145, max: 126 })
      .chain(e => fc.double({ min: 1, max: 2, noNaN: true }).map(m => m * 2 ** e)),
  })
  .map(({ peak, ...options }) => {
    const quantizer = symmetric(options);
    const top = Math.fround(peak);
    return { quantizer, top, params: quantizer.design(range(-top, top / 3)) };
  });
const PARTS = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 1, maxLength: 20 });

describe('symmetric: laws', () => {
  it('encodes the value of every code to that code', () => {
    fc.assert(
      fc.property(DESIGNED, PARTS, ({ quantizer, params }, parts) => {
        const codes = parts.map(p => Math.floor(((params.qmax - params.qmin + 1) * (p + 1)) / 2.001) + params.qmin);
        const values = frame(Float32Array.from(codes, decoder(params)));
        const q = encodeFrame(quantizer, values, params);
        expect([Array.from(q.data), q.clipped]).to.deep.equal([codes, 0]);
      }),
      { numRuns: 1000, seed: SEED },
    );
  });

  it('errs by at most half a step up to the peak, where restricted codes reach', () => {
    fc.assert(
      fc.property(DESIGNED, PARTS, ({ quantizer, top, params }, parts) => {
        fc.pre(params.qmin === -params.qmax);
        const x = Float32Array.from(parts, p => p * top);
        const y = decodeFrame(encodeFrame(quantizer, frame(x), params)).data;
        // half a step; float32 roundings of the quotient, the product and the scale
        const bound = params.scale[0] / 2 + 2 ** -23 * top;
        for (let i = 0; i < x.length; i++) expect(Math.abs(y[i] - x[i])).to.be.at.most(bound);
      }),
      { numRuns: 2500, seed: SEED + 1 },
    );
  });

  it('mirrors: the code of -x is minus the code of x, and 0 has code 0', () => {
    fc.assert(
      fc.property(DESIGNED, PARTS, ({ quantizer, top, params }, parts) => {
        const x = Float32Array.from(parts, p => p * top * 0.99);
        const [plus, minus] = [x, x.map(v => -v)].map(v => Array.from(encodeFrame(quantizer, frame(v), params).data));
        const lowest = -params.qmax; // -qmax - 1 has no counterpart
        expect(minus.map(q => Math.max(q, lowest))).to.deep.equal(plus.map(q => 0 - Math.max(q, lowest)));
        expect(Array.from(encodeFrame(quantizer, frame(Float32Array.of(0, -0)), params).data)).to.deep.equal([0, 0]);
      }),
      { numRuns: 1000, seed: SEED + 2 },
    );
  });
});
