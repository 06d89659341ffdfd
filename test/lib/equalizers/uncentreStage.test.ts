import { expect } from 'chai';
import { applyCentres, uncentreStage } from '../../../lib/equalizers/index.js';
import { frame } from '../../../lib/frame.js';
import { run } from '../../../lib/stage.js';
import { stageLaws } from '../../laws.js';

describe('uncentreStage', () => {
  it('puts back what was taken off, and carries no centres any more', () => {
    const f = frame(Float32Array.of(2048, 2050));
    const [back] = run(uncentreStage(), [applyCentres(f, [2048])]);
    expect(back).to.deep.equal(f);
  });

  stageLaws('uncentreStage', { make: uncentreStage, channels: 2, input: f => applyCentres(f, [4, 0.5]) });
});
