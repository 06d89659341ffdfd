import { expect } from 'chai';
import { from, lastValueFrom, toArray } from 'rxjs';
import { frame, streamInfo } from '../../lib/frame.js';
import { resample } from '../../operators/index.js';
import { lifecycle } from './lifecycle.js';

describe('resample', () => {
  it('gives a quarter of the samples at a quarter of the rate', async () => {
    const info = streamInfo({ channels: 1, sampleRate: 104 });
    const frames = [0, 52].map(start => frame(new Float32Array(52).fill(1), { info, start }));
    const out = await lastValueFrom(from(frames).pipe(resample({ rate: 26 }), toArray()));
    expect(out.reduce((sum, f) => sum + f.length, 0)).to.equal(26);
    expect(out[0].info.sampleRate).to.equal(26);
  });

  lifecycle('resample', { operator: resample({ rate: 40 }) });
});
