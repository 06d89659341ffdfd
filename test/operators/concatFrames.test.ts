import { expect } from 'chai';
import { bufferCount, from, lastValueFrom, map, toArray } from 'rxjs';
import { concatFrames } from '../../operators/index.js';
import { lifecycle, wave } from './lifecycle.js';

describe('concatFrames', () => {
  it('lets bufferCount compose: frames of 5 in threes are frames of 15', async () => {
    const lengths$ = from(wave(60, 5)).pipe(
      bufferCount(3),
      concatFrames(),
      map(f => [f.start, f.length]),
      toArray(),
    );
    expect(await lastValueFrom(lengths$)).to.deep.equal([
      [0, 15],
      [15, 15],
      [30, 15],
      [45, 15],
    ]);
  });

  lifecycle('concatFrames', { operator: concatFrames(), input: f => [f] });
});
