import { expect } from 'chai';
import { from, lastValueFrom, toArray } from 'rxjs';
import { affine, deltaSigma, muLaw, powerOfTwo, stochastic } from '../../lib/quantizers/index.js';
import { dequantize, quantize, trackRange } from '../../operators/index.js';
import { lifecycle, wave } from './lifecycle.js';

describe('quantize', () => {
  it('follows a live range: parameters change at stated sample positions and every frame decodes alone', async () => {
    const coded = await lastValueFrom(
      from(wave(96, 7)).pipe(
        trackRange({ every: 24 }),
        quantize({ quantizer: affine({ bits: 12, axis: 'channel' }) }),
        toArray(),
      ),
    );
    expect(coded.map(f => f.start)).to.deep.equal([0, 24, 48, 72]);
    for (const f of coded) {
      const [decoded] = await lastValueFrom(from([f]).pipe(dequantize(), toArray()));
      const step = f.params.kind === 'affine' ? Math.max(...f.params.scale) : NaN;
      decoded.data.forEach((y, i) => expect(Math.abs(y - (f.reference?.data[i] ?? NaN))).to.be.at.most(step));
    }
  });

  it('sends a frame without a range down as an error', () => {
    let error: unknown;
    from(wave(16, 16))
      .pipe(quantize({ quantizer: affine() }))
      .subscribe({ error: (e: unknown) => (error = e) });
    expect(error).to.have.property('message').that.includes('put trackRange or calibrate before, or give range');
  });

  lifecycle('quantize', { operator: quantize({ quantizer: affine(), range: [-8, 8] }) });

  it('takes any of several quantizers', () => {
    const rules = [affine(), muLaw(), deltaSigma()];
    expect(rules.map(quantizer => typeof quantize({ quantizer }))).to.deep.equal(['function', 'function', 'function']);
    const levels = [affine(), powerOfTwo()];
    expect(levels.map(quantizer => stochastic({ quantizer, seed: 1 }).name)).to.deep.equal([
      'stochastic',
      'stochastic',
    ]);
  });
});
