import { expect } from 'chai';
import { from } from 'rxjs';
import { applyGains } from '../../lib/equalizers/index.js';
import { unequalize } from '../../operators/index.js';
import { lifecycle, wave } from './lifecycle.js';

describe('unequalize', () => {
  it('refuses a frame that carries no gains', () => {
    let error: unknown;
    from(wave(16, 16))
      .pipe(unequalize())
      .subscribe({ error: (e: unknown) => (error = e) });
    expect(error).to.have.property('message').that.includes('carries no gains; put equalize before');
  });

  lifecycle('unequalize', { operator: unequalize(), input: f => applyGains(f, [4, 0.5]) });
});
