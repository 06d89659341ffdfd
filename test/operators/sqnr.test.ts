import { expect } from 'chai';
import { from, lastValueFrom } from 'rxjs';
import { affine, encodeFrame } from '../../lib/quantizers/index.js';
import { quantize, sqnr } from '../../operators/index.js';
import { lifecycle, wave } from './lifecycle.js';

const quantizer = affine({ bits: 8 });
const params = quantizer.design({ min: [-8], max: [8] });

describe('sqnr', () => {
  it('counts every sample of every channel', async () => {
    const report = await lastValueFrom(from(wave(96, 16)).pipe(quantize({ quantizer, params }), sqnr()));
    expect(report.channels.map(c => c.samples)).to.deep.equal([96, 96]);
    expect(report.total.samples).to.equal(192);
  });

  lifecycle('sqnr', { operator: sqnr(), input: f => encodeFrame(quantizer, f, params), emptyGivesNothing: false });
});
