import { expect } from 'chai';
import { OptionRangeError } from '../../../lib/errors.js';
import { bitsPerSample } from '../../../lib/packing/bitsPerSample.js';

describe('bitsPerSample', () => {
  it('is the bits of a block over its samples', () => {
    expect(bitsPerSample(new Uint8Array(3), 8)).to.equal(3);
    expect(bitsPerSample(new Uint8Array(8), 0)).to.equal(0);
  });

  it('wants a count', () => {
    expect(() => bitsPerSample(new Uint8Array(3), -1)).to.throw(OptionRangeError, 'samples');
  });
});
