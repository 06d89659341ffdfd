import { expect } from 'chai';
import { streamInfo } from '../../../lib/frame.js';
import { wireRate } from '../../../lib/packing/index.js';
import { affine, codebook, g711 } from '../../../lib/quantizers/index.js';

const info = streamInfo({ channels: 1, sampleRate: 8000 });

describe('wireRate', () => {
  it('is the width of the codes and what a message adds, as docs/wire-format.md lays it out', () => {
    // tag and head 6, version 1, source 9, sequence 5, start 9, channels 1, length 3, map 1, scale 1 + 4 + 4, rate 3 + 3 - 1,
    // codes 5 (tag and head), crc 5: about 55 bytes on 1024 codes
    const params = affine({ bits: 8, zero: 'free' }).design({ min: [-1], max: [1] });
    const { codes, side, total } = wireRate(params, info);
    expect(codes).to.equal(8);
    expect(total).to.equal(codes + side);
    expect((side * 1024) / 8).to.be.within(45, 65);
  });

  it('of the telephone laws in frames of 160 is near 64 kbit/s: the table is known', () => {
    const { total } = wireRate(g711().params ?? expect.fail(), info, { length: 160 });
    expect(total * 8000).to.be.within(72_000, 88_000);
  });

  it('of a designed table spreads it over the 64 messages until it comes again', () => {
    const levels = Array.from({ length: 256 }, (_, k) => Math.sqrt(k));
    const params = codebook({ levels }).design({ min: [0], max: [16] });
    const side = wireRate(params, info).side - wireRate(g711().params ?? expect.fail(), info).side;
    // 2048 bytes of doubles once in 64 messages, else 9 bytes for a name of 8
    expect((side * 1024) / 8).to.be.within(2048 / 64 - 8, 2048 / 64 + 16);
  });
});
