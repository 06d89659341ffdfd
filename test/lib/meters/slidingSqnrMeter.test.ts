import { expect } from 'chai';
import { type Frame, frame } from '../../../lib/frame.js';
import { comparisonOf, slidingSqnrMeter } from '../../../lib/meters/index.js';
import { affine, affineParams, encodeFrame } from '../../../lib/quantizers/index.js';
import { summaryLaws } from '../../laws.js';

const unitSteps = affineParams({ scale: 1, bits: 4 });
const compare = (f: Frame) => comparisonOf(encodeFrame(affine(), f, unitSteps));
const pair = (x: number[], y: number[], start = 0) => ({
  reference: frame(Float32Array.from(x), { start }),
  test: frame(Float32Array.from(y), { start }),
});

describe('slidingSqnrMeter', () => {
  it('knows the last samples and no others', () => {
    const meter = slidingSqnrMeter({ samples: 3 });
    meter.push(pair([100, 3, 1], [0, 2, 1]));
    meter.push(pair([2], [0], 3));
    const { channels, total } = meter.value();
    expect(channels[0]).to.include({ mean: 2, variance: 2 / 3, noise: (1 + 0 + 4) / 3 });
    expect(channels[0].power).to.be.closeTo((9 + 1 + 4) / 3, 1e-15);
    expect(total.sqnr).to.be.closeTo(10 * Math.log10(2 / 5), 1e-12);
    expect(total.sqnrWithOffset).to.be.closeTo(10 * Math.log10(14 / 5), 1e-12);
  });

  it('keeps no rounding error of a spike of 1e18', () => {
    const meter = slidingSqnrMeter({ samples: 2 });
    meter.push(pair([1e18, 1, 1], [0, 0.5, 0.5]));
    expect(meter.value().channels[0]).to.include({ power: 1, noise: 0.25 });
  });

  it('counts the window in absolute indices: a gap empties it', () => {
    const meter = slidingSqnrMeter({ samples: 4 });
    meter.push(pair([5, 5], [5, 5]));
    meter.push(pair([1], [0], 4)); // the window is [1, 5): one old sample, two missing
    expect(meter.value().channels[0]).to.include({ mean: 3, variance: 4, noise: 1 / 2 });
    meter.push(pair([2], [0], 1000));
    expect(meter.value().channels[0]).to.include({ power: 4, noise: 4 });
  });

  it('refuses time that runs backwards, and windows that do not fit', () => {
    const meter = slidingSqnrMeter({ samples: 4 });
    meter.push(pair([1], [1], 5));
    expect(() => meter.push(pair([1], [1], 4))).to.throw(Error, 'follow each other');
    expect(() => slidingSqnrMeter({ samples: 2 ** 22 + 1 })).to.throw(RangeError, 'samples');
    const wide = frame(new Float32Array(64), { channels: 64 });
    expect(() => slidingSqnrMeter({ samples: 2 ** 20 }).push({ reference: wide, test: wide })).to.throw(
      Error,
      'shorten',
    );
  });

  summaryLaws('slidingSqnrMeter', { make: () => slidingSqnrMeter({ samples: 20 }), input: compare });
});
