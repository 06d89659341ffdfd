import { expect } from 'chai';
import { unwhitenStage } from '../../../lib/equalizers/index.js';
import { frame } from '../../../lib/frame.js';
import { run } from '../../../lib/stage.js';
import { stageLaws } from '../../laws.js';

describe('unwhitenStage', () => {
  it('adds what the samples before foretell', () => {
    // x[n] = y[n] + x[n-1] / 2 - x[n-2] / 4
    const [out] = [...run(unwhitenStage({ predictors: [[0.5, -0.25]] }), [frame(Float32Array.of(4, 0, 0, 0))])];
    expect([...out.data]).to.deep.equal([4, 2, 0, -0.5]);
  });

  stageLaws('unwhitenStage', { make: () => unwhitenStage({ predictors: [[0.5, -0.25, 0.1]] }) });
});
