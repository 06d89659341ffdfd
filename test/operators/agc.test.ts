import { expect } from 'chai';
import { from, lastValueFrom, toArray } from 'rxjs';
import { agc, unequalize } from '../../operators/index.js';
import { lifecycle, wave } from './lifecycle.js';

describe('agc', () => {
  it('is inverted exactly by unequalize when gains are powers of two', async () => {
    const frames = wave(96, 16);
    const back = await lastValueFrom(
      from(frames).pipe(
        agc({ target: 1, attack: 0.02, release: 0.1, every: 8, powerOfTwo: true }),
        unequalize(),
        toArray(),
      ),
    );
    const samples = (list: typeof frames) => list.flatMap(f => [...f.data.subarray(0, f.length)]);
    samples(back).forEach((x, i) => expect(x).to.be.closeTo(samples(frames)[i], 0));
  });

  lifecycle('agc', { operator: agc({ target: 1, attack: 0.02, release: 0.1, every: 8, powerOfTwo: true }) });
});
