import { executor as executorOf } from '../../lib/executor.js';
import { expect } from 'chai';

import { random } from '../../../lib/random.js';
import { activityLayers, activityNetwork } from '../../../scripts/training/activityNetwork.js';

describe('activityNetwork', () => {
  it('computes in the float reference what the trained layers compute in float64, to float32 rounding', () => {
    const layers = activityLayers(random(5));
    const executor = executorOf(activityNetwork(layers));
    const draw = random(6);
    const scores = new Float32Array(4);
    for (let n = 0; n < 20; n++) {
      const x = Float32Array.from({ length: 64 * 3 }, () => draw.normal());
      executor.run(x, scores);
      const logits = layers.reduce<Float64Array>((y, layer) => layer.forward(y), Float64Array.from(x));
      const sum = logits.reduce((total, z) => total + Math.exp(z), 0);
      // weights and activations are rounded to 2^-24 each; the four layers' errors stay far below 1e-5 of a logit of 10
      logits.forEach((z, k) => expect(scores[k]).to.be.closeTo(Math.exp(z) / sum, 1e-5));
    }
  });
});
