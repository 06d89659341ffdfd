import { expect } from 'chai';
import { from, lastValueFrom, toArray } from 'rxjs';
import { frame, streamInfo } from '../../lib/frame.js';
import { MICRO_WAKE_WORD } from '../../lib/frontend/index.js';
import { microFrontend } from '../../operators/index.js';
import { lifecycle } from './lifecycle.js';

describe('microFrontend', () => {
  it('emits a frame of features for the windows that a frame of samples completes', async () => {
    const info = streamInfo({ channels: 1, sampleRate: 16000 });
    const chunks = Array.from({ length: 10 }, (_, k) => frame(new Float32Array(160), { start: 160 * k, info }));
    const frames = await lastValueFrom(from(chunks).pipe(microFrontend(MICRO_WAKE_WORD), toArray()));
    expect(frames.map(f => [f.start, f.length])).to.deep.equal([0, 1, 2, 3, 4, 5, 6, 7].map(k => [k, 1]));
  });

  const mono = streamInfo({ channels: 1, sampleRate: 100 });
  lifecycle('microFrontend', {
    operator: microFrontend({ sampleRate: 100, size: 16, hop: 4, channels: 2, lowerBandLimit: 1, upperBandLimit: 40 }),
    input: f => frame(f.data.slice(0, f.length), { start: f.start, info: mono }),
  });
});
