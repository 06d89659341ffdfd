import { expect } from 'chai';
import { decodeFrame } from '../../../lib/decode.js';
import { frame } from '../../../lib/frame.js';
import { predictNoise } from '../../../lib/meters/index.js';
import { affine, affineParams, noiseFilters, shaped } from '../../../lib/quantizers/index.js';
import { run } from '../../../lib/stage.js';

const unit = affineParams({ bits: 4, scale: 1 }); // levels -8 to 7

describe('predictNoise', () => {
  it('is the square of the distance where points are exact, beyond the ends too', () => {
    const points = { values: [-10, 0.25, 2, 7.4], counts: [1, 2, 4, 1] };
    expect(predictNoise(unit, points)).to.be.closeTo((4 + 2 / 16 + 0 + 0.16) / 8, 1e-12);
  });

  it('is step^2 / 12 for a density that is even over whole steps, 1/3 u^3 for one beyond the top', () => {
    expect(predictNoise(unit, { values: [0], counts: [1], width: 5 })).to.be.closeTo(1 / 12, 1e-12);
    // even on [6.5, 9.5]: the integral of u^2 from -0.5 to 2.5, over 3
    const beyond = (2.5 ** 3 + 0.5 ** 3) / 3 / 3;
    expect(predictNoise(unit, { values: [8], counts: [1], width: [3] })).to.be.closeTo(beyond, 1e-12);
  });

  it('averages over dither: Lipshitz, Wannamaker and Vanderkooy, table of powers at constant inputs', () => {
    // in step^2 / 12, at 0, 0.25, 0.5 of a step: rpdf 12 f (1 - f), tpdf 3 at any input, subtractive 1 at any input
    const subtractive = { ...unit, ditherSeed: 1 };
    for (const f of [0, 0.25, 0.37, 0.5]) {
      const points = { values: [f], counts: [1] };
      expect(predictNoise(unit, points, 0, { dither: 'rpdf' })).to.be.closeTo(f * (1 - f), 1e-12);
      expect(predictNoise(unit, points, 0, { dither: 'tpdf' })).to.be.closeTo(3 / 12, 1e-12);
      expect(predictNoise(unit, points, 0, { dither: 'highPassTpdf' })).to.be.closeTo(3 / 12, 1e-12);
      expect(predictNoise(subtractive, points)).to.be.closeTo(1 / 12, 1e-12);
    }
  });

  it('knows what dither does at the ends, where codes saturate', () => {
    // at the top level, tpdf: -1 with 1/8, 0 with 3/4 + 1/8 (the step above saturates)
    const top = { values: [7], counts: [1] };
    expect(predictNoise(unit, top, 0, { dither: 'tpdf' })).to.be.closeTo(1 / 8, 1e-12);
    // one step above it every code is the top one
    expect(predictNoise(unit, { values: [8], counts: [1] }, 0, { dither: 'tpdf' })).to.be.closeTo(1, 1e-12);
    // subtractive, one step above: the integral of (1 + d)^2 over d in [-1/2, 1/2]
    const subtractive = { ...unit, ditherSeed: 1 };
    expect(predictNoise(subtractive, { values: [8], counts: [1] })).to.be.closeTo(13 / 12, 1e-12);
  });

  it('multiplies the noise of a shaped loop by 1 + sum c^2, as measured on a sine', () => {
    const x = frame(Float32Array.from({ length: 40_000 }, (_, i) => Math.sin(0.0123 * i)));
    const quantizer = affine({ bits: 9, zero: 'free' });
    for (const filter of ['firstOrder', 'optimalF3'] as const) {
      const loop = shaped({ quantizer, filter, dither: 'tpdf', seed: 7, range: [-1.1, 1.1] });
      const [codes] = run(loop.encoder(), [x]);
      const y = decodeFrame(codes).data;
      const measured = x.data.reduce((sum, v, i) => sum + (v - y[i]) ** 2, 0) / x.length;
      const points = { values: [0], counts: [1], width: 2 };
      const noise = predictNoise(codes.params, points, 0, { dither: 'tpdf', filter: noiseFilters[filter] }) ?? NaN;
      // a mean of 40,000 squares, correlated over the filter's length: a deviation of 2 % at most
      expect(measured / noise, filter).to.be.closeTo(1, 0.08);
    }
  });

  it('needs no more than it says: undefined where steps follow the data, an error for what is no dither', () => {
    const blocks = { kind: 'blockScaled', bits: 4, qmin: -8, qmax: 7, blockSize: 4, scale: [1] } as const;
    expect(predictNoise(blocks, { values: [1], counts: [1] })).to.equal(undefined);
    expect(() => predictNoise(unit, { values: [1], counts: [1] }, 0, { dither: 'pink' as 'rpdf' })).to.throw(
      RangeError,
      'predictNoise: dither must be one of',
    );
  });
});
