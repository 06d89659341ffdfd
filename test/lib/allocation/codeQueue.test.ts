import { expect } from 'chai';
import { codeQueue, type CodeQueue } from '../../../lib/allocation/index.js';
import { OverflowError } from '../../../lib/errors.js';
import { frame, type QFrame } from '../../../lib/frame.js';
import { comparisonOf, sqnrMeter } from '../../../lib/meters/index.js';
import { affineParams, encodeFrame, midRise, muLaw } from '../../../lib/quantizers/index.js';
import { random } from '../../../lib/random.js';

/** 100 codes of 8 bits: 100 bytes. */
function codes(start: number, scale = 1): QFrame {
  const { data, channels, length, info } = frame(new Float32Array(100));
  const params = affineParams({ scale });
  return { data: new Int8Array(data.length), channels, length, start, info, params, clipped: 0 };
}

function drain(queue: CodeQueue): QFrame[] {
  const out: QFrame[] = [];
  while (queue.length > 0) out.push(queue.take());
  return out;
}

describe('codeQueue', () => {
  it('lowers the finest frame first, bit by bit, until all fit', () => {
    const queue = codeQueue({ capacityBytes: 250 });
    [0, 100, 200].forEach(start => queue.push(codes(start)));
    // 300 bytes; 8 to 7 bits frees 12, 7 to 6 bits 13: 288, 276, 264, 251, 238
    expect(queue.bytes).to.equal(238);
    expect(drain(queue).map(f => f.params.bits)).to.deep.equal([6, 6, 7]);
    expect(queue.report()).to.deep.include({ taken: 3, lowered: 3, dropped: 0 });
    // 100 samples at 16, 16 and 4 times the noise, against 3 times 1
    expect(queue.report().sqnrPaid).to.be.closeTo(10 * Math.log10(36 / 3), 1e-12);
  });

  it('spares the frames whose steps are wider already', () => {
    const queue = codeQueue({ capacityBytes: 280 });
    [1, 64, 64].forEach((scale, k) => queue.push(codes(100 * k, scale)));
    expect(drain(queue).map(f => f.params.bits)).to.deep.equal([6, 8, 8]);
  });

  it('drops only when every frame is at minBits, and counts what it drops', () => {
    const queue = codeQueue({ capacityBytes: 250, minBits: 4 });
    for (let k = 0; k < 6; k++) queue.push(codes(100 * k)); // five frames of 50 bytes fit
    const out = drain(queue);
    expect(out.map(f => f.start)).to.deep.equal([100, 200, 300, 400, 500]);
    expect(out.every(f => f.params.bits === 4)).to.equal(true);
    expect(queue.report()).to.deep.include({ taken: 5, lowered: 5, dropped: 1 });
    expect(queue.report().sqnrPaid).to.be.closeTo(4 * 20 * Math.log10(2), 1e-12);
  });

  it('drops the newest or ends with an error where that is the policy', () => {
    const newest = codeQueue({ capacityBytes: 100, minBits: 8, onOverflow: 'dropNewest' });
    [0, 100].forEach(start => newest.push(codes(start)));
    expect(drain(newest).map(f => f.start)).to.deep.equal([0]);
    const strict = codeQueue({ capacityBytes: 100, minBits: 8, onOverflow: 'error' });
    strict.push(codes(0));
    expect(() => strict.push(codes(100))).to.throw(OverflowError, 'full with every frame at 8 bits');
    expect(drain(strict)).to.have.length(1);
  });

  it('never lets a frame that cannot fit cost the others anything: drops it, counted, or refuses it', () => {
    for (const onOverflow of ['dropOldest', 'dropNewest'] as const) {
      const queue = codeQueue({ capacityBytes: 100, minBits: 4, onOverflow });
      queue.push(codes(0));
      const big = { ...codes(100), length: 201, data: new Int8Array(201) }; // 101 bytes at 4 bits
      queue.push(big);
      queue.push(codes(400));
      expect(drain(queue).map(f => [f.start, f.params.bits])).to.deep.equal([
        [0, 4],
        [400, 4],
      ]);
      expect(queue.report()).to.deep.include({ taken: 2, dropped: 1, oversized: 1 });
    }
    const strict = codeQueue({ capacityBytes: 100, minBits: 4, onOverflow: 'error' });
    strict.push(codes(0));
    expect(() => strict.push({ ...codes(1), length: 201, data: new Int8Array(201) })).to.throw(
      OverflowError,
      'takes 101 bytes at its narrowest and can never fit a queue of 100',
    );
    expect(drain(strict).map(f => f.params.bits)).to.deep.equal([8]);
  });

  it('leaves frames alone that cannot be lowered', () => {
    const f = frame(new Float32Array(100));
    const companded = encodeFrame(muLaw(), f, muLaw().design({ min: [-1], max: [1] }));
    const queue = codeQueue({ capacityBytes: 190 });
    queue.push(companded);
    queue.push(codes(100));
    expect(drain(queue).map(q => q.params.bits)).to.deep.equal([8, 7]);
  });

  it('reports the SQNR that a meter behind it measures', () => {
    const generator = random(141);
    const quantizer = midRise();
    const params = quantizer.design({ min: [-1], max: [1] });
    const frames = Array.from({ length: 20 }, (_, k) => {
      const x = Float32Array.from({ length: 1000 }, () => 2 * generator.uniform() - 1);
      return encodeFrame(quantizer, frame(x, { start: 1000 * k }), params);
    });
    const sqnrOf = (list: readonly QFrame[]) => {
      const meter = sqnrMeter();
      for (const test of list) meter.push({ ...comparisonOf(frames[test.start / 1000]), test });
      return meter.value().total.sqnr;
    };
    const queue = codeQueue({ capacityBytes: 12_000 });
    for (const f of frames) queue.push(f);
    const out = drain(queue);
    expect(out).to.have.length(20);
    // each noise is a mean of 20,000 squares of uniform errors, deviation sqrt(0.8 / 20,000) = 0.6 %: four of both, 0.16 dB
    expect(queue.report().sqnrPaid).to.be.closeTo(sqnrOf(frames) - sqnrOf(out), 0.16);
  });

  it('holds no originals, counts them, and stays within its bytes', () => {
    const queue = codeQueue({ capacityBytes: 8000 });
    for (let k = 0; k < 64; k++) {
      const f = { ...codes(100 * k), reference: frame(new Float32Array(100), { start: 100 * k }) };
      queue.push(f);
      expect(f.reference.data).to.have.length(100); // the caller's frame is as it was
    }
    expect(queue.report().originalsDropped).to.equal(64);
    const out = drain(queue);
    expect(out).to.have.length(64);
    expect(out.filter(f => 'reference' in f)).to.deep.equal([]);
    expect(out.reduce((bytes, f) => bytes + f.data.length, 0)).to.be.at.most(8000);
  });

  it('reports the last 256 frames beside all of them', () => {
    const queue = codeQueue({ capacityBytes: 100, minBits: 4 });
    queue.push(codes(0)); // a burst: two of three frames have to give up four bits, one is dropped
    queue.push(codes(100));
    queue.push(codes(200));
    drain(queue);
    expect(queue.report().recent).to.deep.include({ taken: 2, lowered: 2, dropped: 1 });
    for (let k = 3; k < 300; k++) {
      queue.push(codes(100 * k)); // then a link that keeps up
      queue.take();
    }
    const { recent, ...total } = queue.report();
    expect(total).to.deep.include({ taken: 299, lowered: 2, dropped: 1 });
    expect(total.sqnrPaid).to.be.closeTo(10 * Math.log10((297 + 2 * 256) / 299), 1e-12); // 4^4 for four bits
    expect(recent).to.deep.equal({ taken: 256, lowered: 0, dropped: 0, oversized: 0, sqnrPaid: 0 });
  });

  it('refuses wrong options and an empty take', () => {
    expect(() => codeQueue({ capacityBytes: 0 })).to.throw(RangeError, 'codeQueue: capacityBytes');
    expect(() => codeQueue({ capacityBytes: 1, minBits: 0 })).to.throw(RangeError, 'codeQueue: minBits');
    expect(() => codeQueue({ capacityBytes: 1 }).take()).to.throw(RangeError, 'empty queue');
  });
});
