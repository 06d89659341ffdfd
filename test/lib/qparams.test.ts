import { expect } from 'chai';
import {
  type AffineParams,
  type BlockScaledParams,
  blocksTouched,
  entry,
  freezeParams,
  newCodes,
  type QParams,
  sameParams,
} from '../../lib/qparams.js';

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

describe('newCodes', () => {
  it('takes the narrowest array that holds the codes', () => {
    const widths = [
      [-128, 127, Int8Array],
      [0, 1, Int8Array],
      [-1, 0, Int8Array],
      [0, 127, Int8Array],
      [0, 255, Uint8Array],
      [0, 128, Uint8Array],
      [-129, 0, Int16Array],
      [-1, 128, Int16Array],
      [0, 256, Int16Array],
      [-32768, 32767, Int16Array],
      [0, 65535, Uint16Array],
      [0, 32768, Uint16Array],
      [0, 65536, Int32Array],
      [-1, 32768, Int32Array],
      [-(2 ** 31), 2 ** 31 - 1, Int32Array],
    ] as const;
    for (const [qmin, qmax, type] of widths) {
      const codes = newCodes({ qmin, qmax }, 2);
      expect(codes, `[${qmin}, ${qmax}]`).to.be.instanceOf(type);
      codes.set([qmin, qmax]);
      expect(Array.from(codes)).to.deep.equal([qmin, qmax]); // nothing wraps
    }
  });
});

describe('entry', () => {
  it('finds the one entry for all channels, or the one of the channel', () => {
    expect([entry([5], 0), entry([5], 3), entry([5, 6], 1)]).to.deep.equal([5, 5, 6]);
  });
});

describe('blocksTouched', () => {
  it('counts blocks by absolute index, before 0 too', () => {
    expect(blocksTouched(0, 0, 32)).to.equal(0);
    expect(blocksTouched(0, 32, 32)).to.equal(1);
    expect(blocksTouched(31, 2, 32)).to.equal(2);
    expect(blocksTouched(32, 33, 32)).to.equal(2);
    expect(blocksTouched(-1, 2, 32)).to.equal(2);
    expect(blocksTouched(-32, 32, 32)).to.equal(1);
    expect(blocksTouched(2 ** 40 + 31, 2, 32)).to.equal(2);
  });

  it('equals a count of the samples, one by one', () => {
    for (let start = -9; start < 9; start++) {
      for (let length = 1; length < 12; length++) {
        const blocks = new Set(Array.from({ length }, (_, i) => Math.floor((start + i) / 4)));
        expect(blocksTouched(start, length, 4), `${length} from ${start}`).to.equal(blocks.size);
      }
    }
  });
});

describe('sameParams', () => {
  it('is true for equal copies and false for every other kind', () => {
    for (const [kind, params] of Object.entries(KINDS)) {
      for (const [other, params2] of Object.entries(KINDS)) {
        expect(sameParams(params, structuredClone(params2)), `${kind}, ${other}`).to.equal(kind === other);
      }
    }
  });

  it('is false as soon as one field or entry differs', () => {
    const a = KINDS.affine as AffineParams;
    for (const change of [
      { bits: 7 },
      { qmin: -127 },
      { qmax: 126 },
      { scale: [0.5] },
      { scale: [0.5, 0.125] },
      { zeroPoint: [-3, 1] },
    ]) {
      expect(sameParams(a, { ...a, ...change }), JSON.stringify(change)).to.be.false;
    }
  });

  it('sees a list of levels that only one side has, in both directions', () => {
    const plain = KINDS.blockScaled as BlockScaledParams;
    const withLevels = { ...plain, levels: new Array<number>(15).fill(0) };
    expect(sameParams(plain, withLevels)).to.be.false;
    expect(sameParams(withLevels, plain)).to.be.false;
  });
});

describe('freezeParams', () => {
  it('freezes lists too', () => {
    const p = freezeParams<AffineParams>({ kind: 'affine', ...INT8, scale: [1], zeroPoint: [0] });
    expect(() => (p.scale as number[]).push(2)).to.throw(TypeError);
    expect(() => Object.assign(p, { bits: 4 })).to.throw(TypeError);
  });
});
