import { expect } from 'chai';
import { from, lastValueFrom, toArray } from 'rxjs';
import { decide } from '../../operators/index.js';
import { lifecycle, wave } from './lifecycle.js';

describe('decide', () => {
  it('tells when the louder channel leads', async () => {
    // channel 1 is eight times channel 0: it leads where the sine is above 0
    const out = await lastValueFrom(from(wave(12, 5)).pipe(decide(), toArray()));
    expect(out.map(d => [d.index, d.name])).to.deep.equal([
      [0, 'ch0'],
      [1, 'ch1'],
      [10, 'ch0'],
    ]);
  });

  lifecycle('decide', { operator: decide() });
});
