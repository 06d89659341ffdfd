import { expect } from 'chai';
import { from, lastValueFrom, toArray } from 'rxjs';
import { applyCentres } from '../../lib/equalizers/index.js';
import { halfEven } from '../../lib/rounding.js';
import { centre, uncentre } from '../../operators/index.js';
import { lifecycle, wave } from './lifecycle.js';

describe('uncentre', () => {
  it('gives integers back bit for bit', async () => {
    const codes = wave(96, 16).map(f => ({ ...f, data: f.data.map(x => halfEven(100 * x + 2048)) }));
    const back = await lastValueFrom(from(codes).pipe(centre({ samples: 50 }), uncentre(), toArray()));
    expect(back).to.deep.equal(codes);
  });

  it('refuses a frame that carries no centres', () => {
    let error: unknown;
    from(wave(16, 16))
      .pipe(uncentre())
      .subscribe({ error: (e: unknown) => (error = e) });
    expect(error).to.have.property('message').that.includes('carries no centres; put centre before');
  });

  lifecycle('uncentre', { operator: uncentre(), input: f => applyCentres(f, [4, 0.5]) });
});
