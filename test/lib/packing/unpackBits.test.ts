import { expect } from 'chai';
import fc from 'fast-check';
import { OptionRangeError } from '../../../lib/errors.js';
import { packedLength } from '../../../lib/kernels/bitFields.js';
import { unpackBits } from '../../../lib/packing/unpackBits.js';
import { newCodes } from '../../../lib/qparams.js';
import { fields, model } from './bitModel.js';

describe('unpackBits', () => {
  it('gives back what was packed, sign and all', () => {
    fc.assert(
      fc.property(fields, ({ options, range, values }) => {
        const bytes = Uint8Array.from(model(values, options));
        if (options.bits < 32 || options.signed) {
          const out = newCodes(range, values.length);
          expect(Array.from(unpackBits(bytes, options, out))).to.deep.equal(values);
        }
        if (options.bits < 32)
          expect(Array.from(unpackBits(bytes, options, new Int32Array(values.length)))).to.deep.equal(values);
      }),
      { numRuns: 3000, seed: 12 },
    );
  });

  it('does not look at the bits that no field takes', () => {
    expect(Array.from(unpackBits(Uint8Array.of(0xff), { bits: 3 }, new Uint8Array(2)))).to.deep.equal([7, 7]);
  });

  it('reads a part of a larger buffer', () => {
    const bytes = Uint8Array.of(9, 9, 0x21, 0x43, 9).subarray(2, 4);
    expect(Array.from(unpackBits(bytes, { bits: 4 }, new Int8Array(4)))).to.deep.equal([1, 2, 3, 4]);
  });

  it('wants exactly as many bytes as the fields take', () => {
    expect(() => unpackBits(new Uint8Array(3), { bits: 4 }, new Int8Array(4))).to.throw(
      OptionRangeError,
      'unpackBits: bytes must hold 2 bytes for 4 fields of 4 bits, got 3',
    );
  });

  it('refuses an output that cannot hold the fields', () => {
    for (const [bits, signed, out] of [
      [8, false, new Int8Array(1)],
      [8, true, new Uint8Array(1)],
      [9, false, new Uint8Array(1)],
      [16, false, new Int16Array(1)],
      [32, false, new Int32Array(1)],
    ] as const) {
      const bytes = new Uint8Array(packedLength(1, bits));
      expect(() => unpackBits(bytes, { bits, signed }, out)).to.throw(OptionRangeError, /unpackBits: out must hold/);
    }
  });
});
