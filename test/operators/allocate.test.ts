import { expect } from 'chai';
import { from, lastValueFrom, toArray } from 'rxjs';
import { allocate } from '../../operators/index.js';
import { lifecycle, wave } from './lifecycle.js';

const options = { budget: { bitsPerSecond: 1200 }, every: 48 };

describe('allocate', () => {
  it('gives the channel that is 8 times stronger 3 bits more', async () => {
    const blocks = await lastValueFrom(from(wave(96, 16)).pipe(allocate(options), toArray()));
    // 12 bits a sample at 100 Hz: 7.5 and 4.5 by water-filling, whole bits next to them
    for (const { bits } of blocks) {
      expect(bits[0] + bits[1]).to.equal(12);
      expect(bits[1] - bits[0]).to.be.within(2, 4);
    }
  });

  lifecycle('allocate', { operator: allocate(options) });
});
