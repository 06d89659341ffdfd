import { expect } from 'chai';
import { from, lastValueFrom, type MonoTypeOperatorFunction, toArray } from 'rxjs';
import type { Frame } from '../../lib/frame.js';
import {
  codeUsageMeter,
  type CodeUsageReport,
  comparisonOf,
  emaSqnrMeter,
  type RecentReport,
  spectralMeter,
  type SpectralReport,
} from '../../lib/meters/index.js';
import { affine } from '../../lib/quantizers/index.js';
import type { Range } from '../../lib/range.js';
import { minMax } from '../../lib/ranges/index.js';
import { quantize, tapMeter } from '../../operators/index.js';
import { lifecycle, wave } from './lifecycle.js';

const quantizer = affine({ bits: 8 });
const params = quantizer.design({ min: [-8], max: [8] });

describe('tapMeter', () => {
  it('shows real frames to a tracker and lets them through untouched', async () => {
    const reports: Range[] = [];
    const frames = wave(96, 16);
    const out$ = from(frames).pipe(tapMeter({ meter: () => minMax(), every: 40, onReport: r => reports.push(r) }));
    expect(await lastValueFrom(out$.pipe(toArray()))).to.deep.equal(frames);
    expect(reports).to.have.length(3);
  });

  it('shows codes to meters of codes, of frames and of comparisons', async () => {
    const [usage, spectra, recent]: [CodeUsageReport[], SpectralReport[], RecentReport[]] = [[], [], []];
    await lastValueFrom(
      from(wave(96, 16)).pipe(
        quantize({ quantizer, params }),
        tapMeter({ meter: codeUsageMeter, every: 32, onReport: r => usage.push(r) }),
        tapMeter({ meter: () => spectralMeter({ size: 48 }), onReport: r => spectra.push(r) }),
        tapMeter({ meter: () => emaSqnrMeter({ samples: 10 }), show: comparisonOf, onReport: r => recent.push(r) }),
      ),
    );
    expect(usage.map(r => r.map(c => c.samples))).to.deep.equal([32, 64, 96].map(n => [n, n]));
    expect(spectra.map(r => r.map(c => c.windows))).to.deep.equal([[2, 2]]);
    expect(recent.map(r => r.channels.map(c => c.name))).to.deep.equal([['ch0', 'ch1']]);
  });

  it('refuses wrong options at the call', () => {
    expect(() => tapMeter({ meter: () => minMax(), every: 0, onReport: () => {} })).to.throw(RangeError, 'every');
    expect(() => tapMeter({ meter: 7 as never, onReport: () => {} })).to.throw(TypeError, 'meter');
  });

  const operator: MonoTypeOperatorFunction<Frame> = tapMeter({ meter: () => minMax(), onReport: () => {} });
  lifecycle('tapMeter', { operator });
});
