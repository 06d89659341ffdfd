import { expect } from 'chai';
import { unallocateFrame } from '../../../lib/allocation/index.js';
import { DataError } from '../../../lib/errors.js';
import { type QFrame, streamInfo } from '../../../lib/frame.js';
import { affineParams } from '../../../lib/quantizers/index.js';
import type { SplitFrame } from '../../../lib/splitFrame.js';

const one = streamInfo({ channels: 1 });
const part = (bits: number, scale: number, ...codes: number[]): QFrame => ({
  data: Int8Array.from(codes),
  channels: 1,
  length: codes.length,
  start: 4,
  info: one,
  params: affineParams({ bits, scale }),
  clipped: 0,
});
const split: SplitFrame = {
  parts: [part(8, 0.5, 100, -3), undefined, part(2, 4, 1, -2)],
  bases: [0.25, 7.5, -1],
  bits: [8, 0, 2],
  length: 2,
  start: 4,
  info: streamInfo({ channels: 3 }),
};

describe('unallocateFrame', () => {
  it('decodes each part by its own parameters and adds its mean, which alone stands in for channels left out', () => {
    const f = unallocateFrame(split);
    expect([...f.data]).to.deep.equal([50.25, -1.25, 7.5, 7.5, 3, -9]);
    expect(f).to.include({ channels: 3, length: 2, start: 4, info: split.info });
  });

  it('refuses parts that do not cover the block', () => {
    expect(() => unallocateFrame({ ...split, start: 5 })).to.throw(DataError, 'part 0 of the block at sample 5');
  });
});
