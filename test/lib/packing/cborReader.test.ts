import { expect } from 'chai';
import { FormatError } from '../../../lib/errors.js';
import { CborReader } from '../../../lib/packing/cborReader.js';
import { BYTES } from '../../../lib/packing/cborWriter.js';
import { hex } from './cbor.js';
import { FLOATS, INTEGERS, TEXTS } from './cborVectors.js';

function reading(text: string): CborReader {
  const bytes = hex(text);
  const reader = new CborReader();
  reader.open(bytes, new DataView(bytes.buffer), 0, bytes.length);
  return reader;
}

describe('CborReader', () => {
  it('reads what RFC 8949, appendix A, lists', () => {
    for (const [x, bytes] of INTEGERS) expect(reading(bytes).bigInteger()).to.equal(x);
    for (const [x, bytes] of FLOATS) expect(Object.is(reading(bytes).float('x'), x), bytes).to.equal(true);
    for (const [text, bytes] of TEXTS) expect(reading(bytes).text('x', 4)).to.equal(text);
  });

  it('refuses heads that are longer than need be', () => {
    const message = 'wire frame: heads must be as short as can be at byte 0';
    for (const bytes of ['1817', '1900ff', '1a0000ffff', '1b00000000ffffffff', '3817']) {
      expect(() => reading(bytes).bigInteger()).to.throw(FormatError, message);
    }
    expect(() => reading('581700').byteString('x', 99)).to.throw(FormatError, message);
    expect(() => reading('7817').text('x', 99)).to.throw(FormatError, message);
  });

  it('refuses indefinite lengths and reserved heads', () => {
    for (const bytes of ['1c', '1d', '1e', '1f']) {
      expect(() => reading(bytes).bigUnsigned()).to.throw(FormatError, 'lengths must be definite');
    }
    expect(() => reading('5f4100ff').head(BYTES)).to.throw(FormatError, 'lengths must be definite');
    expect(() => reading('7f6161ff').text('x', 9)).to.throw(FormatError, 'lengths must be definite');
  });

  it('refuses floats that have a shorter form, are not finite or not floats', () => {
    for (const bytes of ['fa3f800000', 'fb3ff0000000000000', 'fb40f86a0000000000', 'fa00000000']) {
      expect(() => reading(bytes).float('x')).to.throw(FormatError, 'floats must be as short as can be');
    }
    for (const bytes of ['f97c00', 'f97e00', 'faffc00001', 'fbfff0000000000000']) {
      expect(() => reading(bytes).float('x')).to.throw(FormatError, 'x must be finite');
    }
    for (const bytes of ['f4', 'f6', 'f820', '01', 'ff']) {
      expect(() => reading(bytes).float('x')).to.throw(FormatError, 'x must be a float');
    }
  });

  it('refuses what ends too early, before making room for it', () => {
    for (const bytes of ['', '18', '19ff', '1affffff', '1bffffffffffffff']) {
      expect(() => reading(bytes).bigUnsigned()).to.throw(FormatError, 'ends too early');
    }
    expect(() => reading('f93c').float('x')).to.throw(FormatError, 'ends too early');
    expect(() => reading('').float('x')).to.throw(FormatError, 'ends too early');
    expect(() => reading('5affffffff00').byteString('x', 2 ** 32)).to.throw(FormatError, 'x ends too early');
    expect(() => reading('5bffffffffffffffff').byteString('x', 2 ** 53 - 1)).to.throw(FormatError, 'x must be at most');
  });

  it('holds numbers, texts and bytes to their bounds', () => {
    expect(() => reading('1864').unsigned('x', 99)).to.throw(FormatError, 'x must be in [0, 99] at byte 0');
    expect(() => reading('1bffffffffffffffff').unsigned('x', 2 ** 53 - 1)).to.throw(FormatError, 'x must be in');
    expect(() => reading('3863').integer('x', -99, 99)).to.throw(FormatError, 'x must be in [-99, 99]');
    expect(() => reading('62c3bc').text('x', 1)).to.throw(FormatError, 'x must be at most 1 bytes long');
    expect(() => reading('4101').byteString('x', 0)).to.throw(FormatError, 'x must be at most 0 bytes long');
  });

  it('refuses another type than is expected, naming both', () => {
    expect(() => reading('20').unsigned('x', 9)).to.throw(
      FormatError,
      'expected an unsigned integer, got a negative integer',
    );
    expect(() => reading('a0').bigInteger()).to.throw(FormatError, 'expected an unsigned integer, got a map');
    expect(() => reading('80').text('x', 9)).to.throw(FormatError, 'expected a text, got an array');
  });

  it('refuses texts that are not UTF-8', () => {
    for (const bytes of ['61ff', '62c080', '63eda080', '61c3']) {
      expect(() => reading(bytes).text('x', 9)).to.throw(FormatError, 'x must be UTF-8');
    }
  });

  it('keeps a byte-order mark as part of a text', () => {
    expect(reading('63efbbbf').text('x', 9)).to.equal('\ufeff');
  });
});
