import { expect } from 'chai';
import { from, lastValueFrom, toArray } from 'rxjs';
import { frame, streamInfo } from '../../lib/index.js';
import { resample } from '../../operators/index.js';

describe('resample', () => {
  it('gives a stream another rate', async () => {
    const info = streamInfo({ channels: 1, sampleRate: 100 });
    const frames = [0, 50].map(start => frame(new Float32Array(50).fill(3), { start, info }));
    const out = await lastValueFrom(from(frames).pipe(resample({ rate: 50 }), toArray()));
    expect(out.reduce((sum, f) => sum + f.length, 0)).to.equal(50);
    expect(out.every(f => f.info.sampleRate === 50 && f.data.every(x => x === 3))).to.equal(true);
  });
});
