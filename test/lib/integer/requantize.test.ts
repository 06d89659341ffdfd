import { expect } from 'chai';
import { decoder } from '../../../lib/decode.js';
import { type QFrame, streamInfo } from '../../../lib/frame.js';
import { requantizeFrame, requantizer, requantizeTable } from '../../../lib/integer/index.js';
import type { Codes, QParams } from '../../../lib/qparams.js';
import { affineParams, muLaw } from '../../../lib/quantizers/index.js';
import { random } from '../../../lib/random.js';
import { range } from '../../../lib/range.js';
import { exactMultiply } from './ops/network.js';

const SEED = 99;

function codesFrame(params: QParams, data: Codes, channels = 1): QFrame {
  const info = streamInfo({ channels });
  return { data, channels, length: data.length / channels, start: 10, info, params, clipped: 0 };
}

describe('requantizeTable', () => {
  it('is QUANTIZE from int8 to int8: every code of 300 seeded pairs of encodings, against BigInt', () => {
    const generator = random(SEED);
    for (let k = 0; k < 300; k++) {
      const draw = () =>
        affineParams({
          scale: 2 ** (-6 + 8 * generator.uniform()),
          zeroPoint: (generator.bits() % 256) - 128,
        });
      const [from, to] = [draw(), draw()];
      const { codes, clipped } = requantizeTable(from, to);
      for (let q = -128; q <= 127; q++) {
        const exact =
          Number(exactMultiply(BigInt(q - from.zeroPoint[0]), from.scale[0] / to.scale[0])) + to.zeroPoint[0];
        expect(codes[q + 128], `seed ${SEED}, pair ${k}, code ${q}`).to.equal(Math.min(Math.max(exact, -128), 127));
        expect(clipped[q + 128]).to.equal(exact < -128 || exact > 127 ? 1 : 0);
      }
    }
  });

  it('is the identity between equal encodings', () => {
    const params = affineParams({ scale: 0.1, zeroPoint: 5 });
    expect([...requantizeTable(params, params).codes]).to.deep.equal(Array.from({ length: 256 }, (_, k) => k - 128));
  });

  it('takes the scale and zero point of its channel on either side', () => {
    const from = affineParams({ scale: [1, 2], zeroPoint: [0, 10] });
    const to = affineParams({ scale: [1, 1], zeroPoint: [0, -5] });
    expect(requantizeTable(from, to, 1).codes[30 + 128]).to.equal(2 * (30 - 10) - 5);
    expect(requantizeTable(from, to, 0).codes[30 + 128]).to.equal(30);
  });

  it('saturates where the fixed-point product would leave int32', () => {
    const from = affineParams({ scale: 2 ** 20, bits: 16 });
    const { codes, clipped } = requantizeTable(from, affineParams({ scale: 2 ** -10 }));
    expect([codes[0], codes[32767], codes[32768], codes[32769], codes[65535]]).to.deep.equal([-128, -128, 0, 127, 127]);
    expect(clipped.reduce((a, b) => a + b)).to.equal(65535);
  });

  it('decodes every other kind and rounds half away from zero', () => {
    const to = affineParams({ scale: 1, zeroPoint: 3 });
    const half: QParams = { kind: 'fixedPoint', bits: 8, qmin: -128, qmax: 127, fractionBits: 1 };
    const table = requantizeTable(half, to).codes;
    expect([-3, -1, 0, 1, 3].map(q => table[q + 128])).to.deep.equal([-2 + 3, -1 + 3, 3, 1 + 3, 2 + 3]);
    const companded = muLaw().design(range(-100, 100));
    const { codes } = requantizeTable(companded, to);
    const value = decoder(companded);
    for (let q = companded.qmin; q <= companded.qmax; q++) {
      // no value of the curve lies on a tie: it is transcendental but at 0 and the ends
      expect(Math.abs(codes[q - companded.qmin] - 3 - value(q)), `${q}`).to.be.at.most(0.5);
    }
    const midRise: QParams = { ...affineParams({ scale: 1 }), zeroPoint: [0.5] };
    expect([0, 1].map(q => requantizeTable(midRise, to).codes[q + 128])).to.deep.equal([2, 4]); // -0.5 -> -1, 0.5 -> 1
  });
});

describe('requantizeFrame', () => {
  const to = affineParams({ scale: 0.5, zeroPoint: 1 });

  it('re-codes each channel and counts what is clipped, beside what had been', () => {
    const from = affineParams({ scale: [1, 0.25], zeroPoint: [0, 0] });
    const f = { ...codesFrame(from, Int8Array.of(1, 2, 100, 4, 8, -100), 2), clipped: 5 };
    const out = requantizeFrame(f, to);
    expect([...out.data]).to.deep.equal([3, 5, 127, 3, 5, -49]);
    expect(out.clipped).to.equal(6);
    expect(out.params).to.equal(to);
    expect([out.channels, out.length, out.start, out.info]).to.deep.equal([2, 3, 10, f.info]);
  });

  it('keeps the reference and the gains', () => {
    const reference = { ...codesFrame(to, Int8Array.of(1)), data: Float32Array.of(7) };
    const f = { ...codesFrame(affineParams({ scale: 1 }), Int8Array.of(1)), reference, gains: [2] };
    expect(requantizeFrame(f, to)).to.include({ reference, gains: f.gains });
  });

  it('decodes block by block where scales go by blocks', () => {
    // start 10 lies in block 2 of 4: samples 10, 11 in block 2, samples 12, 13 in block 3
    const params: QParams = { kind: 'blockScaled', bits: 8, qmin: -127, qmax: 127, blockSize: 4, scale: [1, 0.5] };
    const out = requantizeFrame(codesFrame(params, Int8Array.of(1, 2, 4, 127)), to);
    expect([...out.data]).to.deep.equal([3, 5, 5, 127]);
    expect(out.clipped).to.equal(1); // 63.5 / 0.5 + 1 = 128
  });

  it('never writes to the frame it received', () => {
    const f = codesFrame(affineParams({ scale: 1 }), Int8Array.of(1, 2));
    requantizeFrame(f, to);
    expect([...f.data]).to.deep.equal([1, 2]);
  });
});

describe('requantizer', () => {
  it('follows the parameters of the frames as they change', () => {
    const to = affineParams({ scale: 1 });
    const convert = requantizer(to);
    const [a, b] = [affineParams({ scale: 2 }), affineParams({ scale: 3 })];
    const out = [a, a, b, a].map(params => convert(codesFrame(params, Int8Array.of(5))).data[0]);
    expect(out).to.deep.equal([10, 10, 15, 10]);
  });
});
