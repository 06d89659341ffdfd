import { expect } from 'chai';
import { decodeFrame } from '../../../lib/decode.js';
import { DataError } from '../../../lib/errors.js';
import { type Frame, frame, streamInfo } from '../../../lib/frame.js';
import {
  type FillMissingOptions,
  fillMissingStage,
  type FillReport,
  reframeStage,
} from '../../../lib/framing/index.js';
import { isMarked } from '../../../lib/marks.js';
import { comparisonOf, sqnrMeter } from '../../../lib/meters/index.js';
import { decodeWireFrame, encodeWireFrame } from '../../../lib/packing/index.js';
import { affine, encodeFrame } from '../../../lib/quantizers/index.js';
import { fuse, run } from '../../../lib/stage.js';
import { stageLaws } from '../../laws.js';

const info = streamInfo({ channels: 1, sampleRate: 10 });
const one = (samples: readonly number[], start = 0) => frame(Float32Array.from(samples), { start, info });
const bits = (mask: Uint8Array | undefined, count: number) =>
  Array.from({ length: count }, (_, i) => Number(isMarked(mask, i))).join('');

function filled(frames: readonly Frame[], options: FillMissingOptions) {
  const reports: FillReport[] = [];
  const out = [...run(fillMissingStage({ ...options, onReport: r => reports.push(r) }), frames)];
  return {
    out,
    samples: out.flatMap(f => [...f.data]),
    filled: out.map(f => bits(f.filled, f.length)).join(' '),
    missing: out.map(f => bits(f.missing, f.length)).join(' '),
    last: reports.at(-1)?.channels,
  };
}

describe('fillMissingStage', () => {
  it('holds the last value within the limit and marks what lies beyond', () => {
    const got = filled([one([1, NaN, NaN]), one([NaN, 5, NaN], 3)], { fill: 'hold', within: 2 });
    expect(got.samples).to.deep.equal([1, 1, 1, 1, 5, 5]);
    expect(got.filled).to.equal('011 001');
    expect(got.missing).to.equal('000 100');
    expect(got.last).to.deep.equal([{ name: 'ch0', filled: 3, missing: 1 }]);
  });

  it('draws a line between neighbours, over frames, and leaves longer runs marked', () => {
    const got = filled([one([1, NaN]), one([NaN, 4, NaN, NaN], 2), one([NaN, 8, NaN], 6)], {
      fill: 'interpolate',
      within: '200ms', // 2 samples
    });
    expect(got.samples).to.deep.equal([1, 2, 3, 4, 4, 4, 4, 8, 8]);
    expect(got.filled).to.equal('01 1000 000');
    expect(got.missing).to.equal('00 0011 101');
  });

  it('waits with interpolate no longer than the limit', () => {
    const stage = fillMissingStage({ fill: 'interpolate', within: 2 });
    const out: Frame[] = [];
    const push = (f: Frame) => stage.process(f, o => out.push(o));
    push(one([1, NaN]));
    push(one([NaN], 2));
    expect(out).to.have.length(0);
    push(one([NaN], 3)); // the third one: this run is not filled
    expect(out.map(f => f.start)).to.deep.equal([0, 2, 3]);
  });

  it('marks alone, and says 0 before the first value', () => {
    const got = filled([one([NaN, 2, Infinity, 3])], { fill: 'mark' });
    expect(got.samples).to.deep.equal([0, 2, 2, 3]);
    expect(got.missing).to.equal('1010');
    expect(got.out[0]).to.not.have.property('filled');
  });

  it('counts a gap as time without a value', () => {
    const got = filled([one([1]), one([NaN, NaN], 3)], { within: 3 });
    expect(got.filled).to.equal('0 10');
    expect(filled([one([0]), one([NaN, 5], 4)], { fill: 'interpolate', within: 5 }).samples).to.deep.equal([0, 4, 5]);
  });

  it('keeps the other channels of a stream in which one fails', () => {
    const two = streamInfo({ channels: 2, sampleRate: 10 });
    const f = frame(Float32Array.of(NaN, NaN, 1, 2), { info: two });
    expect(() => encodeFrame(affine(), f, affine().design({ min: [-4, -4], max: [4, 4] }))).to.throw(
      DataError,
      'put fillMissing in front',
    );
    const [whole] = run(fillMissingStage(), [f]);
    expect([...whole.data]).to.deep.equal([0, 0, 1, 2]);
    expect(bits(whole.missing, 4)).to.equal('1100');
  });

  it('lets frames pass in which nothing is missing, without a copy', () => {
    const f = one([1, 2]);
    expect([...run(fillMissingStage({ fill: 'interpolate' }), [f])][0]).to.equal(f);
  });

  it('has marks that survive cutting, coding, the wire and decoding', () => {
    const source = [one([1, NaN, 3]), one([4, 5, NaN], 3)];
    const stage = fuse(fillMissingStage({ fill: 'mark' }), reframeStage({ size: 4 }));
    const frames = [...run(stage, source)];
    expect(frames.map(f => bits(f.missing, f.length))).to.deep.equal(['0100', '01']);
    const codes = encodeFrame(affine(), frames[0], affine().design({ min: [-8], max: [8] }));
    const wired = decodeWireFrame(encodeWireFrame(codes, { source: 'a', sequence: 0n })).frame;
    expect(bits(wired.missing, 4)).to.equal('0100');
    expect(bits(decodeFrame(wired).missing, 4)).to.equal('0100');
  });

  it('is left out by meters, and counted', () => {
    const samples = [0.3, 9.1, -2.2, 7.7];
    const coded = (list: readonly number[], fill: boolean) => {
      const [f] = fill ? run(fillMissingStage({ fill: 'mark' }), [one(list)]) : [one(list)];
      const meter = sqnrMeter();
      meter.push(comparisonOf(encodeFrame(affine(), f, affine().design({ min: [-8], max: [10] }))));
      return meter.value().channels[0];
    };
    const whole = coded(samples, false);
    const holed = coded([0.3, NaN, 9.1, -2.2, NaN, 7.7], true);
    expect([holed.samples, holed.nonFinite]).to.deep.equal([4, 2]);
    // the same four samples, summed in other lanes
    expect(holed.sqnr).to.be.closeTo(whole.sqnr, 1e-12);
  });

  it('refuses wrong options at the call', () => {
    expect(() => fillMissingStage({ fill: 'zero' as never })).to.throw(RangeError, 'fill must be one of');
    expect(() => fillMissingStage({ within: 0 })).to.throw(RangeError, 'fillMissing: within must be an integer in [1');
    expect(() => fillMissingStage({ fill: 'mark', within: 5 })).to.throw(RangeError, 'mark fills nothing');
    const bare = frame(Float32Array.of(1));
    expect(() => [...run(fillMissingStage(), [bare])]).to.throw(DataError, 'give within in samples');
  });

  /** Runs without values, by absolute index, so that they do not depend on the cutting. */
  const holed = (f: Frame): Frame => ({
    ...f,
    data: f.data.map((x, k) => {
      const index = f.start + (k % f.length);
      return index % 11 < 4 || (index + Math.floor(k / f.length)) % 5 === 0 ? NaN : x;
    }),
  });
  for (const fill of ['hold', 'interpolate', 'mark'] as const) {
    const make = () => fillMissingStage({ fill, ...(fill !== 'mark' && { within: 3 }) });
    stageLaws(`fillMissingStage: ${fill}`, { make, input: holed });
    stageLaws(`fillMissingStage: ${fill}, reframed`, {
      make: () => fuse(make(), reframeStage({ size: 8 })),
      input: holed,
    });
  }
});
