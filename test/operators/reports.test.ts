import { expect } from 'chai';
import { connect, from, lastValueFrom, merge, toArray } from 'rxjs';
import { codeUsageMeter } from '../../lib/meters/index.js';
import { affine } from '../../lib/quantizers/index.js';
import { minMax } from '../../lib/ranges/index.js';
import { quantize, reports } from '../../operators/index.js';
import { lifecycle, wave } from './lifecycle.js';

const quantizer = affine({ bits: 8 });
const params = quantizer.design({ min: [-8], max: [8] });

describe('reports', () => {
  it('gives the values of a meter at exact periods: 100, 200, 300', async () => {
    const coded$ = from(wave(300, 16)).pipe(quantize({ quantizer, params }));
    const usage = await lastValueFrom(coded$.pipe(reports({ meter: codeUsageMeter, every: '1s' }), toArray()));
    expect(usage.map(r => r.map(c => c.samples))).to.deep.equal([100, 200, 300].map(n => [n, n]));
  });

  it('is a branch beside the data', async () => {
    const both = await lastValueFrom(
      from(wave(96, 16)).pipe(
        connect(f$ => merge(f$, f$.pipe(reports({ meter: minMax, every: 48 })))),
        toArray(),
      ),
    );
    expect(both.map(x => ('max' in x ? 'report' : x.start))).to.deep.equal(
      [0, 16, 32, 'report', 48, 64, 80, 'report'], // each behind the frame that completes its period
    );
  });

  it('refuses wrong options at the call', () => {
    expect(() => reports({ meter: minMax, every: 0 })).to.throw(RangeError, 'reports: every');
    expect(() => reports({ meter: 7 as never })).to.throw(TypeError, 'reports: meter');
  });

  lifecycle('reports', { operator: reports({ meter: minMax, every: 16 }), emptyGivesNothing: false });
});
