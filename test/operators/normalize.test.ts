import { expect } from 'chai';
import { from, toArray } from 'rxjs';
import { normalize } from '../../operators/index.js';
import { lifecycle, wave } from './lifecycle.js';

describe('normalize', () => {
  it('is made of normalizeStage', () => {
    const [f] = wave(16, 16);
    from([f])
      .pipe(normalize({ gain: 2, mean: 1, std: 4 }), toArray())
      .subscribe(([made]) => expect([...made.data]).to.deep.equal([...f.data.map(x => (2 * x - 1) / 4)]));
  });

  lifecycle('normalize', { operator: normalize({ gain: 2 }) });
});
