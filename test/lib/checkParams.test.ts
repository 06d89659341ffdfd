import { expect } from 'chai';
import { FormatError } from '../../lib/errors.js';
import { type AffineParams, type QParams, sameParams } from '../../lib/qparams.js';
import { checkParams } from '../../lib/checkParams.js';

const INT8 = { bits: 8, qmin: -128, qmax: 127 } as const;
const KINDS: Readonly<Record<QParams['kind'], QParams>> = {
  affine: { kind: 'affine', ...INT8, scale: [0.5, 0.25], zeroPoint: [-3, 0] },
  powerOfTwo: { kind: 'powerOfTwo', ...INT8, exponent: [-4], zeroPoint: [7] },
  fixedPoint: { kind: 'fixedPoint', ...INT8, fractionBits: 7 },
  companded: { kind: 'companded', bits: 8, qmin: -127, qmax: 127, law: 'mu', constant: 255, peak: [2, 1] },
  codebook: { kind: 'codebook', bits: 2, qmin: 0, qmax: 3, levels: [-1.51, -0.4528, 0.4528, 1.51], scale: [1] },
  blockScaled: { kind: 'blockScaled', bits: 4, qmin: -7, qmax: 7, blockSize: 32, scale: [1, 0.5, 2, 4] },
  adaptive: {
    kind: 'adaptive',
    bits: 3,
    qmin: -4,
    qmax: 3,
    coder: 'jayant',
    constants: [1 / 64, 64, 0.85, 1, 1, 1.5],
    state: [0.5, 0.25],
  },
};

describe('checkParams', () => {
  it('returns what every kind needs, frozen, after a trip through JSON', () => {
    for (const params of Object.values(KINDS)) {
      const checked = checkParams('unpack', JSON.parse(JSON.stringify(params)), 2);
      expect(checked).to.deep.equal(params);
      expect(Object.isFrozen(checked)).to.be.true;
      for (const value of Object.values(checked)) expect(Object.isFrozen(value)).to.be.true;
    }
  });

  it('keeps the levels of blocks that have some', () => {
    const params = { ...KINDS.blockScaled, qmin: 0, qmax: 2, levels: [0, 0.5, 1] };
    expect(checkParams('unpack', params, 2)).to.deep.equal(params);
  });

  it('keeps the seed of a subtractive dither', () => {
    const params = { ...KINDS.affine, ditherSeed: 2 ** 32 - 1 };
    expect(checkParams('unpack', params, 2)).to.deep.equal(params);
    expect(sameParams(checkParams('unpack', params, 2), KINDS.affine)).to.be.false;
  });

  it('drops every other field and takes no field from a prototype', () => {
    const given: unknown = JSON.parse(
      '{"__proto__":{"law":"a"},"kind":"fixedPoint","bits":8,"qmin":0,"qmax":9,"fractionBits":1,"x":1}',
    );
    const checked = checkParams('unpack', given, 1);
    expect(Object.keys(checked)).to.have.members(['kind', 'bits', 'qmin', 'qmax', 'fractionBits']);
    expect(Object.getPrototypeOf(checked)).to.equal(Object.prototype);
    expect(() => checkParams('unpack', Object.create(KINDS.affine), 2)).to.throw(FormatError);
  });

  it('copies lists, so that the sender cannot change them later', () => {
    const scale = [1, 2];
    const checked = checkParams('unpack', { ...KINDS.affine, scale }, 2) as AffineParams;
    scale[0] = 99;
    expect(checked.scale).to.deep.equal([1, 2]);
  });

  it('names the field that is wrong', () => {
    const { affine, powerOfTwo, fixedPoint, companded, codebook, blockScaled, adaptive } = KINDS;
    const wrong: readonly (readonly [unknown, RegExp])[] = [
      [null, /^unpack: params must be an object, got null$/],
      [7, /^unpack: params must be an object, got 7$/],
      [{}, /kind must be a known kind, got undefined/],
      [{ ...affine, kind: 'constructor' }, /kind must be a known kind, got "constructor"/],
      [{ ...affine, kind: ['affine'] }, /kind must be a known kind/],
      [{ ...affine, bits: 0 }, /bits must be an integer in \[1, 32\], got 0/],
      [{ ...affine, bits: 33 }, /bits must be/],
      [{ ...affine, bits: '8' }, /bits must be an integer in \[1, 32\], got "8"/],
      [{ ...affine, bits: 7 }, /bits must hold the codes -128 to 127, got 7/],
      [{ ...affine, qmax: 128 }, /bits must hold the codes -128 to 128, got 8/],
      [{ ...affine, qmin: 128 }, /qmax must be an integer in \[128, 2147483647\], got 127/],
      [{ ...affine, qmin: -(2 ** 31) - 1 }, /qmin must be/],
      [{ ...affine, qmax: 2 ** 31 }, /qmax must be/],
      [{ ...affine, qmax: 0.5 }, /qmax must be/],
      [{ ...affine, scale: 1 }, /scale must hold 1 or 2 numbers, got 1/],
      [{ ...affine, scale: [] }, /scale must hold 1 or 2 numbers, got an array of 0/],
      [{ ...affine, scale: [1, 2, 3] }, /scale must hold 1 or 2 numbers, got an array of 3/],
      [{ ...affine, scale: { length: 1, 0: 1 } }, /scale must hold/],
      [{ ...affine, scale: [1, 0] }, /scale must be above 0, got 0/],
      [{ ...affine, scale: [1, -1] }, /scale must be above 0, got -1/],
      [{ ...affine, scale: [1, null] }, /scale must be finite, got null/],
      [{ ...affine, scale: [1, '2'] }, /scale must be finite, got "2"/],
      [{ ...affine, scale: [NaN] }, /scale must be finite, got NaN/],
      [{ ...affine, scale: [Infinity] }, /scale must be finite, got Infinity/],
      [{ ...affine, scale: new Array(2) }, /scale must be finite, got undefined/],
      [{ ...affine, zeroPoint: [NaN] }, /zeroPoint must be finite/],
      [{ ...affine, zeroPoint: undefined }, /zeroPoint must hold/],
      [{ ...fixedPoint, fractionBits: 65 }, /fractionBits must be an integer in \[-64, 64\], got 65/],
      [{ ...companded, qmin: 0, qmax: 0 }, /qmax must be at least 1, got 0/],
      [{ ...powerOfTwo, exponent: [0.5] }, /exponent must be an integer in \[-149, 127\], got 0.5/],
      [{ ...powerOfTwo, exponent: [5000] }, /exponent must be/],
      [{ ...companded, law: 'b' }, /law must be mu or a, got "b"/],
      [{ ...companded, constant: 0 }, /constant must be above 0, got 0/],
      [{ ...companded, law: 'a', constant: 1 }, /constant must be above 1, got 1/],
      [{ ...companded, constant: Infinity }, /constant must be above 0/],
      [{ ...companded, peak: [0] }, /peak must be above 0, got 0/],
      [{ ...codebook, levels: [1, 2, 3] }, /levels must hold 4 numbers, got an array of 3/],
      [{ ...codebook, levels: [1, 2, 3, NaN] }, /levels must be finite/],
      [{ ...codebook, bits: 32, qmin: 0, qmax: 65536, levels: [] }, /levels must be at most 65536, got 65537/],
      [{ ...blockScaled, blockSize: 0 }, /blockSize must be an integer in \[1, 16777216\], got 0/],
      [{ ...blockScaled, scale: [1, 2, 3] }, /scale must hold 2 numbers, got an array of 3/],
      [{ ...blockScaled, scale: [1, 2, 3, 0] }, /scale must be above 0/],
      [{ ...blockScaled, levels: [1] }, /levels must hold 15 numbers/],
      [{ ...affine, ditherSeed: -1 }, /ditherSeed must be an integer in \[0, 4294967295\], got -1/],
      [{ ...affine, ditherSeed: 2 ** 32 }, /ditherSeed must be/],
      [{ ...affine, ditherSeed: null }, /ditherSeed must be/],
      [{ ...adaptive, coder: 'toString' }, /coder must be one of jayant, dpcm, imaAdpcm, delta, got "toString"/],
      [{ ...adaptive, coder: ['jayant'] }, /coder must be one of/],
      [{ ...adaptive, constants: new Array<number>(257).fill(0) }, /constants must hold/],
      [{ ...adaptive, constants: [Infinity] }, /constants must be finite/],
      [{ ...adaptive, state: [1, 2, 3] }, /state must hold/],
      [{ ...adaptive, state: new Array<number>(130).fill(0) }, /state must hold/],
      [{ ...adaptive, state: [1, NaN] }, /state must be finite/],
    ];
    for (const [given, message] of wrong) {
      expect(() => checkParams('unpack', given, 2), String(message)).to.throw(FormatError, message);
      expect(() => checkParams('unpack', given, 2)).to.throw(/^unpack: params/);
    }
  });

  it('refuses a promise of huge lists without making them', () => {
    const given = { ...KINDS.codebook, bits: 32, qmin: -(2 ** 31), qmax: 2 ** 31 - 1, levels: [] };
    expect(() => checkParams('unpack', given, 1)).to.throw(FormatError, /levels must be at most 65536, got 4294967296/);
  });

  it('gives its errors the code of parameters', () => {
    expect(() => checkParams('unpack', null, 1))
      .to.throw(FormatError)
      .with.property('code', 'format-params');
  });
});
