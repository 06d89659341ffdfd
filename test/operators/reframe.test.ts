import { expect } from 'chai';
import { from } from 'rxjs';
import { reframe } from '../../operators/index.js';
import { lifecycle, wave } from './lifecycle.js';

describe('reframe', () => {
  it('throws wrong options at the call, before anyone subscribes', () => {
    expect(() => reframe({ size: -1 })).to.throw(
      RangeError,
      "reframe: size must be an integer in [1, 16777216] samples, or a time such as '1s', '250ms', '2min' or '24h', got -1",
    );
  });

  it('sends bad data down as an error notification', () => {
    let error: unknown;
    const [first] = wave(16, 16);
    from([first, first])
      .pipe(reframe({ size: 5 }))
      .subscribe({ error: (e: unknown) => (error = e) });
    expect(error).to.have.property('code', 'data-order');
  });

  lifecycle('reframe', { operator: reframe({ size: 10 }) });
});
