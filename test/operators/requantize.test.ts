import { expect } from 'chai';
import { from, lastValueFrom, toArray } from 'rxjs';
import type { Equalizer } from '../../lib/equalizers/index.js';
import { affine, affineParams, encodeFrame, muLaw } from '../../lib/quantizers/index.js';
import { dequantize, equalize, quantize, requantize, sqnr, unequalize } from '../../operators/index.js';
import { lifecycle, wave } from './lifecycle.js';

const quantizer = affine({ bits: 12 });
const adc = affineParams({ scale: 2 ** -8, bits: 12 });
const params = affineParams({ scale: 2 ** -3, zeroPoint: 2 });

describe('requantize', () => {
  it('re-codes to a step of the new parameters, within half of one', async () => {
    const coded$ = from(wave(96, 16)).pipe(quantize({ quantizer, params: adc }));
    const before = await lastValueFrom(coded$.pipe(dequantize(), toArray()));
    const after = await lastValueFrom(coded$.pipe(requantize({ params }), dequantize(), toArray()));
    after.forEach((f, k) => f.data.forEach((y, i) => expect(Math.abs(y - before[k].data[i])).to.be.at.most(2 ** -4)));
  });

  it('keeps the samples the codes stand for, so that a meter behind it sees the whole loss', async () => {
    const report = await lastValueFrom(
      from(wave(96, 16)).pipe(quantize({ quantizer, params: adc }), requantize({ params }), sqnr()),
    );
    expect(report.total.samples).to.equal(192);
    expect(report.total.sqnr).to.be.lessThan(60);
  });

  it('leads equalized codes back to sensor values where it is told to', async () => {
    const equalizer: Equalizer = { name: 'fixed', design: () => [4, 0.5] };
    const equalized$ = from(wave(96, 16)).pipe(
      equalize({ equalizer, range: { min: [-1, -8], max: [1, 8] } }),
      quantize({ quantizer, params: adc }),
    );
    const before = await lastValueFrom(equalized$.pipe(dequantize(), unequalize(), toArray()));
    const after = await lastValueFrom(equalized$.pipe(requantize({ params, gains: [1] }), dequantize(), toArray()));
    after.forEach((f, k) => {
      expect(f).not.to.have.property('gains');
      f.data.forEach((y, i) => expect(Math.abs(y - before[k].data[i])).to.be.at.most(2 ** -4));
    });
  });

  it('takes companded codes too', async () => {
    const coded$ = from(wave(96, 16)).pipe(quantize({ quantizer: muLaw(), range: [-8, 8] }));
    const before = await lastValueFrom(coded$.pipe(dequantize(), toArray()));
    const after = await lastValueFrom(
      coded$.pipe(requantize({ params: affineParams({ scale: 2 ** -4 }) }), dequantize(), toArray()),
    );
    after.forEach((f, k) =>
      f.data.forEach((y, i) => expect(Math.abs(y - Math.min(before[k].data[i], 127 / 16))).to.be.at.most(2 ** -5)),
    );
  });

  lifecycle('requantize', { operator: requantize({ params }), input: f => encodeFrame(quantizer, f, adc) });
});
