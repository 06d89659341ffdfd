import { expect } from 'chai';
import { concat, defer, from, lastValueFrom, map, retry, throwError, toArray } from 'rxjs';
import { restamp, trackRange } from '../../operators/index.js';
import { lifecycle, wave } from './lifecycle.js';

describe('restamp', () => {
  it('lets a stream go on behind retry', async () => {
    let tries = 0;
    const sensor$ = defer(() =>
      concat(from(wave(32, 16)), tries++ < 2 ? throwError(() => new Error('unplugged')) : []),
    );
    const starts$ = sensor$.pipe(
      retry(2),
      restamp(),
      trackRange({ every: 16 }),
      map(f => f.start),
      toArray(),
    );
    expect((await lastValueFrom(starts$)).at(-1)).to.be.at.least(66);
    tries = 0;
    const error = await lastValueFrom(sensor$.pipe(retry(2), trackRange({ every: 16 }))).catch((e: unknown) => e);
    expect(error)
      .to.have.property('message')
      .that.matches(/restarted source .*put restamp in front/s);
  });

  lifecycle('restamp', { operator: restamp() });
});
