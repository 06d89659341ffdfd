import { expect } from 'chai';
import { random } from '../../../lib/random.js';
import { dense } from '../../../scripts/training/layers.js';
import { train } from '../../../scripts/training/train.js';

describe('train', () => {
  it('learns to tell two separable classes, with a falling loss', () => {
    const draw = random(1);
    const count = 400;
    const labels = Uint8Array.from({ length: count }, (_, i) => i % 2);
    const inputs = Float32Array.from({ length: 2 * count }, (_, j) => draw.normal() + (labels[j >> 1] ? 4 : -4));
    const layer = dense(2, 2, false, random(2));
    const losses: number[] = [];
    const options = { epochs: 10, batch: 20, rate: 0.05, decay: 0, smoothing: 0, seed: 3 };
    train([layer], { inputs, labels, count }, { ...options, report: (_, loss) => losses.push(loss) });
    expect(losses).to.have.length(10);
    expect(losses[9]).to.be.below(losses[0]);
    for (let i = 0; i < count; i++) {
      const [a, b] = layer.forward(Float64Array.from(inputs.subarray(2 * i, 2 * i + 2)));
      expect(b > a ? 1 : 0).to.equal(labels[i]);
    }
  });

  it('drives the logits of one certain class to ln((1 - s/2) / (s/2)) apart under smoothing s', () => {
    const layer = dense(1, 2, false, random(2));
    const options = { epochs: 400, batch: 10, rate: 0.05, decay: 0, smoothing: 0.1, seed: 3, report: () => undefined };
    train([layer], { inputs: new Float32Array(10).fill(1), labels: new Uint8Array(10), count: 10 }, options);
    const [a, b] = layer.forward(Float64Array.of(1));
    expect(a - b).to.be.closeTo(Math.log(0.95 / 0.05), 0.01);
  });
});
