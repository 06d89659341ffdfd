import { expect } from 'chai';
import { DataError, OptionRangeError } from '../../../lib/errors.js';
import { frame, streamInfo } from '../../../lib/frame.js';
import { affine, affineParams } from '../../../lib/quantizers/affine.js';
import { muLaw } from '../../../lib/quantizers/muLaw.js';
import { checkQuantizerOptions, encodeFrame, type Quantizer } from '../../../lib/quantizers/quantizer.js';
import { symmetric } from '../../../lib/quantizers/symmetric.js';
import { range } from '../../../lib/range.js';

const INFO = streamInfo({ channels: 2, sampleRate: 10, names: ['left', 'right'] });
const UNIT = affineParams({ scale: 1 });

describe('encodeFrame', () => {
  it('keeps shape, time, description and gains, and adds parameters and the frame it stands for', () => {
    const f = { ...frame(Float32Array.of(1, 2, 3, 4, 5, 6), { info: INFO, start: 30 }), gains: [1, 2] };
    const q = encodeFrame(affine(), f, UNIT);
    expect(q).to.deep.equal({
      data: Int8Array.of(1, 2, 3, 4, 5, 6),
      channels: 2,
      length: 3,
      start: 30,
      info: INFO,
      params: UNIT,
      clipped: 0,
      reference: f,
      gains: [1, 2],
    });
    expect(q.reference).to.equal(f);
    expect(encodeFrame(affine(), frame(new Float32Array(1)), UNIT)).to.not.have.property('gains');
  });

  it('quantizes each channel with its own parameters', () => {
    const params = affineParams({ scale: [1, 0.5], zeroPoint: [0, 10] });
    const q = encodeFrame(affine({ axis: 'channel' }), frame(Float32Array.of(3, -4, 3, -4), { channels: 2 }), params);
    expect(Array.from(q.data)).to.deep.equal([3, -4, 16, 2]);
  });

  it('adds up what was clipped in all channels', () => {
    const f = frame(Float32Array.of(127, 128, 500, -128, -129, -500), { channels: 2 });
    const q = encodeFrame(affine(), f, UNIT);
    expect(Array.from(q.data)).to.deep.equal([127, 127, 127, -128, -128, -128]);
    expect(q.clipped).to.equal(4);
  });

  it('chooses the narrowest codes', () => {
    const x = frame(Float32Array.of(0, 1));
    for (const [bits, signed, type] of [
      [1, true, Int8Array],
      [8, true, Int8Array],
      [7, false, Int8Array],
      [8, false, Uint8Array],
      [9, true, Int16Array],
      [9, false, Int16Array],
      [16, true, Int16Array],
      [16, false, Uint16Array],
    ] as const) {
      const quantizer = affine({ bits, signed });
      expect(encodeFrame(quantizer, x, quantizer.design(range(0, 1))).data, `${bits}`).to.be.instanceOf(type);
    }
  });

  it('encodes an empty frame', () => {
    const q = encodeFrame(muLaw(), frame(new Float32Array(0), { channels: 3 }), muLaw().design(range(-1, 1)));
    expect([q.length, q.clipped]).to.deep.equal([0, 0]);
  });

  it('refuses a NaN and says which quantizer, which channel and when', () => {
    const x = Float32Array.of(1, 2, 3, 4, NaN, 6);
    const quantizers: readonly Quantizer[] = [affine(), symmetric(), muLaw()];
    for (const quantizer of quantizers) {
      const f = frame(x, { info: INFO, start: 30 });
      expect(() => encodeFrame(quantizer, f, quantizer.design(range(-1, 1))))
        .to.throw(
          DataError,
          new RegExp(`^${quantizer.name}: channel right is NaN at t = 3\\.100 s; put fillMissing in front`),
        )
        .with.property('code', 'data-non-finite');
    }
  });

  it('refuses parameters for other channels', () => {
    const params = affineParams({ scale: [1, 2] });
    expect(() =>
      encodeFrame(affine({ axis: 'channel' }), frame(new Float32Array(6), { channels: 3, start: 7 }), params),
    )
      .to.throw(DataError, /^affine: frame at sample 7 has 3 channels, its affine params are for 2$/)
      .with.property('code', 'data-params');
  });

  it('gives the same codes and count however the samples are cut', () => {
    const x = Float32Array.from({ length: 40 }, (_, i) => 3 * Math.sin(i));
    const quantizers: readonly Quantizer[] = [
      affine({ bits: 5, zero: 'free' }),
      symmetric({ bits: 3 }),
      muLaw({ bits: 6 }),
    ];
    for (const quantizer of quantizers) {
      const params = quantizer.design(range(-2, 1.5));
      const whole = encodeFrame(quantizer, frame(x), params);
      for (const cut of [1, 7, 39]) {
        const [a, b] = [x.slice(0, cut), x.slice(cut)].map(part => encodeFrame(quantizer, frame(part), params));
        expect([...a.data, ...b.data]).to.deep.equal([...whole.data]);
        expect(a.clipped + b.clipped).to.equal(whole.clipped);
      }
    }
  });

  it('leaves the samples alone', () => {
    const x = Float32Array.of(1.4, -0, Infinity);
    encodeFrame(affine(), frame(x), UNIT);
    expect(x).to.deep.equal(Float32Array.of(1.4, -0, Infinity));
  });
});

describe('checkQuantizerOptions', () => {
  it('says the rule that an option breaks', () => {
    expect(() => checkQuantizerOptions('muLaw', 1, 'tensor', 2)).to.throw(
      OptionRangeError,
      /^muLaw: bits must be an integer in \[2, 16\], got 1$/,
    );
    expect(() => checkQuantizerOptions('affine', 17, 'tensor')).to.throw(OptionRangeError, /\[1, 16\], got 17$/);
    expect(() => checkQuantizerOptions('affine', 8, 'frame')).to.throw(
      OptionRangeError,
      /^affine: axis must be one of tensor, channel; got "frame"$/,
    );
  });
});
