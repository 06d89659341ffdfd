import { expect } from 'chai';
import fc from 'fast-check';
import { crc32c } from '../../../lib/packing/crc32c.js';
import { slowCrc32c } from './slowCrc32c.js';

const hex = (bytes: Uint8Array) => crc32c(bytes).toString(16).padStart(8, '0');

describe('crc32c', () => {
  it('has the check value of the catalogue', () => {
    expect(hex(new TextEncoder().encode('123456789'))).to.equal('e3069283');
  });

  it('has the values of RFC 3720, appendix B.4', () => {
    expect(hex(new Uint8Array(32))).to.equal('8a9136aa');
    expect(hex(new Uint8Array(32).fill(0xff))).to.equal('62a8ab43');
    expect(hex(Uint8Array.from({ length: 32 }, (_, i) => i))).to.equal('46dd794e');
    expect(hex(Uint8Array.from({ length: 32 }, (_, i) => 31 - i))).to.equal('113fdb5c');
  });

  it('equals division bit by bit, for every part of a buffer', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), fc.nat(), fc.nat(), (bytes, a, b) => {
        const [begin, end] = [a % (bytes.length + 1), b % (bytes.length + 1)].sort((x, y) => x - y);
        expect(crc32c(bytes, begin, end)).to.equal(slowCrc32c(bytes.slice(begin, end)));
        expect(crc32c(bytes.subarray(begin, end))).to.equal(slowCrc32c(bytes.slice(begin, end)));
      }),
      { numRuns: 1000, seed: 51 },
    );
  });

  it('is 0 for nothing', () => {
    expect(crc32c(new Uint8Array(0))).to.equal(0);
  });
});
