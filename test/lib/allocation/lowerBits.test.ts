import { expect } from 'chai';
import fc from 'fast-check';
import { canLower, lowerBits } from '../../../lib/allocation/index.js';
import { decodeFrame } from '../../../lib/decode.js';
import { type QFrame, streamInfo } from '../../../lib/frame.js';
import type { QParams } from '../../../lib/qparams.js';
import { affineParams, muLaw } from '../../../lib/quantizers/index.js';

function codes(params: QParams, data: Int8Array | Uint8Array): QFrame {
  return { data, channels: 1, length: data.length, start: 0, info: streamInfo({ channels: 1 }), params, clipped: 0 };
}
const ALL = Int8Array.from({ length: 256 }, (_, i) => i - 128);

describe('lowerBits', () => {
  it('shifts codes and reconstructs in the middle of the codes it merges', () => {
    const f = lowerBits(codes(affineParams({ scale: 1 }), Int8Array.of(-128, -127, 4, 5, 6, 7, 127)), 6);
    expect([...f.data]).to.deep.equal([-32, -32, 1, 1, 1, 1, 31]);
    // the middle of 4, 5, 6, 7 is 5.5; of -128 to -125 it is -126.5; of 124 to 127 125.5
    expect([...decodeFrame(f).data]).to.deep.equal([-126.5, -126.5, 5.5, 5.5, 5.5, 5.5, 125.5]);
    expect(f.params).to.include({ bits: 6, qmin: -32, qmax: 31 });
  });

  it("adds exactly step^2 (4^k - 1) / 12 of noise where the codes are evenly used: step'^2 / 12 in all", () => {
    for (let k = 1; k <= 7; k++) {
      const f = codes(affineParams({ scale: 2 }), ALL);
      const [a, b] = [decodeFrame(f).data, decodeFrame(lowerBits(f, 8 - k)).data];
      const sum = a.reduce((s, x, i) => s + (x - b[i]) ** 2, 0);
      expect(sum / 256).to.equal((4 * (4 ** k - 1)) / 12);
    }
  });

  it('is the same in steps as at once, and never further off than half the wider step', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 20 }),
        fc.integer({ min: 1, max: 8 }),
        fc.integer({ min: 1, max: 8 }),
        fc.integer({ min: -300, max: 300 }),
        (data, m, n, zeroPoint) => {
          const f = codes(affineParams({ scale: 0.25, zeroPoint, signed: false }), data);
          const [high, low] = [Math.max(m, n), Math.min(m, n)];
          const once = lowerBits(f, low);
          expect(lowerBits(lowerBits(f, high), low)).to.deep.equal(once);
          const [a, b] = [decodeFrame(f).data, decodeFrame(once).data];
          a.forEach((x, i) => expect(Math.abs(x - b[i])).to.be.at.most((0.25 * (2 ** (8 - low) - 1)) / 2));
        },
      ),
      { seed: 131, numRuns: 1000 },
    );
  });

  it('takes powers of two and Q formats, and refuses other encodings', () => {
    const q: QParams = { kind: 'fixedPoint', bits: 8, qmin: -128, qmax: 127, fractionBits: 4 };
    const p: QParams = { kind: 'powerOfTwo', bits: 8, qmin: -128, qmax: 127, exponent: [-4], zeroPoint: [0] };
    for (const params of [q, p]) {
      expect([...decodeFrame(lowerBits(codes(params, Int8Array.of(16, 17)), 7)).data]).to.deep.equal([
        16.5 / 16,
        16.5 / 16,
      ]);
    }
    const mu = muLaw().design({ min: [-1], max: [1] });
    expect(canLower(mu)).to.equal(false);
    expect(canLower({ ...affineParams({ scale: 1 }), ditherSeed: 1 })).to.equal(false);
    expect(() => lowerBits(codes(mu, ALL), 4)).to.throw(TypeError, 'lowerBits: params must have uniform steps');
    expect(() => lowerBits(codes(p, ALL), 9)).to.throw(RangeError, 'lowerBits: bits');
  });
});
