import { expect } from 'chai';
import { frame } from '../../lib/frame.js';
import { dequantizeStage } from '../../lib/index.js';
import { affine, affineParams, encodeFrame } from '../../lib/quantizers/index.js';
import { run } from '../../lib/stage.js';
import { stageLaws } from '../laws.js';

const quantizer = affine({ bits: 8 });
const params = quantizer.design({ min: [-8], max: [8] });

describe('dequantizeStage', () => {
  it('gives scale * (code - zeroPoint)', () => {
    const coded = affineParams({ scale: 0.5, zeroPoint: 3 });
    const { channels, length, start, info } = frame(new Float32Array(3));
    const codes = { data: Int8Array.of(3, 5, -1), channels, length, start, info, params: coded, clipped: 0 };
    const [decoded] = run(dequantizeStage(), [codes]);
    expect(Array.from(decoded.data)).to.deep.equal([0, 1, -2]);
  });

  stageLaws('dequantizeStage', {
    make: dequantizeStage,
    input: f => encodeFrame(quantizer, f, params),
  });
});
