import { expect } from 'chai';
import { decodeFrame } from '../../lib/decode.js';
import { channelOf, frame, type QFrame, streamInfo } from '../../lib/frame.js';
import { deltaModulation, dpcm, imaAdpcm, jayant, quantizeStage } from '../../lib/quantizers/index.js';
import { sliceFrame } from '../../lib/sliceFrame.js';
import { run } from '../../lib/stage.js';

const SHARED = streamInfo({ channels: 2, sampleRate: 250, names: ['x', 'y'], units: ['mV', 'mV'] });

/** Two channels of four samples. */
const two = (start = 0) => frame(Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8), { info: SHARED, start });

describe('sliceFrame', () => {
  it('cuts every channel and moves the start', () => {
    const part = sliceFrame(two(100), 1, 3);
    expect(Array.from(part.data)).to.deep.equal([2, 3, 6, 7]);
    expect([part.length, part.start, part.channels, part.info]).to.deep.equal([2, 101, 2, SHARED]);
  });

  it('returns the whole frame as it is, and an empty one where nothing is asked for', () => {
    const f = two();
    expect(sliceFrame(f, 0, 4)).to.equal(f);
    expect(sliceFrame(f, 2, 2)).to.include({ length: 0, start: 2, channels: 2 });
  });

  it('leaves the frame it cuts alone', () => {
    const f = two();
    sliceFrame(f, 0, 2).data.fill(9);
    expect(Array.from(f.data)).to.deep.equal([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('keeps gains, and cuts codes of any width', () => {
    const q: QFrame = {
      data: Uint16Array.of(1, 2, 3, 40000, 5, 6),
      channels: 2,
      length: 3,
      start: 5,
      info: SHARED,
      params: { kind: 'fixedPoint', bits: 16, qmin: 0, qmax: 65535, fractionBits: 0 },
      clipped: 0,
      gains: [2, 4],
    };
    const part = sliceFrame(q, 2, 3);
    expect(part.data).to.deep.equal(Uint16Array.of(3, 6));
    expect([part.start, part.gains]).to.deep.equal([7, [2, 4]]);
  });

  it('cuts the frame that codes stand for in the same place', () => {
    const q: QFrame = {
      ...two(10),
      data: Int8Array.of(1, 2, 3, 4, 5, 6, 7, 8),
      params: { kind: 'fixedPoint', bits: 8, qmin: -128, qmax: 127, fractionBits: 0 },
      clipped: 0,
      reference: two(10),
    };
    const { reference, data } = sliceFrame(q, 1, 3);
    expect(Array.from(reference?.data ?? [])).to.deep.equal(Array.from(data));
    expect(reference?.start).to.equal(11);
    const decoded = sliceFrame({ ...two(10), reference: two(10) }, 1, 3);
    expect(decoded.reference?.data).to.deep.equal(decoded.data);
  });

  it('keeps the scales of the blocks that it keeps', () => {
    // samples 3 to 8 lie in blocks 0, 1, 2 of four; samples 5 to 8 in blocks 1, 2
    const q: QFrame = {
      data: new Int8Array(12).fill(1),
      channels: 2,
      length: 6,
      start: 3,
      info: SHARED,
      params: { kind: 'blockScaled', bits: 8, qmin: -128, qmax: 127, blockSize: 4, scale: [1, 2, 3, 10, 20, 30] },
      clipped: 0,
    };
    expect(sliceFrame(q, 2, 6).params)
      .to.include({ blockSize: 4 })
      .and.deep.include({ scale: [2, 3, 20, 30] });
    expect(Array.from(decodeFrame(sliceFrame(q, 2, 6)).data)).to.deep.equal([2, 2, 2, 3, 20, 20, 20, 30]);
    expect(sliceFrame(q, 0, 1).params).to.deep.include({ scale: [1, 10] });
    expect(sliceFrame(q, 2, 2).params).to.deep.include({ scale: [] });
  });

  it('puts together again what it cuts', () => {
    for (let cut = 0; cut <= 4; cut++) {
      const [a, b] = [sliceFrame(two(), 0, cut), sliceFrame(two(), cut, 4)];
      expect(a.start + a.length).to.equal(b.start);
      for (const c of [0, 1]) {
        expect([...channelOf(a, c), ...channelOf(b, c)]).to.deep.equal([...channelOf(two(), c)]);
      }
    }
  });

  it('gives the later part of adaptive codes the state that those before it leave', () => {
    const info = streamInfo({ channels: 2 });
    const x = frame(
      Float32Array.from({ length: 60 }, (_, i) => Math.sin(i / 5)),
      { info },
    );
    for (const quantizer of [
      jayant({ minStep: 1e-4, maxStep: 4 }),
      dpcm({ step: 0.05, predictor: { taps: 4, update: 'normalized', stepSize: 0.1 } }),
      imaAdpcm({ fullScale: 1 }),
      deltaModulation({ step: 0.1 }),
    ]) {
      const [coded] = [...run(quantizeStage({ quantizer }), [x])];
      const whole = decodeFrame(coded);
      for (const cut of [1, 13, 29]) {
        const later = decodeFrame(sliceFrame(coded, cut, 30));
        expect(later.data, quantizer.name).to.deep.equal(sliceFrame(whole, cut, 30).data);
      }
    }
  });

  it('leaves the count of clipped samples with the part that begins the frame', () => {
    const q: QFrame = {
      ...two(),
      data: new Int8Array(8),
      params: { kind: 'fixedPoint', bits: 8, qmin: -128, qmax: 127, fractionBits: 0 },
      clipped: 3,
    };
    expect([sliceFrame(q, 0, 2).clipped, sliceFrame(q, 2, 4).clipped]).to.deep.equal([3, 0]);
  });
});
