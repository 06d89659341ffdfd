import { expect } from 'chai';
import { from, lastValueFrom, pipe, toArray } from 'rxjs';
import { allocate, unallocate } from '../../operators/index.js';
import { lifecycle, wave } from './lifecycle.js';

describe('unallocate', () => {
  it('decodes what allocate has split, within half a step of each channel', async () => {
    const frames = wave(96, 96);
    const [f] = await lastValueFrom(
      from(frames).pipe(
        allocate({ budget: { bitsPerSecond: 3000 }, weights: [1, 1], every: 96, maxBits: 12, sourceBytes: 1 }),
        unallocate(),
        toArray(),
      ),
    );
    // 30 bits a sample, at most 12 of them for parameters and headers, for two channels that are 3 bits apart: at least 6 and 9
    // bits over ranges of 2 and 16, and half a step
    // more where the zero point was rounded
    [2, 16].forEach((range, c) => {
      const step = range / (2 ** [6, 9][c] - 1);
      for (let i = 0; i < 96; i++) expect(f.data[c * 96 + i]).to.be.closeTo(frames[0].data[c * 96 + i], step);
    });
  });

  lifecycle('unallocate', { operator: pipe(allocate({ budget: { sqnr: 20 }, every: 16 }), unallocate()) });
});
