import { expect } from 'chai';
import fc from 'fast-check';
import { frame } from '../../../lib/frame.js';
import { codeUsageMeter, comparisonOf, sqnrMeter } from '../../../lib/meters/index.js';
import { granularEnds } from '../../../lib/meters/granularEnds.js';
import {
  affine,
  affineParams,
  encodeFrame,
  fixedPoint,
  midRise,
  powerOfTwo,
  type Quantizer,
  symmetric,
} from '../../../lib/quantizers/index.js';
import type { QParams } from '../../../lib/qparams.js';

const RULES: readonly Quantizer[] = [
  affine({ bits: 4, zero: 'free' }),
  affine({ bits: 4, zero: 'keep' }),
  symmetric({ bits: 4 }),
  midRise({ bits: 4 }),
  powerOfTwo({ bits: 4 }),
  fixedPoint({ integerBits: 3, fractionBits: 1, signBit: 'separate', rounding: 'halfEven', overflow: 'saturate' }),
];

describe('granularEnds', () => {
  it('agrees with what quantizers count as clipped, ties at both ends included', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...RULES),
        fc.integer({ min: -40, max: 40 }),
        fc.array(fc.integer({ min: -200, max: 200 }), { minLength: 1, maxLength: 50 }),
        (rule, low, list) => {
          // a range of 15 or 14 unit steps, samples at multiples of a quarter: one in two is a tie
          const params = rule.params ?? rule.design({ min: [low], max: [low + 15] });
          const f = frame(Float32Array.from(list, n => n / 4));
          const codes = encodeFrame(rule, f, params);
          const [meter, usage] = [sqnrMeter(), codeUsageMeter()];
          meter.push(comparisonOf(codes));
          usage.push(codes);
          expect(meter.value().total.overloaded, `${rule.name} ${low}`).to.equal(codes.clipped);
          expect(usage.value()[0].clipRate).to.equal(codes.clipped / list.length);
        },
      ),
      { seed: 7, numRuns: 500 },
    );
  });

  it('leaves out the end that rounds outwards, by the smallest amount that float32 knows', () => {
    expect(granularEnds(affineParams({ scale: 1, bits: 4 }), 0)).to.deep.equal([-8.5, 7.5 - 2 ** -21]);
    expect(granularEnds(affineParams({ scale: 1, bits: 4, zeroPoint: 1 }), 0)).to.deep.equal([-9.5 + 2 ** -20, 6.5]);
    const mu: QParams = { kind: 'companded', law: 'mu', constant: 255, bits: 8, qmin: -127, qmax: 127, peak: [2] };
    expect(granularEnds(mu, 0)).to.deep.equal([-2, 2]);
  });
});
