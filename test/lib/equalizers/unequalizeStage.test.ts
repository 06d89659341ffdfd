import { expect } from 'chai';
import { applyGains, unequalizeStage } from '../../../lib/equalizers/index.js';
import { frame } from '../../../lib/frame.js';
import { run } from '../../../lib/stage.js';
import { stageLaws } from '../../laws.js';

describe('unequalizeStage', () => {
  it('divides out gains, exactly where they are powers of two', () => {
    const f = frame(Float32Array.of(0.1, -3));
    const [back] = run(unequalizeStage(), [applyGains(f, [4])]);
    expect(back.data).to.deep.equal(f.data);
    expect(back.gains).to.equal(undefined);
  });

  stageLaws('unequalizeStage', { make: unequalizeStage, channels: 2, input: f => applyGains(f, [4, 0.5]) });
});
