import { expect } from 'chai';
import fc from 'fast-check';
import type { Summary } from '../../../lib/accumulator.js';
import { type Frame, frame, streamInfo } from '../../../lib/frame.js';
import {
  type Comparison,
  comparisonOf,
  emaSqnrMeter,
  liveSqnrMeter,
  segmentalSqnrMeter,
  slidingSqnrMeter,
  sqnrMeter,
} from '../../../lib/meters/index.js';
import { affine, encodeFrame, midRise, type Quantizer } from '../../../lib/quantizers/index.js';

/** Rules with a free zero: moved by a whole number of steps, they give the same codes. `top`: the upper end of a range of 16 steps. */
const RULES: readonly { readonly quantizer: Quantizer; readonly top: number }[] = [
  { quantizer: affine({ bits: 4, axis: 'channel', zero: 'free' }), top: 8 },
  { quantizer: affine({ bits: 4, axis: 'channel', zero: 'free', span: 'halfOpen' }), top: 9 },
  { quantizer: affine({ bits: 4, axis: 'channel', zero: 'free', rounding: 'halfAway' }), top: 8 },
];

const METERS: Readonly<Record<string, () => Summary<Comparison, unknown>>> = {
  sqnrMeter: () => sqnrMeter(),
  emaSqnrMeter: () => emaSqnrMeter({ samples: 20 }),
  slidingSqnrMeter: () => slidingSqnrMeter({ samples: 30 }),
  segmentalSqnrMeter: () => segmentalSqnrMeter({ size: 16 }),
  liveSqnrMeter: () => liveSqnrMeter(),
  'sqnrMeter in a band': () => sqnrMeter({ band: [0, 40] }),
};

const SIZE = 320;
const STEP = 2 ** -6;
const info = streamInfo({ channels: 2, sampleRate: 100 });

/**
 * Integers times 2^-9 within 15 steps of 2^-6, none of them a tie (multiples of the step and a half): so all that follows is
 * exact in float32, whatever is added in whole steps, and an offset can be 10^5 times the variation.
 */
const signal = fc
  .array(fc.integer({ min: 4 - 60, max: 60 - 4 }), { minLength: 2 * SIZE, maxLength: 2 * SIZE })
  .map(list => Float64Array.from(list, n => (2 * n + 1) / 2 ** 10));

function report(
  meter: Summary<Comparison, unknown>,
  { quantizer, top }: (typeof RULES)[number],
  x: Float64Array,
  scales: number[],
  moves: number[],
) {
  const data = Float32Array.from(x, (v, i) => (v + moves[i < SIZE ? 0 : 1]) * scales[i < SIZE ? 0 : 1]);
  const f: Frame = frame(data, { channels: 2, info });
  // 16 levels, one step apart, from -7.5 steps about the offset on
  const low = moves.map((m, c) => (m - 7 * STEP) * scales[c]);
  const high = moves.map((m, c) => (m + top * STEP) * scales[c]);
  const params = quantizer.design({ min: low, max: high });
  meter.push(comparisonOf(encodeFrame(quantizer, f, params)));
  return meter.value();
}

/** Figures that are ratios about the mean, or counts: offset and unit must not show in them. */
function ratios(value: unknown, path = ''): [string, number][] {
  if (typeof value === 'number') {
    const key = path.slice(path.lastIndexOf('.') + 1);
    return /^(sqnr|granularSqnr|.*alSqnr|medianSqnr|worstSqnr|crest|prdn|errorSteps|samples|overloaded|segments|silent|exact)$/.test(
      key,
    )
      ? [[path, value]]
      : [];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, v]) => ratios(v, `${path}.${key}`));
}

/** In the unit of the signal. */
function lengths(value: unknown, path = ''): [string, number][] {
  if (typeof value === 'number') {
    return /\.(variance|granular|overload|errorVariance|rmse|largestError|step|noise)$/.test(path)
      ? [[path, value]]
      : [];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, v]) => lengths(v, `${path}.${key}`));
}

function expectEqual(a: [string, number][], b: [string, number][], tolerance: number): void {
  expect(a.map(([path]) => path)).to.deep.equal(b.map(([path]) => path));
  a.forEach(([path, x], k) => {
    const y = b[k][1];
    if (Number.isFinite(y)) expect(x, path).to.be.closeTo(y, tolerance * Math.max(Math.abs(y), 1e-30));
    else expect(x, path).to.deep.equal(y);
  });
}

function check(property: (x: Float64Array, rule: (typeof RULES)[number]) => void): void {
  fc.assert(fc.property(signal, fc.constantFrom(...RULES), property), { seed: 20, numRuns: 40 });
}

describe('figures about the mean', () => {
  for (const [name, make] of Object.entries(METERS)) {
    const tolerance = name.includes('band') ? 1e-5 : 1e-9; // filtered samples are float32 numbers

    it(`${name}: a constant added to signal and range changes none, up to 10^5 times the variation`, () => {
      check((x, rule) => {
        const at = (moves: number[]) => report(make(), rule, x, [1, 1], moves);
        const still = at([0, 0]);
        for (const moves of [
          [64 * STEP, -1000 * STEP],
          [2 ** 13, -(2 ** 13)],
        ]) {
          const moved = at(moves);
          expect(ratios(still).filter(([, r]) => Number.isFinite(r)).length).to.be.greaterThan(1);
          expectEqual(ratios(moved), ratios(still), tolerance);
          expectEqual(lengths(moved), lengths(still), tolerance);
        }
      });
    });

    it(`${name}: another unit for all channels, or for one, changes no ratio`, () => {
      check((x, rule) => {
        const at = (scales: number[]) => ratios(report(make(), rule, x, scales, [3 * STEP, 40 * STEP]));
        const still = at([1, 1]);
        for (const scales of [
          [1024, 1024],
          [1, 2 ** -10],
          [2 ** 20, 1],
        ]) {
          expectEqual(at(scales), still, tolerance);
        }
      });
    });
  }

  it('say of a factor that is no power of two the same, but for the rounding of float32 samples', () => {
    check((x, rule) => {
      const at = (scales: number[]) =>
        ratios(report(sqnrMeter(), rule, x, scales, [0, 0])).filter(([p]) => p.endsWith('.sqnr'));
      expectEqual(at([9.81, 1000]), at([1, 1]), 1e-4);
    });
  });

  it('move with a mid-rise rule too, whose zero is half a step off', () => {
    const x = Float64Array.from({ length: 2 * SIZE }, (_, i) => (((i * 37) % 113) - 56.5) / 2 ** 9);
    const quantizer = midRise({ bits: 8, axis: 'channel' });
    const at = (unit: number) => report(sqnrMeter(), { quantizer, top: 8 }, x, [unit, 1], [0, 0]);
    expectEqual(ratios(at(1024)), ratios(at(1)), 1e-9);
  });
});
