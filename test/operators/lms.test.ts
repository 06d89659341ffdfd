import { expect } from 'chai';
import { from, lastValueFrom, toArray } from 'rxjs';
import { lms } from '../../operators/index.js';
import { lifecycle, wave } from './lifecycle.js';

describe('lms', () => {
  it('cancels in a channel what the reference channel explains', async () => {
    // the wave's second channel is 8 times its first: one tap is enough
    const out = await lastValueFrom(from(wave(960, 16)).pipe(lms({ taps: 1, reference: 1 }), toArray()));
    expect(Math.max(...out.slice(-10).flatMap(f => [...f.data.subarray(0, 16)].map(Math.abs)))).to.be.below(1e-6);
  });

  lifecycle('lms', { operator: lms({ taps: 4 }) });
});
