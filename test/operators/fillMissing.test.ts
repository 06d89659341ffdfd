import { expect } from 'chai';
import { from, lastValueFrom, map, toArray } from 'rxjs';
import { affine } from '../../lib/quantizers/index.js';
import { fillMissing, quantize, trackRange } from '../../operators/index.js';
import { lifecycle, wave } from './lifecycle.js';

describe('fillMissing', () => {
  it('lets a live stream outlive one NaN', async () => {
    const holed$ = from(wave(64, 16)).pipe(
      map((f, k) => ({ ...f, data: f.data.map((x, i) => (k === 1 && i === 3 ? NaN : x)) })),
    );
    const coded = pipeOf(holed$.pipe(fillMissing({ within: '50ms' })));
    expect((await coded).reduce((sum, f) => sum + f.length, 0)).to.equal(64);
    const error = await pipeOf(holed$).catch((e: unknown) => e);
    expect(error).to.have.property('message').that.includes('put fillMissing in front');
  });

  lifecycle('fillMissing', { operator: fillMissing({ fill: 'interpolate' }) });
});

function pipeOf(frames$: ReturnType<ReturnType<typeof fillMissing>>) {
  return lastValueFrom(frames$.pipe(trackRange({ every: 16 }), quantize({ quantizer: affine() }), toArray()));
}
