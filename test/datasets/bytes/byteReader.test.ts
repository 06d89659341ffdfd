import { expect } from 'chai';
import { ByteReader } from '../../../datasets/bytes/byteReader.js';
import type { ByteSource } from '../../../datasets/bytes/byteSource.js';

/** Bytes 0, 1, 2 ... in pieces of `size`. */
function counting(total: number, size: number): ByteSource {
  let at = 0;
  return {
    read(into) {
      const count = Math.min(size, into.length, total - at);
      for (let k = 0; k < count; k++) into[k] = (at + k) & 255;
      at += count;
      return Promise.resolve(count);
    },
    close: () => Promise.resolve(),
  };
}

describe('ByteReader', () => {
  it('peeks, takes and skips the same bytes however they arrive', async () => {
    for (const size of [1, 3, 70_000]) {
      const reader = new ByteReader(counting(200_000, size));
      expect([...(await reader.peek(3))]).to.deep.equal([0, 1, 2]);
      expect([...(await reader.take(2))]).to.deep.equal([0, 1]);
      expect(await reader.skip(150_000)).to.equal(150_000);
      expect((await reader.take(2))[0]).to.equal(150_002 & 255);
      expect(reader.position).to.equal(150_004);
      expect(await reader.skip(Infinity)).to.equal(49_996);
      expect((await reader.take(5)).length).to.equal(0);
      expect(reader.total).to.equal(200_000);
    }
  });

  it('gives all of a large piece, and what is left at the end', async () => {
    const reader = new ByteReader(counting(300_000, 1000));
    const view = await reader.take(250_000);
    expect(view.length).to.equal(250_000);
    expect(view.every((byte, k) => byte === (k & 255))).to.equal(true);
    expect((await reader.take(250_000)).length).to.equal(50_000);
  });

  it('takes no memory for bytes that are promised and do not come', async () => {
    const reader = new ByteReader(counting(10, 10));
    const before = process.memoryUsage().arrayBuffers;
    expect((await reader.peek(2 ** 40)).length).to.equal(10);
    expect(process.memoryUsage().arrayBuffers - before).to.be.below(1e6);
  });
});
