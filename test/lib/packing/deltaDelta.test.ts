import { expect } from 'chai';
import fc from 'fast-check';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FormatError } from '../../../lib/errors.js';
import { bitsPerSample } from '../../../lib/packing/bitsPerSample.js';
import { deltaDelta } from '../../../lib/packing/deltaDelta.js';
import { simple8bRle } from '../../../lib/packing/simple8bRle.js';
import { sharedData } from '../../sharedData.js';
import { atLeastOne } from '../../atLeastOne.js';

describe('deltaDelta', () => {
  it('codes differences of differences as unsigned integers', () => {
    // 10 13 16 18: differences 10 3 3 2, theirs 10 -7 0 -1, zigzag 20 13 0 1
    const bytes = deltaDelta.encode(Int32Array.of(10, 13, 16, 18));
    expect(Array.from(simple8bRle.decode(bytes, new Uint32Array(4)))).to.deep.equal([20, 13, 0, 1]);
    expect(Array.from(deltaDelta.decode(bytes, new Int32Array(4)))).to.deep.equal([10, 13, 16, 18]);
  });

  it('costs next to nothing for a clock that ticks evenly', () => {
    const ticks = BigInt64Array.from(
      { length: 10_000 },
      (_, i) => 1_717_700_000_123_456_789n + 38_461_538n * BigInt(i),
    );
    const bytes = deltaDelta.encode(ticks);
    expect(bytes.length).to.equal(8 + 8 + 3 * 8); // head; selectors; first time, first step, a run of zeros
    expect(bitsPerSample(bytes, ticks.length)).to.be.below(0.04);
    expect(deltaDelta.decode(bytes, new BigInt64Array(10_000))).to.deep.equal(ticks);
  });

  it('gives every list of 32-bit integers back', () => {
    fc.assert(
      fc.property(fc.int32Array({ maxLength: 100 }), x => {
        const bytes = deltaDelta.encode(x);
        expect(deltaDelta.lengthOf(bytes)).to.equal(x.length);
        expect(deltaDelta.decode(bytes, new Int32Array(x.length))).to.deep.equal(x);
      }),
      { numRuns: 1000, seed: 71 },
    );
  });

  it('gives every list of 64-bit integers back, and leaves the input alone', () => {
    fc.assert(
      fc.property(fc.bigInt64Array({ maxLength: 60 }), x => {
        const before = x.slice();
        expect(deltaDelta.decode(deltaDelta.encode(x), new BigInt64Array(x.length))).to.deep.equal(before);
        expect(x).to.deep.equal(before);
      }),
      { numRuns: 1000, seed: 72 },
    );
  });

  it('codes a part of a larger buffer', () => {
    const x = BigInt64Array.of(9n, 1n, -5n, 9n).subarray(1, 3);
    expect(deltaDelta.decode(deltaDelta.encode(x), new BigInt64Array(2))).to.deep.equal(BigInt64Array.of(1n, -5n));
  });

  it('brings real accelerometer recordings back bit for bit', function () {
    const folder = sharedData();
    if (folder === undefined) return this.skip();
    const recordings = join(folder, 'signals/accel/st_har');
    for (const file of atLeastOne(readdirSync(recordings), recordings)) {
      const rows = readFileSync(join(recordings, file), 'utf8').trim().split('\n');
      const x = Int32Array.from(rows.flatMap(row => row.split(',').map(Number)));
      expect(deltaDelta.decode(deltaDelta.encode(x), new Int32Array(x.length)), file).to.deep.equal(x);
    }
  });

  it('refuses bytes that hold another number of integers', () => {
    expect(() => deltaDelta.decode(deltaDelta.encode(Int32Array.of(1, 2)), new Int32Array(3))).to.throw(FormatError);
  });
});
