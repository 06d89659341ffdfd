import { expect } from 'chai';
import { OptionRangeError } from '../../../lib/errors.js';
import { type Frame, frame, type QFrame } from '../../../lib/frame.js';
import { affine, affineParams, encodeFrame } from '../../../lib/quantizers/index.js';
import { frameQuantizer } from '../../../lib/quantizers/frameQuantizer.js';
import { run } from '../../../lib/stage.js';
import { stageLaws } from '../../laws.js';

/** The scale is the largest magnitude of the frame: the code of that sample is 1 or -1. */
function encode(f: Frame): QFrame {
  const peak = f.data.reduce((max, x) => Math.max(max, Math.abs(x)), 2 ** -100);
  return encodeFrame(affine(), f, affineParams({ scale: peak }));
}

const ones = (start: number, length: number) => frame(new Float32Array(length).fill(1), { start });
const spans = (every: number | 'frame' | undefined, frames: readonly Frame[], unit = 1) =>
  [...run(frameQuantizer('test', { every, unit }, encode).encoder(), frames)].map(f => [f.start, f.length]);

describe('frameQuantizer', () => {
  it('cuts frames at the multiples of every', () => {
    expect(spans(4, [ones(2, 9), ones(11, 3)])).to.deep.equal([
      [2, 2],
      [4, 4],
      [8, 4],
      [12, 2],
    ]);
  });

  it('cuts every 1024 samples, or the next multiple of the unit, when nothing is said', () => {
    expect(spans(undefined, [ones(0, 3000)]).map(([start]) => start)).to.deep.equal([0, 1024, 2048]);
    expect(spans(undefined, [ones(0, 3000)], 100).map(([start]) => start)).to.deep.equal([0, 1100, 2200]);
  });

  it('takes frames as they come when told so', () => {
    expect(spans('frame', [ones(2, 9), ones(11, 3)])).to.deep.equal([
      [2, 9],
      [11, 3],
    ]);
  });

  it('keeps the gains of frames that it takes as they come', () => {
    const [f] = [...run(frameQuantizer('test', { every: 'frame' }, encode).encoder(), [{ ...ones(0, 4), gains: [2] }])];
    expect(f.gains).to.deep.equal([2]);
  });

  it('refuses an every that cuts units, or is no count, at the call', () => {
    const make =
      (every: number, unit = 1) =>
      () =>
        frameQuantizer('test', { every, unit }, encode);
    expect(make(48, 32)).to.throw(OptionRangeError, /^test: every must be a multiple of blockSize = 32, got 48$/);
    for (const every of [0, 1.5, -4, 2 ** 24 + 1])
      expect(make(every)).to.throw(OptionRangeError, /^test: every must be/);
    expect(() => frameQuantizer('test', { every: 'block' as never }, encode)).to.throw(
      TypeError,
      /every must be a number/,
    );
  });

  stageLaws('frameQuantizer', { make: () => frameQuantizer('test', { every: 8 }, encode).encoder() });
});
