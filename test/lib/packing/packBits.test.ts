import { expect } from 'chai';
import fc from 'fast-check';
import { OptionRangeError, OptionTypeError } from '../../../lib/errors.js';
import { packedLength } from '../../../lib/kernels/bitFields.js';
import { type BitFieldOptions, packBits } from '../../../lib/packing/packBits.js';
import { newCodes } from '../../../lib/qparams.js';
import { fields, model } from './bitModel.js';

function pack(values: readonly number[], options: BitFieldOptions): number[] {
  const codes = Int32Array.from(values);
  return Array.from(packBits(codes, options, new Uint8Array(packedLength(codes.length, options.bits))));
}

describe('packBits', () => {
  it('puts the first field into the low bits, as ONNX and TensorFlow Lite pack 4-bit tensors', () => {
    expect(pack([0x1, 0x2, 0xf], { bits: 4 })).to.deep.equal([0x21, 0x0f]);
  });

  it('puts the first field into the high bits when asked to', () => {
    expect(pack([0x1, 0x2, 0xf], { bits: 4, order: 'msbFirst' })).to.deep.equal([0x12, 0xf0]);
  });

  it('writes 16 and 32 bits little-endian or big-endian', () => {
    expect(pack([0x1234], { bits: 16 })).to.deep.equal([0x34, 0x12]);
    expect(pack([0x1234], { bits: 16, order: 'msbFirst' })).to.deep.equal([0x12, 0x34]);
    expect(pack([0x12345678], { bits: 32 })).to.deep.equal([0x78, 0x56, 0x34, 0x12]);
    expect(pack([0x12345678], { bits: 32, order: 'msbFirst' })).to.deep.equal([0x12, 0x34, 0x56, 0x78]);
  });

  it('writes negative values as two s complement', () => {
    expect(pack([-1, -8, 7], { bits: 4, signed: true })).to.deep.equal([0x8f, 0x07]);
    expect(pack([-1, 1], { bits: 3, signed: true, order: 'msbFirst' })).to.deep.equal([0b111_001_00]);
  });

  it('equals the fields written as text of 0s and 1s, for every width, order, sign and storage', () => {
    fc.assert(
      fc.property(fields, ({ options, range, values }) => {
        const expected = model(values, options);
        expect(pack(values, options)).to.deep.equal(expected);
        const narrow = newCodes(range, values.length);
        narrow.set(values);
        expect(Array.from(packBits(narrow, options, new Uint8Array(expected.length)))).to.deep.equal(expected);
      }),
      { numRuns: 3000, seed: 11 },
    );
  });

  it('takes nothing but values that fit, and says which does not', () => {
    for (const bits of [1, 2, 3, 4, 8, 13, 16, 17, 31]) {
      for (const signed of [false, true]) {
        const [low, high] = signed ? [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1] : [0, 2 ** bits - 1];
        for (const wrong of [low - 1, high + 1, -(2 ** 31), 2 ** 31 - 1]) {
          if ((wrong >= low && wrong <= high) || wrong !== (wrong | 0)) continue;
          const values = Int32Array.of(low, high, low, wrong, high, low, high, low, high);
          const out = new Uint8Array(packedLength(values.length, bits));
          expect(() => packBits(values, { bits, signed }, out), `${bits} ${wrong}`)
            .to.throw(OptionRangeError)
            .with.property('message', `packBits: values must be in [${low}, ${high}], got ${wrong} at index 3`);
        }
      }
    }
  });

  it('wants exactly as many bytes as the fields take', () => {
    for (const length of [1, 3]) {
      expect(() => packBits(Int8Array.of(1, 2, 3), { bits: 4 }, new Uint8Array(length))).to.throw(
        OptionRangeError,
        `packBits: out must hold 2 bytes for 3 fields of 4 bits, got ${length}`,
      );
    }
  });

  it('checks its options', () => {
    const out = new Uint8Array(0);
    for (const bits of [0, 33, 1.5, NaN])
      expect(() => packBits(new Int8Array(0), { bits }, out)).to.throw(OptionRangeError, /packBits: bits must be/);
    expect(() => packBits(new Int8Array(0), { bits: 4, order: 'big' as 'lsbFirst' }, out)).to.throw(
      OptionRangeError,
      /order must be one of lsbFirst, msbFirst/,
    );
    expect(() => packBits(new Int8Array(0), { bits: 4, signed: 1 as unknown as boolean }, out)).to.throw(
      OptionTypeError,
      /signed must be a boolean/,
    );
  });

  it('packs nothing into nothing', () => {
    expect(pack([], { bits: 7 })).to.deep.equal([]);
  });
});
