import { expect } from 'chai';
import { decodeFrame } from '../../../lib/decode.js';
import { DataError, OptionRangeError } from '../../../lib/errors.js';
import { frame } from '../../../lib/frame.js';
import type { CodebookParams } from '../../../lib/qparams.js';
import { liveLloydMax } from '../../../lib/quantizers/index.js';
import { run } from '../../../lib/stage.js';
import { stageLaws } from '../../laws.js';
import { framesOf, normals, sqnrOf, through } from './streamed.js';

const SEED = 20240715;

describe('liveLloydMax', () => {
  it('codes each block with the levels for all samples up to its end', () => {
    const frames = framesOf(liveLloydMax({ levels: 4, every: 4 }), [3, 3, 1, 3, 7, 1, 7, 3, 9]);
    expect(frames.map(f => [f.start, f.length])).to.deep.equal([
      [0, 4],
      [4, 4],
      [8, 1],
    ]);
    expect(frames.map(f => (f.params as CodebookParams).levels)).to.deep.equal([
      [1, 3],
      [1, 3, 7],
      [1, 3, 7, 9],
    ]);
    expect(frames.flatMap(f => Array.from(decodeFrame(f).data))).to.deep.equal([3, 3, 1, 3, 7, 1, 7, 3, 9]);
  });

  it('pools channels, and goes on with what it knows after a gap', () => {
    const stage = liveLloydMax({ levels: 8, every: 2 }).encoder();
    const frames = [
      ...run(stage, [
        frame(Float32Array.of(1, 2, 10, 20), { channels: 2 }),
        frame(Float32Array.of(3, 30), { channels: 2, start: 9 }),
      ]),
    ];
    expect(frames.map(f => [f.start, (f.params as CodebookParams).levels])).to.deep.equal([
      [0, [1, 2, 10, 20]],
      [9, [1, 2, 3, 10, 20, 30]],
    ]);
  });

  it('comes within 0.1 dB of the best quantizer of a Gaussian with 16 levels, 20.22 dB, from the second block on', () => {
    const x = normals(SEED, 2 ** 17);
    const y = through(liveLloydMax(), x);
    // 126,976 samples leave 0.02 dB of sampling error; levels designed from n samples lose about 16 / n of the error
    expect(sqnrOf(x.subarray(4096), y.slice(4096)), `seed ${SEED}`).to.be.closeTo(20.222, 0.1);
  });

  it('refuses NaN, and wrong options at the call', () => {
    expect(() => framesOf(liveLloydMax(), [0, NaN])).to.throw(
      DataError,
      /^liveLloydMax: channel ch0 is NaN at sample 1/,
    );
    expect(() => liveLloydMax({ levels: 0 })).to.throw(OptionRangeError, /^liveLloydMax: levels/);
    expect(() => liveLloydMax({ cells: 1000 })).to.throw(OptionRangeError, /cells/);
    expect(() => liveLloydMax({ every: 0 })).to.throw(OptionRangeError, /^liveLloydMax: every/);
  });

  stageLaws('liveLloydMax', { make: () => liveLloydMax({ levels: 4, cells: 64, every: 8 }).encoder() });
});
