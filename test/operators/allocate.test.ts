import { expect } from 'chai';
import { from, lastValueFrom, toArray } from 'rxjs';
import { allocate } from '../../operators/index.js';
import { lifecycle, wave } from './lifecycle.js';

const options = { budget: { bitsPerSecond: 3000 }, weights: [1, 1], every: 48, sourceBytes: 1 };

describe('allocate', () => {
  it('gives the channel that is 8 times stronger 3 bits more', async () => {
    const blocks = await lastValueFrom(from(wave(96, 16)).pipe(allocate(options), toArray()));
    // 30 bits a sample at 100 Hz, up to 19 of them for about 110 bytes of parameters and headers
    for (const { bits } of blocks) {
      expect(bits[0] + bits[1]).to.be.within(11, 30);
      expect(bits[1] - bits[0]).to.be.within(2, 4);
    }
  });

  lifecycle('allocate', { operator: allocate(options) });
});
