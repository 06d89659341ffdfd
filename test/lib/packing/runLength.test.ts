import { expect } from 'chai';
import fc from 'fast-check';
import { FormatError, OptionRangeError } from '../../../lib/errors.js';
import { runLength, unrunLength } from '../../../lib/packing/runLength.js';

describe('runLength', () => {
  it('gives each run once with its length', () => {
    const { values, counts } = runLength(Int8Array.of(5, 5, 5, -1, 5, 0, 0));
    expect(values).to.deep.equal(Int8Array.of(5, -1, 5, 0));
    expect(counts).to.deep.equal(Uint32Array.of(3, 1, 1, 2));
  });

  it('comes back exactly, and neighbouring runs differ', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -2, max: 2 }), { maxLength: 60 }), list => {
        const x = Int16Array.from(list);
        const runs = runLength(x);
        expect(unrunLength(runs, new Int16Array(x.length))).to.deep.equal(x);
        for (let k = 1; k < runs.values.length; k++) expect(runs.values[k]).to.not.equal(runs.values[k - 1]);
      }),
      { numRuns: 1000, seed: 41 },
    );
  });

  it('refuses runs that do not make up the output, before writing', () => {
    const out = Int8Array.of(7, 7, 7);
    for (const counts of [
      [1, 1],
      [1, 3],
      [2 ** 32 - 1, 4],
    ]) {
      expect(() => unrunLength({ values: Int8Array.of(1, 2), counts: Uint32Array.from(counts) }, out)).to.throw(
        FormatError,
        `unrunLength: the runs must hold 3 values, got ${counts[0] + counts[1]}`,
      );
    }
    expect(() => unrunLength({ values: Int8Array.of(1, 2), counts: Uint32Array.of(0, 3) }, out)).to.throw(
      FormatError,
      'run 0 is empty',
    );
    expect(() => unrunLength({ values: Int8Array.of(1, 2), counts: Uint32Array.of(3) }, out)).to.throw(
      OptionRangeError,
    );
    expect(Array.from(out)).to.deep.equal([7, 7, 7]);
  });
});
