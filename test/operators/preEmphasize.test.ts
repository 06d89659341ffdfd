import { expect } from 'chai';
import { from, lastValueFrom, toArray } from 'rxjs';
import { deEmphasize, preEmphasize } from '../../operators/index.js';
import { lifecycle, wave } from './lifecycle.js';

describe('preEmphasize', () => {
  it('is undone by deEmphasize within one rounding of each sample', async () => {
    const frames = wave(96, 16);
    const back = await lastValueFrom(from(frames).pipe(preEmphasize(), deEmphasize(), toArray()));
    const samples = (list: typeof frames) => list.flatMap(f => [...f.data.subarray(0, f.length)]);
    samples(back).forEach((x, i) => expect(x).to.be.closeTo(samples(frames)[i], 2 ** -22));
  });

  lifecycle('preEmphasize', { operator: preEmphasize() });
});
