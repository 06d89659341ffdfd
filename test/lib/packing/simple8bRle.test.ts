import { expect } from 'chai';
import fc from 'fast-check';
import { FormatError } from '../../../lib/errors.js';
import { bitsPerSample } from '../../../lib/packing/bitsPerSample.js';
import { simple8bRle } from '../../../lib/packing/simple8bRle.js';

/** Selectors: integers in a block, bits of each (TimescaleDB, simple8b_rle.h). */
const TABLE = [
  [64, 1],
  [32, 2],
  [21, 3],
  [16, 4],
  [12, 5],
  [10, 6],
  [9, 7],
  [8, 8],
  [6, 10],
  [5, 12],
  [4, 16],
  [3, 21],
  [2, 32],
  [1, 64],
] as const;

/** The integers that bytes stand for, read by definition with bigints. */
function model(bytes: Uint8Array): bigint[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const [count, blocks] = [view.getUint32(0, true), view.getUint32(4, true)];
  const slots = Math.ceil(blocks / 16);
  const out: bigint[] = [];
  for (let b = 0; b < blocks; b++) {
    const selectors = view.getBigUint64(8 + 8 * Math.floor(b / 16), true);
    const selector = Number((selectors >> BigInt(4 * (b % 16))) & 15n);
    const data = view.getBigUint64(8 + 8 * (slots + b), true);
    if (selector === 15) {
      const run = Number(data >> 36n);
      for (let k = 0; k < run; k++) out.push(data & ((1n << 36n) - 1n));
    } else {
      const [integers, bits] = TABLE[selector - 1];
      for (let k = 0; k < integers; k++) out.push((data >> BigInt(k * bits)) & ((1n << BigInt(bits)) - 1n));
    }
  }
  return out.slice(0, count);
}

/** A frame of blocks by hand: selectors and 64-bit words. */
function blocks(count: number, list: readonly (readonly [selector: number, data: bigint])[]): Uint8Array {
  const slots = Math.ceil(list.length / 16);
  const bytes = new Uint8Array(8 + 8 * (slots + list.length));
  const view = new DataView(bytes.buffer);
  view.setUint32(0, count, true);
  view.setUint32(4, list.length, true);
  list.forEach(([selector, data], b) => {
    bytes[8 + (b >> 1)] |= selector << (b % 2 ? 4 : 0);
    view.setBigUint64(8 + 8 * (slots + b), data, true);
  });
  return bytes;
}

const wide = fc.oneof(
  fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  fc.bigInt({ min: 0n, max: 2n ** 36n }),
  fc.bigInt({ min: 0n, max: 300n }),
);
/** Runs of integers of all magnitudes. */
const integers = fc
  .array(fc.tuple(wide, fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 150 }))), { maxLength: 12 })
  .map(runs => runs.flatMap(([value, count]) => new Array<bigint>(count).fill(value)));

describe('simple8bRle', () => {
  it('packs 64 bits into a block of selector 1, the first integer in the lowest', () => {
    const bits = Uint32Array.from({ length: 64 }, (_, i) => (i % 3 === 0 ? 1 : 0));
    const data = BigInt(`0b${Array.from(bits).reverse().join('')}`);
    expect(simple8bRle.encode(bits)).to.deep.equal(blocks(64, [[1, data]]));
  });

  it('takes each selector for as many integers as it holds', () => {
    TABLE.forEach(([count, bits], k) => {
      const [low, high] = [1n << BigInt(bits - 1), (1n << BigInt(bits)) - 1n]; // no narrower selector holds them
      const values = BigUint64Array.from({ length: count }, (_, i) => (i % 2 === 0 ? low : high));
      const data = values.reduce((sum, v, i) => sum | (v << BigInt(i * bits)), 0n);
      if (bits > 1) expect(simple8bRle.encode(values)).to.deep.equal(blocks(count, [[k + 1, data]]));
    });
  });

  it('packs a long run into one block: 28 bits of count over 36 of value', () => {
    const value = 0xf_1234_5678n;
    expect(simple8bRle.encode(new BigUint64Array(100).fill(value))).to.deep.equal(
      blocks(100, [[15, (100n << 36n) | value]]),
    );
    const still = simple8bRle.encode(new Uint32Array(1_000_000).fill(7));
    expect(still.length).to.equal(8 + 8 + 8);
    expect(bitsPerSample(still, 1_000_000)).to.be.below(0.001);
  });

  it('does not put a value of more than 36 bits into a run', () => {
    const values = new BigUint64Array(3).fill(1n << 36n);
    expect(simple8bRle.encode(values)).to.deep.equal(blocks(3, new Array(3).fill([14, 1n << 36n])));
  });

  it('gives every list back, as a model with bigints reads it', () => {
    fc.assert(
      fc.property(integers, list => {
        const bytes = simple8bRle.encode(BigUint64Array.from(list));
        expect(model(bytes)).to.deep.equal(list);
        expect(simple8bRle.lengthOf(bytes)).to.equal(list.length);
        expect(Array.from(simple8bRle.decode(bytes, new BigUint64Array(list.length)))).to.deep.equal(list);
      }),
      { numRuns: 1500, seed: 61 },
    );
  });

  it('codes 32-bit integers to the same bytes as 64-bit ones', () => {
    fc.assert(
      fc.property(integers, list => {
        const values = Uint32Array.from(list, v => Number(v & 0xffffffffn));
        const bytes = simple8bRle.encode(values);
        expect(bytes).to.deep.equal(simple8bRle.encode(BigUint64Array.from(values, BigInt)));
        expect(simple8bRle.decode(bytes, new Uint32Array(values.length))).to.deep.equal(values);
      }),
      { numRuns: 1000, seed: 62 },
    );
  });

  it('never costs more than a block an integer, and the selectors', () => {
    fc.assert(
      fc.property(integers, list => {
        const n = list.length;
        expect(simple8bRle.encode(BigUint64Array.from(list)).length).to.be.at.most(8 + 8 * Math.ceil(n / 16) + 8 * n);
      }),
      { numRuns: 1000, seed: 63 },
    );
  });

  it('reads blocks that are not filled as tightly as could be', () => {
    const loose = blocks(4, [
      [14, 5n],
      [13, (3n << 32n) | 2n],
      [15, (1n << 36n) | 9n],
    ]);
    expect(Array.from(simple8bRle.decode(loose, new Uint32Array(4)))).to.deep.equal([5, 2, 3, 9]);
  });

  it('reads bytes at any place of a buffer', () => {
    const bytes = simple8bRle.encode(Uint32Array.of(1, 2, 3));
    const shifted = new Uint8Array(bytes.length + 3);
    shifted.set(bytes, 3);
    expect(Array.from(simple8bRle.decode(shifted.subarray(3), new Uint32Array(3)))).to.deep.equal([1, 2, 3]);
  });

  it('refuses bytes that do not hang together, without making room for what they claim', () => {
    const run = (2n ** 28n - 1n) << 36n;
    for (const [bytes, why] of [
      [new Uint8Array(7), /must hold at least 8 bytes, got 7/],
      [blocks(1, [[14, 1n]]).subarray(0, 23), /must hold 24 bytes for 1 blocks, got 23/],
      [blocks(1, [[0, 1n]]), /block 0 must hold integers/],
      [blocks(1, [[15, 5n]]), /block 0 must hold integers/],
      [blocks(65, [[1, 1n]]), /must hold 65 integers, got 64/],
      [
        blocks(1, [
          [14, 1n],
          [14, 1n],
        ]),
        /must hold 1 integers, not more blocks, got 2/,
      ],
      [blocks(0, [[14, 1n]]), /not more blocks/],
      [Uint8Array.of(1, 0, 0, 0, 255, 255, 255, 255), /must hold \d+ bytes for 4294967295 blocks, got 8/],
    ] as const) {
      expect(() => simple8bRle.lengthOf(bytes))
        .to.throw(FormatError, why)
        .with.property('code', 'format-wire');
    }
    expect(simple8bRle.lengthOf(blocks(2 ** 28 - 1, [[15, run]]))).to.equal(2 ** 28 - 1);
    expect(() => simple8bRle.decode(blocks(2 ** 28 - 1, [[15, run]]), new Uint32Array(8))).to.throw(
      FormatError,
      'must hold 8 integers, got 268435455',
    );
  });

  it('refuses integers that are wider than the output', () => {
    const bytes = simple8bRle.encode(BigUint64Array.of(1n << 32n));
    expect(() => simple8bRle.decode(bytes, new Uint32Array(1))).to.throw(
      FormatError,
      'must hold integers below 2^32, got 4294967296',
    );
  });

  it('neither crashes nor hangs on any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), fc.nat(200), (bytes, n) => {
        try {
          simple8bRle.decode(bytes, new Uint32Array(n));
        } catch (error) {
          expect(error).to.be.instanceOf(FormatError);
        }
      }),
      { numRuns: 5000, seed: 64 },
    );
  });
});
