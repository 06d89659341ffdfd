import { expect } from 'chai';
import { encodeG711, g711Codes, type G711Law, g711Level, type G711Profile } from '../../../lib/kernels/g711.js';

const LAWS: readonly G711Law[] = ['mu', 'a'];

/** CRC-32 (IEEE 802.3), bit by bit. */
function crc32(bytes: Uint8Array): string {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (~crc >>> 0).toString(16).padStart(8, '0');
}

/** Code of an int16 value. */
const encode = (law: G711Law, profile: G711Profile, x: number) => g711Codes(law, profile)[x + 32768];
const INT16 = Array.from({ length: 65536 }, (_, i) => i - 32768);
const CODES = Array.from({ length: 256 }, (_, code) => code);

describe('g711Level', () => {
  it('decodes all 256 codes as the ITU-T software tools do', () => {
    // CRC-32 of the levels in code order as int16, little-endian, and the sum of their magnitudes
    for (const [law, crc, sum] of [
      ['mu', '0c847a9f', 1532928],
      ['a', '9d764657', 1564672],
    ] as const) {
      const bytes = new DataView(new ArrayBuffer(512));
      CODES.forEach(code => bytes.setInt16(2 * code, g711Level(law, code), true));
      expect(crc32(new Uint8Array(bytes.buffer)), law).to.equal(crc);
      expect(
        CODES.reduce((total, code) => total + Math.abs(g711Level(law, code)), 0),
        law,
      ).to.equal(sum);
    }
  });

  it('has the landmarks of both laws', () => {
    const mu = {
      0x00: -32124,
      0x0f: -16764,
      0x10: -15996,
      0x7e: -8,
      0x7f: 0,
      0xfe: 8,
      0xff: 0,
      0x8f: 16764,
      0x80: 32124,
    };
    const a = { 0x2a: -32256, 0x55: -8, 0xd5: 8, 0xaa: 32256 };
    for (const [code, level] of Object.entries(mu)) expect(g711Level('mu', Number(code))).to.equal(level);
    for (const [code, level] of Object.entries(a)) expect(g711Level('a', Number(code))).to.equal(level);
    const distinct = (law: G711Law) => new Set(CODES.map(code => g711Level(law, code))).size;
    expect([distinct('mu'), distinct('a')]).to.deep.equal([255, 256]);
  });
});

describe('g711Codes', () => {
  // CRC-32 of the codes of x = -32768 .. 32767
  for (const [law, profile, crc] of [
    ['mu', 'itu', '6399d432'],
    ['a', 'itu', '9133796e'],
    ['mu', 'signmag', 'eb8edaa8'],
    ['a', 'signmag', 'a3d9d758'],
  ] as const) {
    it(`${profile}, ${law}: gives all 65,536 inputs the codes of CRC-32 ${crc}`, () => {
      expect(crc32(g711Codes(law, profile))).to.equal(crc);
    });
  }

  it('gives the codes printed for the ITU encoder', () => {
    const rows = [
      [-32768, 0x00, 0x2a],
      [-1000, 0x4e, 0x7a],
      [-132, 0x6f, 0x5d],
      [-5, 0x7e, 0x55],
      [-4, 0x7f, 0x55],
      [-1, 0x7f, 0x55],
      [0, 0xff, 0xd5],
      [3, 0xff, 0xd5],
      [4, 0xfe, 0xd5],
      [100, 0xf2, 0xd3],
      [1000, 0xce, 0xfa],
      [8159, 0x9f, 0x8a],
      [16384, 0x8f, 0xa5],
      [32767, 0x80, 0xaa],
    ];
    for (const [x, mu, a] of rows) {
      expect([encode('mu', 'itu', x), encode('a', 'itu', x)], `${x}`).to.deep.equal([mu, a]);
    }
  });

  it('differs between itu and signmag for 127 inputs, all negative', () => {
    for (const law of LAWS) {
      const differing = INT16.filter(x => encode(law, 'itu', x) !== encode(law, 'signmag', x));
      expect([differing.length, Math.max(...differing) < 0], law).to.deep.equal([127, true]);
    }
  });

  it('nearest: no level is nearer than the one chosen, by trying all 256 for all inputs', () => {
    for (const law of LAWS) {
      const levels = CODES.map(code => g711Level(law, code));
      for (const x of INT16) {
        let least = Infinity;
        for (const level of levels) least = Math.min(least, Math.abs(x - level));
        const error = Math.abs(x - g711Level(law, encode(law, 'nearest', x)));
        if (error !== least) expect.fail(`${law}: ${x} errs by ${error}, a level ${least} away exists`);
      }
    }
  });

  it('has the error power of each profile over all inputs', () => {
    for (const [law, profile, power] of [
      ['mu', 'itu', 51284.0],
      ['mu', 'signmag', 51288.0],
      ['mu', 'nearest', 50845.1],
      ['a', 'itu', 49932.5],
      ['a', 'nearest', 49493.6],
    ] as const) {
      const sum = INT16.reduce((total, x) => total + (x - g711Level(law, encode(law, profile, x))) ** 2, 0);
      expect(sum / 65536, `${law} ${profile}`).to.be.closeTo(power, 0.05); // printed to one decimal
    }
  });

  it('itu misses the nearest level for 501 (mu) and 498 (A) inputs', () => {
    const missed = LAWS.map(
      law =>
        INT16.filter(x => {
          const error = (profile: G711Profile) => Math.abs(x - g711Level(law, encode(law, profile, x)));
          return error('itu') > error('nearest');
        }).length,
    );
    expect(missed).to.deep.equal([501, 498]);
  });

  for (const profile of ['itu', 'signmag', 'nearest'] as const) {
    it(`${profile}: encodes every level to its code, but for the second zero of the mu-law`, () => {
      for (const law of LAWS) {
        for (const code of CODES) {
          const again = encode(law, profile, g711Level(law, code));
          expect(again).to.equal(law === 'mu' && code === 0x7f ? 0xff : code);
        }
      }
    });

    it(`${profile}: is monotone`, () => {
      for (const law of LAWS) {
        let before = -Infinity;
        for (const x of INT16) {
          const level = g711Level(law, encode(law, profile, x));
          if (level < before) expect.fail(`${law}: falls at ${x}`);
          before = level;
        }
      }
    });
  }

  it('itu: errs by at most 644 (mu) and 512 (A)', () => {
    const worst = LAWS.map(law =>
      INT16.reduce((most, x) => Math.max(most, Math.abs(x - g711Level(law, encode(law, 'itu', x)))), 0),
    );
    expect(worst).to.deep.equal([644, 512]);
  });

  it('itu is odd under complement, signmag under negation', () => {
    for (const law of LAWS) {
      const through = (profile: G711Profile, x: number) => g711Level(law, encode(law, profile, x));
      for (const x of INT16) {
        if (through('itu', x) + through('itu', ~x) !== 0) expect.fail(`${law}, itu: ${x}`);
        if (x > 0 && through('signmag', x) + through('signmag', -x) !== 0) expect.fail(`${law}, signmag: ${x}`);
      }
    }
  });
});

describe('encodeG711', () => {
  const codes = g711Codes('mu', 'itu');

  it('rounds to int16 half to even, then looks up', () => {
    // 3.5 goes to 4, whose code is 0xfe; 2.5 to 2 and 3.4999 to 3, 0xff
    const out = new Uint8Array(4);
    expect(encodeG711(Float32Array.of(3.5, 2.5, 3.4999, -0.5), 0, 4, codes, 1, out)).to.equal(0);
    expect(Array.from(out)).to.deep.equal([0xfe, 0xff, 0xff, 0xff]);
  });

  it('gives every int16 its own code, at any scale that divides it exactly', () => {
    const out = new Uint8Array(65536);
    for (const scale of [1, 2 ** -15, 2 ** 20]) {
      expect(
        encodeG711(
          Float32Array.from(INT16, x => x * scale),
          0,
          65536,
          codes,
          scale,
          out,
        ),
      ).to.equal(0);
      expect(Buffer.compare(out, codes)).to.equal(0);
    }
  });

  it('saturates and counts what lies outside int16, infinities too', () => {
    const out = new Uint8Array(6);
    const x = Float32Array.of(32767.49, 32767.5, -32768.5, -32768.51, Infinity, -Infinity);
    expect(encodeG711(x, 0, 6, codes, 1, out)).to.equal(4); // float32: 32767.49 is 32767.490234375, -32768.51 is -32768.51171875
    expect(Array.from(out)).to.deep.equal([0x80, 0x80, 0x00, 0x00, 0x80, 0x00]);
  });

  it('reads and writes only from begin to end, and stops at a NaN', () => {
    const out = new Uint8Array(3).fill(99);
    expect(encodeG711(Float32Array.of(NaN, 0, NaN), 1, 2, codes, 1, out)).to.equal(0);
    expect(Array.from(out)).to.deep.equal([99, 0xff, 99]);
    expect(encodeG711(Float32Array.of(0, 0, NaN), 0, 3, codes, 1, out)).to.equal(~2);
  });
});
