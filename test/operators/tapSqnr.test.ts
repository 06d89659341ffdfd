import { expect } from 'chai';
import { from, lastValueFrom, toArray } from 'rxjs';
import type { LiveSqnrReport } from '../../lib/meters/index.js';
import { affine, encodeFrame } from '../../lib/quantizers/index.js';
import { quantize, sqnr, tapSqnr } from '../../operators/index.js';
import { lifecycle, wave } from './lifecycle.js';

const quantizer = affine({ bits: 8 });
const params = quantizer.design({ min: [-8], max: [8] });

describe('tapSqnr', () => {
  it('lets frames through untouched and ends with the figures that sqnr gives', async () => {
    const reports: LiveSqnrReport[] = [];
    const coded$ = from(wave(96, 16)).pipe(quantize({ quantizer, params }));
    const frames = await lastValueFrom(coded$.pipe(tapSqnr({ every: 40, onReport: r => reports.push(r) }), toArray()));
    expect(frames).to.deep.equal(await lastValueFrom(coded$.pipe(toArray())));
    expect(reports.map(r => r.total.samples)).to.deep.equal([80, 160, 192]);
    const { channels, total } = await lastValueFrom(coded$.pipe(sqnr()));
    channels.forEach((figures, c) => expect(reports.at(-1)?.channels[c]).to.deep.include(figures));
    expect(reports.at(-1)?.total).to.deep.include(total);
  });

  lifecycle('tapSqnr', { operator: tapSqnr({ onReport: () => {} }), input: f => encodeFrame(quantizer, f, params) });
});
