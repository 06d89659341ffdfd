import { expect } from 'chai';
import { from, lastValueFrom, toArray } from 'rxjs';
import { unwhiten, whiten } from '../../operators/index.js';
import { lifecycle, wave } from './lifecycle.js';

const predictors = [[0.5, -0.25]];

describe('whiten', () => {
  it('is undone by unwhiten within one rounding of each sample', async () => {
    const frames = wave(96, 16);
    const back = await lastValueFrom(from(frames).pipe(whiten({ predictors }), unwhiten({ predictors }), toArray()));
    const samples = (list: typeof frames) => list.flatMap(f => [...f.data.subarray(0, f.length)]);
    samples(back).forEach((x, i) => expect(x).to.be.closeTo(samples(frames)[i], 2 ** -22));
  });

  lifecycle('whiten', { operator: whiten({ predictors }) });
});
