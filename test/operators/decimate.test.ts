import { expect } from 'chai';
import { from, lastValueFrom, toArray } from 'rxjs';
import { frame } from '../../lib/frame.js';
import { decimate } from '../../operators/index.js';
import { lifecycle } from './lifecycle.js';

describe('decimate', () => {
  it('keeps a constant, at a rate that is factor times lower', async () => {
    const frames = [frame(new Float32Array(64).fill(0.5))];
    const out = await lastValueFrom(from(frames).pipe(decimate({ factor: 8, order: 1 }), toArray()));
    const samples = out.flatMap(f => [...f.data]);
    expect(samples.length).to.be.within(7, 8);
    for (const y of samples) expect(y).to.be.closeTo(0.5, 1e-6);
  });

  lifecycle('decimate', { operator: decimate({ factor: 4 }) });
});
