import { expect } from 'chai';
import { from, lastValueFrom } from 'rxjs';
import { minMax } from '../../lib/ranges/index.js';
import { measure } from '../../operators/index.js';
import { lifecycle, wave } from './lifecycle.js';

describe('measure', () => {
  it('gives the value of the whole stream, once, at the end', async () => {
    const range = await lastValueFrom(from(wave(96, 16)).pipe(measure(minMax)));
    expect(range.max[1]).to.equal(Math.fround(8 * range.max[0]));
  });

  lifecycle('measure', { operator: measure(minMax), emptyGivesNothing: false });
});
