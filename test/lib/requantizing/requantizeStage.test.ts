import { expect } from 'chai';
import type { Frame } from '../../../lib/frame.js';
import { requantizeStage } from '../../../lib/requantizing/index.js';
import { affine, affineParams } from '../../../lib/quantizers/index.js';
import { encodeFrame } from '../../../lib/quantizers/quantizer.js';
import { stageLaws } from '../../laws.js';

describe('requantizeStage', () => {
  it('refuses what is no affine encoding at the call', () => {
    expect(() => requantizeStage({} as { params: ReturnType<typeof affineParams> })).to.throw(
      TypeError,
      'requantize: params must be affine parameters',
    );
  });

  stageLaws('requantizeStage', {
    make: () => requantizeStage({ params: affineParams({ scale: 0.1, zeroPoint: 3 }) }),
    input: (f: Frame) => encodeFrame(affine(), f, affineParams({ scale: 0.07, zeroPoint: -4 })),
  });
});
