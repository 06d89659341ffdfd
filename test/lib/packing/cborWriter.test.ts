import { expect } from 'chai';
import { CborReader } from '../../../lib/packing/cborReader.js';
import { CborWriter, TAG } from '../../../lib/packing/cborWriter.js';
import { hex } from './cbor.js';
import { FLOATS, INTEGERS, TEXTS } from './cborVectors.js';

function written(write: (writer: CborWriter) => void): string {
  const writer = new CborWriter();
  write(writer);
  return Buffer.from(writer.bytes.subarray(0, writer.at)).toString('hex');
}

function readBack(text: string): bigint {
  const bytes = hex(text);
  const reader = new CborReader();
  reader.open(bytes, new DataView(bytes.buffer), 0, bytes.length);
  return reader.bigInteger();
}

describe('CborWriter', () => {
  it('writes the integers of RFC 8949, appendix A', () => {
    for (const [x, bytes] of INTEGERS) {
      expect(written(w => w.bigInteger(x))).to.equal(bytes);
      if (x === BigInt(Number(x)) && Number.isSafeInteger(Number(x))) {
        expect(written(w => w.integer(Number(x)))).to.equal(bytes);
      }
    }
  });

  it('takes the next longer head at each boundary, and no sooner', () => {
    for (const [x, bytes] of [
      [2 ** 8 - 1, '18ff'],
      [2 ** 8, '190100'],
      [2 ** 16 - 1, '19ffff'],
      [2 ** 16, '1a00010000'],
      [2 ** 32 - 1, '1affffffff'],
      [2 ** 32, '1b0000000100000000'],
      [2 ** 53 - 1, '1b001fffffffffffff'],
      [-(2 ** 53) + 1, '3b001ffffffffffffe'],
    ] as const) {
      expect(written(w => w.integer(x))).to.equal(bytes);
      expect(written(w => w.bigInteger(BigInt(x)))).to.equal(bytes);
    }
    for (const x of [2n ** 53n, -(2n ** 53n), -(2n ** 53n) - 1n]) {
      expect(readBack(written(w => w.bigInteger(x)))).to.equal(x);
    }
  });

  it('writes the floats of RFC 8949, appendix A, each in its shortest exact form', () => {
    for (const [x, bytes] of FLOATS) expect(written(w => w.float(x))).to.equal(bytes);
  });

  it('writes texts, bytes and heads, and grows as it needs to', () => {
    for (const [text, bytes] of TEXTS) expect(written(w => w.text(new TextEncoder().encode(text)))).to.equal(bytes);
    expect(written(w => w.byteString(Uint8Array.of(1, 2, 3, 4)))).to.equal('4401020304');
    const long = written(w => {
      w.head(TAG, 64);
      w.byteString(new Uint8Array(100_000).fill(7));
      w.integer(5);
    });
    expect(long).to.equal(`d8405a000186a0${'07'.repeat(100_000)}05`);
  });
});
