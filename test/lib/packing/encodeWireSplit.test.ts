import { expect } from 'chai';
import { DataError } from '../../../lib/errors.js';
import { type QFrame, streamInfo } from '../../../lib/frame.js';
import { encodeWireSplit, wireDecoder, wireEncoder } from '../../../lib/packing/index.js';
import { affineParams } from '../../../lib/quantizers/index.js';
import { partInfos, type SplitFrame } from '../../../lib/splitFrame.js';
import { run } from '../../../lib/stage.js';
import { slowCrc32c } from './slowCrc32c.js';

const info = streamInfo({ channels: 3 });
const infos = partInfos(info);

function part(c: number, bits: number, scale: number, ...codes: number[]): QFrame {
  const params = affineParams({ bits, scale });
  return {
    data: Int8Array.from(codes),
    channels: 1,
    length: codes.length,
    start: 4,
    info: infos[c],
    params,
    clipped: 0,
  };
}

const split: SplitFrame = {
  parts: [part(0, 8, 0.5, 100, -3), undefined, part(2, 2, 4, 1, -2)],
  bases: [0.5, 1.5, -100.25],
  bits: [8, 0, 2],
  length: 2,
  start: 4,
  info,
};
const meta = { source: 's', sequence: 1n };
const bytesOf = (text: string) =>
  Uint8Array.from(text.replace(/#.*|\s/gm, '').match(/../g) ?? [], x => parseInt(x, 16));

describe('encodeWireSplit', () => {
  it('sends a block byte for byte as the page says', () => {
    const content = bytesOf(`
      03 61 73 01 04 03 02             # version 3, "s", sequence 1, start 4, 3 channels, 2 samples
      83                               # three parts
         83 f93800 a1 04 d854 42 0038         #   base 0.5; one field: scale, binary16, 0.5
            d840 42 e47d               #   uint8: 100 + 128, -3 + 128
         f9 3e00                       #   left out: the mean, 1.5
         83 f9d644 a2 01 02 04 d848 41 04    #   base -100.25, binary16; 2 bits, scale, int8, 4
            41 03                      #   1 + 2 = 3, -2 + 2 = 0: low bits first
      a0                               # nothing to say about the stream
      44`);
    const head = Uint8Array.of(0xd9, 0xd9, 0xf7, 0x58, content.length + 4, ...content);
    const sealed = new Uint8Array([...head, 0, 0, 0, 0]);
    new DataView(sealed.buffer).setUint32(head.length, slowCrc32c(head));
    expect([...encodeWireSplit(split, meta)]).to.deep.equal([...sealed]);
  });

  it('refuses blocks that are none, and what is larger than allowed', () => {
    const wrong = (change: Partial<SplitFrame>, why: string) =>
      expect(() => encodeWireSplit({ ...split, ...change }, meta), why).to.throw(DataError, why);
    wrong({ start: 5 }, 'part 0 must be one channel of 2 samples at 5');
    wrong({ bases: [0, NaN, 0] }, 'bases must be finite float32 numbers, got NaN for channel 1');
    wrong({ bases: [0, 0.1, 0] }, 'bases must be finite float32 numbers');
    wrong({ gains: [1] }, 'gains must be one per channel');
    wrong({ centres: [1] }, 'centres must be one per channel');
    wrong({ parts: [] }, '1 to 64 channels');
    wrong(
      { parts: [part(0, 2, 1, 100, 0), undefined, undefined], bases: [0, 0, 0] },
      'codes must be in [-2, 1], got 100',
    );
    expect(() => encodeWireSplit({ ...split, length: 2 ** 20 }, meta, { maxBytes: 64 })).to.throw(
      DataError,
      'at most 512',
    );
    expect(() => encodeWireSplit(split, { source: 's', sequence: -1n })).to.throw(RangeError, 'sequence');
  });

  it('is counted through by wireEncoder among frames, and read by wireDecoder', () => {
    const stage = wireEncoder({ source: 'imu' });
    const later = { ...split, start: 9, parts: split.parts.map(p => p && { ...p, start: 9 }) };
    const events = [...run(wireDecoder(), run(stage, [split, later]))];
    expect(events.map(e => e.kind === 'split' && [e.wire.sequence, e.wire.gap])).to.deep.equal([
      [0n, false],
      [1n, true],
    ]);
  });
});
