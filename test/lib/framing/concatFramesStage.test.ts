import { expect } from 'chai';
import { DataError } from '../../../lib/errors.js';
import { type Frame, frame, streamInfo } from '../../../lib/frame.js';
import { concatFramesStage } from '../../../lib/framing/index.js';
import { run } from '../../../lib/stage.js';
import { stageLaws } from '../../laws.js';

const info = streamInfo({ channels: 2, sampleRate: 10 });
const two = (start: number, ...samples: number[]) => frame(Float32Array.from(samples), { info, start });
const joined = (...list: Frame[]) => [...run(concatFramesStage(), [list])];

describe('concatFramesStage', () => {
  it('joins frames that follow each other, channel by channel, with their marks', () => {
    const marked = { ...two(2, 5, 50), missing: Uint8Array.of(0b10) };
    expect(joined(two(0, 1, 2, 10, 20), marked)).to.deep.equal([
      { ...two(0, 1, 2, 5, 10, 20, 50), missing: Uint8Array.of(0b100000) },
    ]);
  });

  it('begins another frame at a gap, and where gains change', () => {
    const louder = { ...two(8, 1, 1), gains: [2, 2] };
    expect(joined(two(0, 1, 1), two(1, 2, 2), two(7, 3, 3), louder).map(f => [f.start, f.length])).to.deep.equal([
      [0, 2],
      [7, 1],
      [8, 1],
    ]);
  });

  it('gives a frame that stands alone as it is, and nothing of nothing', () => {
    const f = two(0, 1, 1);
    expect(joined(f)[0]).to.equal(f);
    expect(joined()).to.deep.equal([]);
  });

  it('refuses frames of other sensors, and what is no frame', () => {
    const other = frame(Float32Array.of(1), { info: streamInfo({ channels: 1 }), start: 1 });
    expect(() => joined(two(0, 1, 1), other)).to.throw(DataError, 'number of channels must not change');
    expect(() => joined(two(4, 1, 1), two(0, 1, 1))).to.throw(DataError, 'frames must follow each other');
    expect(() => joined(3 as never)).to.throw(DataError, 'concatFrames: input must be frames');
  });

  stageLaws('concatFramesStage', { make: () => concatFramesStage(), input: f => [f] });
});
