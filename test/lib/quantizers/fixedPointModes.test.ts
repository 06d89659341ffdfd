import { expect } from 'chai';
import { frame } from '../../../lib/frame.js';
import { fixedPoint } from '../../../lib/quantizers/fixedPoint.js';
import { fixedPointModes } from '../../../lib/quantizers/fixedPointModes.js';
import { encodeFrame } from '../../../lib/quantizers/quantizer.js';

describe('fixedPointModes', () => {
  it('tells the tools apart on ties, on negative fractions and on overflow', () => {
    // SystemC TRN and WRAP; MATLAB fi Nearest and Saturate; fxpmath trunc and saturate, on 4 bits
    const x = Float32Array.of(1.5, -1.5, -0.25, 8, 17, -9);
    const rows = {
      systemC: [1, -2, -1, -8, 1, 7],
      matlab: [2, -1, 0, 7, 7, -8],
      fxpmath: [1, -1, 0, 7, 7, -8],
    };
    for (const tool of Object.keys(rows) as (keyof typeof rows)[]) {
      const quantizer = fixedPoint({ integerBits: 4, fractionBits: 0, signBit: 'counted', ...fixedPointModes[tool] });
      expect(Array.from(encodeFrame(quantizer, frame(x), quantizer.params).data), tool).to.deep.equal(rows[tool]);
    }
  });

  it('cannot be changed', () => {
    expect([fixedPointModes, ...Object.values(fixedPointModes)].every(Object.isFrozen)).to.be.true;
  });
});
