import { expect } from 'chai';
import type { Network } from '../../../lib/graph/network.js';
import { evaluate } from '../../../scripts/training/evaluate.js';

describe('evaluate', () => {
  it('counts right answers, and what was taken for what', () => {
    const identity: Network = {
      ...{ name: 'identity', arithmetic: 'float32', outputs: ['scores'], labels: ['a', 'b'] },
      inputs: [{ name: 'input', shape: [2] }],
      layers: [
        {
          ...{ type: 'dense', name: 'scores', inputs: ['input'], activation: 'none' },
          weights: { shape: [2, 2], data: Float32Array.of(1, 0, 0, 1) },
          bias: { shape: [2], data: new Float32Array(2) },
        },
      ],
    };
    // answers b, a, a; truth b, a, b
    const windows = { inputs: Float32Array.of(0, 1, 1, 0, 3, 2), labels: Uint8Array.of(1, 0, 1), count: 3 };
    const { accuracy, confusion, windows: count } = evaluate(identity, windows);
    expect(count).to.equal(3);
    expect(accuracy).to.be.closeTo(2 / 3, 1e-12);
    expect(confusion).to.deep.equal([
      [1, 0],
      [1, 1],
    ]);
  });
});
