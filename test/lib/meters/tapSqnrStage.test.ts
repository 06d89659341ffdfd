import { expect } from 'chai';
import { DataError } from '../../../lib/errors.js';
import { frame, type QFrame } from '../../../lib/frame.js';
import { tapSqnrStage } from '../../../lib/meters/index.js';
import { affine, encodeFrame } from '../../../lib/quantizers/index.js';
import { run } from '../../../lib/stage.js';
import { stageLaws } from '../../laws.js';

const quantizer = affine({ bits: 8 });
const params = quantizer.design({ min: [-8], max: [8] });
const coded = (start: number) => encodeFrame(quantizer, frame(Float32Array.of(1, -1, 2), { start }), params);

describe('tapSqnrStage', () => {
  it('lets codes through and reports at multiples of every and at the end', () => {
    const samples: number[] = [];
    const stage = tapSqnrStage({ every: 2, onReport: r => samples.push(r.total.samples) });
    const frames = [coded(0), coded(3)];
    expect([...run(stage, frames)]).to.deep.equal(frames);
    expect(samples).to.deep.equal([2, 4, 6]);
  });

  it('says by its own name what is wrong', () => {
    const bare: QFrame = { ...coded(0), reference: undefined as never };
    expect(() => [...run(tapSqnrStage({ onReport: () => {} }), [bare])]).to.throw(DataError, /^tapSqnr: frame at/);
    expect(() => tapSqnrStage({ every: 0, onReport: () => {} })).to.throw(RangeError, /^tapSqnr: every/);
  });

  stageLaws('tapSqnrStage', {
    make: () => tapSqnrStage({ every: 5, onReport: () => {} }),
    input: f => encodeFrame(quantizer, f, params),
  });
});
