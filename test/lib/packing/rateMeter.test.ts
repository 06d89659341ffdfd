import { expect } from 'chai';
import { FormatError } from '../../../lib/errors.js';
import { type QFrame, streamInfo } from '../../../lib/frame.js';
import { rateMeter } from '../../../lib/packing/index.js';
import { affineParams } from '../../../lib/quantizers/index.js';
import type { SplitFrame } from '../../../lib/splitFrame.js';

const info = streamInfo({ channels: 2, sampleRate: 100 });
const frame: QFrame = {
  data: new Int8Array(20),
  channels: 2,
  length: 10,
  start: 0,
  info,
  params: affineParams({ bits: 4, scale: 1 }),
  clipped: 0,
};
const split: SplitFrame = { parts: [undefined, undefined], bases: [0, 0], bits: [0, 6], length: 10, start: 10, info };

describe('rateMeter', () => {
  it('counts codes and everything else, in bits a sample, frames and split blocks alike', () => {
    const meter = rateMeter();
    meter.push({ frame, bytes: new Uint8Array(40) });
    meter.push({ frame: split, bytes: new Uint8Array(30) });
    // 40 samples; 80 and 60 bits of codes in 560; 200 samples a second
    expect(meter.value()).to.deep.equal({
      messages: 2,
      samples: 40,
      codes: 3.5,
      side: 10.5,
      total: 14,
      bitsPerSecond: 2800,
    });
  });

  it('merges, saves, restores and forgets', () => {
    const [a, b] = [rateMeter(), rateMeter()];
    a.push({ frame, bytes: new Uint8Array(40) });
    b.push({ frame: split, bytes: new Uint8Array(30) });
    const both = rateMeter();
    both.merge(b);
    both.merge(a);
    a.merge(b);
    expect(both.value()).to.deep.equal(a.value());
    const other = rateMeter();
    other.restore(JSON.parse(JSON.stringify(a.save())));
    expect(other.value()).to.deep.equal(a.value());
    other.reset();
    expect(other.save()).to.deep.equal(rateMeter().save());
    for (const counts of [[1], [1, 2, 3, 4, -1], ['x', 0, 0, 0, 0], [0.5, 0, 0, 0, 0]]) {
      expect(() => other.restore({ who: 'rateMeter', version: 1, counts })).to.throw(FormatError);
    }
  });
});
