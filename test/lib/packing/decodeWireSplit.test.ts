import { expect } from 'chai';
import fc from 'fast-check';
import { FormatError } from '../../../lib/errors.js';
import { streamInfo } from '../../../lib/frame.js';
import { decodeWireFrame, decodeWireSplit, encodeWireSplit } from '../../../lib/packing/index.js';
import { random } from '../../../lib/random.js';
import { slowCrc32c } from './slowCrc32c.js';
import { splitSamples } from './splitSamples.js';

const meta = { source: 's', sequence: 1n };

describe('decodeWireSplit', () => {
  it('gives back what was sent, and encodes it to the same bytes', () => {
    fc.assert(
      fc.property(splitSamples, block => {
        const bytes = encodeWireSplit(block, meta);
        const wire = decodeWireSplit(bytes);
        expect(wire).to.deep.equal({ split: block, ...meta, gap: false, clip: false });
        expect(encodeWireSplit(wire.split, wire)).to.deep.equal(bytes);
      }),
      { seed: 77, numRuns: 300 },
    );
  });

  it('tells the two kinds of message apart', () => {
    expect(() => decodeWireFrame(encodeWireSplit(fc.sample(splitSamples, { seed: 1, numRuns: 1 })[0], meta))).to.throw(
      FormatError,
      'read it with decodeWireSplit',
    );
  });

  it('never gives more samples than eight for each byte that is allowed', () => {
    const empty = {
      parts: [undefined],
      bases: [0],
      bits: [0],
      length: 512,
      start: 0,
      info: streamInfo({ channels: 1 }),
    };
    expect(decodeWireSplit(encodeWireSplit(empty, meta), { maxBytes: 64 }).split.length).to.equal(512);
    const more = encodeWireSplit({ ...empty, length: 513 }, meta);
    expect(() => decodeWireSplit(more, { maxBytes: 64 })).to.throw(FormatError, 'at most 512 samples, got 1 x 513');
  });

  it('throws FormatError or gives the one encoding, whatever 30,000 mutations with a mended CRC say', function () {
    this.timeout(60_000);
    const generator = random(79);
    const pool = fc.sample(splitSamples, { seed: 78, numRuns: 200 }).map(s => encodeWireSplit(s, meta));
    const pick = (n: number) => Math.floor(generator.uniform() * n);
    let read = 0;
    for (let turn = 0; turn < 30_000; turn++) {
      const bytes = pool[pick(pool.length)].slice();
      for (let k = pick(3); k >= 0; k--)
        bytes[5 + pick(bytes.length - 10)] = generator.uniform() < 0.5 ? pick(256) : pick(8);
      new DataView(bytes.buffer).setUint32(bytes.length - 4, slowCrc32c(bytes.subarray(0, -4)));
      try {
        const wire = decodeWireSplit(bytes);
        expect(encodeWireSplit(wire.split, wire)).to.deep.equal(bytes);
        read++;
      } catch (error) {
        if (!(error instanceof FormatError)) throw error;
      }
    }
    expect(read).to.be.above(300);
  });
});
