import { expect } from 'chai';
import { deEmphasisStage } from '../../../lib/equalizers/index.js';
import { frame } from '../../../lib/frame.js';
import { run } from '../../../lib/stage.js';
import { stageLaws } from '../../laws.js';

describe('deEmphasisStage', () => {
  it('answers an impulse with the powers of its coefficient', () => {
    const [out] = [...run(deEmphasisStage({ coefficient: 0.5 }), [frame(Float32Array.of(1, 0, 0, 0))])];
    expect([...out.data]).to.deep.equal([1, 0.5, 0.25, 0.125]);
  });

  stageLaws('deEmphasisStage', { make: () => deEmphasisStage() });
});
