import { expect } from 'chai';
import { DataError } from '../../../lib/errors.js';
import { frame, type QFrame } from '../../../lib/frame.js';
import { sqnrStage } from '../../../lib/meters/index.js';
import { affine, affineParams, encodeFrame } from '../../../lib/quantizers/index.js';
import { run } from '../../../lib/stage.js';
import { stageLaws } from '../../laws.js';

const quantizer = affine({ bits: 8 });
const params = quantizer.design({ min: [-8], max: [8] });

describe('sqnrStage', () => {
  it('gives the ratio of the variance to the mean squared error, once, behind the end', () => {
    const reference = frame(Float32Array.of(-4, 4, -4, 4));
    const { channels, length, start, info } = reference;
    const data = Int8Array.of(-3, 5, -5, 3); // errors of 1 under a step of 1, variance 16
    const codes: QFrame = {
      ...{ data, channels, length, start, info, reference, clipped: 0 },
      params: affineParams({ scale: 1 }),
    };
    const [report, ...more] = run(sqnrStage(), [codes]);
    expect(report.total.sqnr).to.be.closeTo(10 * Math.log10(16), 1e-12);
    expect(more).to.deep.equal([]);
  });

  it('says by its own name that codes have lost their samples', () => {
    const coded = encodeFrame(quantizer, frame(new Float32Array(4)), params);
    const bare: QFrame = { ...coded, reference: undefined as never };
    expect(() => [...run(sqnrStage(), [bare])]).to.throw(DataError, /^sqnr: frame at/);
  });

  stageLaws('sqnrStage', { make: sqnrStage, input: f => encodeFrame(quantizer, f, params) });
});
