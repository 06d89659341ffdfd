import { expect } from 'chai';
import fc from 'fast-check';
import { crc32 } from 'node:zlib';
import { DataError, OptionRangeError } from '../../../lib/errors.js';
import { decodeFrame } from '../../../lib/decode.js';
import { frame } from '../../../lib/frame.js';
import type { AdaptiveParams } from '../../../lib/qparams.js';
import { imaAdpcm, quantizeStage } from '../../../lib/quantizers/index.js';
import { stageLaws } from '../../laws.js';
import { coded, codesIn, decodedIn } from './coded.js';

/** Integer triangle of a period and an amplitude. */
function triangle(n: number, period: number, amplitude: number): number {
  const half = period / 2;
  const phase = n % period;
  return Math.floor((2 * amplitude * (phase < half ? phase : period - phase)) / half) - amplitude;
}

/**
 * 16-bit samples by formula: two triangles and noise of a linear congruential generator; a square wave from end to end and
 * silence in every 5,000 samples.
 */
function signal(n: number): number[] {
  let seed = 1;
  return Array.from({ length: n }, (_, i) => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    let v = triangle(i, 180, 9000) + triangle(i, 46, 5000) + ((seed >>> 24) - 128) * 8;
    if (i % 5000 >= 4800) v = 0;
    if (i % 5000 >= 2500 && i % 5000 < 2600) v = Math.floor(i / 25) % 2 ? 32767 : -32768;
    return Math.max(-32768, Math.min(32767, v));
  });
}

/** Two codes a byte, the first one in the high nibble, as audioop packs them. */
function nibbles(codes: readonly number[]): Uint8Array {
  return Uint8Array.from({ length: codes.length / 2 }, (_, i) => (codes[2 * i] << 4) | codes[2 * i + 1]);
}

/** Little-endian 16-bit samples. */
function words(samples: readonly number[]): Uint8Array {
  return new Uint8Array(Int16Array.from(samples).buffer);
}

/** `audioop.lin2adpcm(fragment, 2, None)` of CPython 3.11 on the first 400 samples of the signal. */
const GOLDEN =
  'ffffffffd100108309308113a49a920f82b0929a19f91c18528879392830580322b271a801a99b59989d101d1b39e00940803b942b201781' +
  '84a82cab8f2ad80b1a99c18bb0e12b480a042c06a100290850aaad1d2a9a8d0a98999ad2d49115821848294028127820882e019918b1c1c4' +
  'b8990840a71003020243851132403a1c91909d5e2b2aa3b0ad91bc483c1239194a1a701983b849f88c1b19ba89f99099ba8c60093b015c13' +
  '0008289495d1ac80ac80a0acab94aba7a408103842961930238700028b4a92aa';

describe('imaAdpcm', () => {
  it('gives the nibbles of CPython audioop', () => {
    const frames = coded(imaAdpcm(), signal(400));
    expect(Buffer.from(nibbles(codesIn(frames))).toString('hex')).to.equal(GOLDEN);
    expect(crc32(words(decodedIn(frames)))).to.equal(0x44795f2e); // audioop.adpcm2lin
  });

  it('gives all 20,200 of them on a signal with loud, silent and clipped stretches, and decodes them alike', () => {
    const x = signal(20_200);
    const frames = coded(imaAdpcm({ every: 20_200 }), [...x, 0]);
    expect(crc32(nibbles(codesIn(frames).slice(0, -1)))).to.equal(0xf19ea1a9);
    const y = decodedIn(frames).slice(0, -1);
    expect(crc32(words(y))).to.equal(0x912ed371);
    // audioop's state after the last sample: (-3670, 54)
    expect((frames[1].params as AdaptiveParams).state).to.deep.equal([-3670, 54]);
  });

  it('moves by hand', () => {
    // step 7: 3 < 7, 3 >= 3, 0 >= 1 no: code 2, sample 0 + 7 >> 3 + 7 >> 1 = 3; index stays 0
    // then -20 - 3 = -23: all three bits: code 15, sample 3 - (0 + 7 + 3 + 1) = -8; index 8, step 16
    // then -8 - -8 = 0: code 0, sample -8 + 2 = -6; index 7
    const frames = coded(imaAdpcm({ every: 1 }), [3, -20, -8, 0]);
    expect(codesIn(frames).slice(0, 3)).to.deep.equal([2, 15, 0]);
    expect(decodedIn(frames).slice(0, 3)).to.deep.equal([3, -8, -6]);
    expect(frames.map(f => (f.params as AdaptiveParams).state)).to.deep.equal([
      [0, 0],
      [3, 0],
      [-8, 8],
      [-6, 7],
    ]);
  });

  it('is silent in silence once the step has come down', () => {
    const y = decodedIn(coded(imaAdpcm(), [...signal(300), ...new Array<number>(200).fill(0)]));
    expect(y.slice(-50).every(v => Math.abs(v) <= 7)).to.be.true;
    expect(decodedIn(coded(imaAdpcm(), new Array<number>(20).fill(0)))).to.deep.equal(new Array(20).fill(0));
  });

  it('rounds half to even, saturates at 16 bits and counts what it clips', () => {
    const [f] = coded(imaAdpcm(), [2.5, 32767.4, 32768, -32768.5, -32769, Infinity, -Infinity]);
    const [g] = coded(imaAdpcm(), [2, 32767, 32767, -32768, -32768, 32767, -32768]);
    expect(f.data).to.deep.equal(g.data);
    expect([f.clipped, g.clipped]).to.deep.equal([4, 0]); // -32768.5 rounds to -32768
  });

  it('reads other scales', () => {
    const x = signal(300);
    const [f] = coded(
      imaAdpcm({ fullScale: 1 }),
      x.map(v => v / 32768),
    ); // exact: a power of two
    const [g] = coded(imaAdpcm(), x);
    expect(f.data).to.deep.equal(g.data);
    expect(Array.from(decodeFrame(f).data)).to.deep.equal(Array.from(decodeFrame(g).data, v => v / 32768));
  });

  it('stays within 16 bits whatever codes come, and decodes alike in one frame and in many', () => {
    fc.assert(
      fc.property(fc.array(fc.float({ min: -40000, max: 40000, noNaN: true }), { minLength: 1 }), x => {
        const [whole, single] = [coded(imaAdpcm({ every: 4096 }), x), coded(imaAdpcm({ every: 1 }), x)];
        expect(codesIn(single)).to.deep.equal(codesIn(whole));
        const y = decodedIn(whole);
        expect(decodedIn(single)).to.deep.equal(y);
        expect(y.every(v => Number.isInteger(v) && v >= -32768 && v <= 32767)).to.be.true;
      }),
      { seed: 20_240_607, numRuns: 1000 },
    );
  });

  it('codes each channel by itself', () => {
    const [a, b] = [signal(100), signal(200).slice(100)];
    const both = coded(imaAdpcm(), [...a, ...b], { channels: 2 });
    expect(codesIn(both, 0)).to.deep.equal(codesIn(coded(imaAdpcm(), a)));
    expect(codesIn(both, 1)).to.deep.equal(codesIn(coded(imaAdpcm(), b)));
  });

  it('refuses NaN, and wrong options at the call', () => {
    const f = frame(Float32Array.of(0, NaN), { start: 8 });
    expect(() => coded(imaAdpcm(), f.data, { start: 8 })).to.throw(
      DataError,
      'imaAdpcm: channel ch0 is NaN at sample 9',
    );
    expect(() => imaAdpcm({ fullScale: 0 })).to.throw(OptionRangeError, 'imaAdpcm: fullScale must be above 0');
    expect(() => imaAdpcm({ fullScale: 2 ** 128 })).to.throw(OptionRangeError, 'at most 2^127');
    expect(() => imaAdpcm({ every: 1.5 })).to.throw(OptionRangeError, 'imaAdpcm: every must be');
  });

  stageLaws('imaAdpcm', { make: () => quantizeStage({ quantizer: imaAdpcm({ every: 8, fullScale: 8 }) }) });
});
