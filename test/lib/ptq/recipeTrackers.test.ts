import { expect } from 'chai';
import { dense, sequential, softmax } from '../../../lib/network.js';
import { activationRanges, recipeTrackers } from '../../../lib/ptq/index.js';
import { random } from '../../../lib/random.js';

const network = sequential({
  name: 'n',
  input: [2],
  layers: [dense({ units: 3, name: 'a' }), dense({ units: 2, name: 'logits' }), softmax({ name: 'p' })],
});
const generator = random(5);
const windows = Array.from({ length: 400 }, () => [new Float32Array(2).map(() => generator.normal())]);

describe('recipeTrackers', () => {
  it('never clip outputs, nor what a softmax makes them of', () => {
    const recipe = { activations: { bits: 4, range: 'mse' } } as const;
    const clipped = activationRanges(network, { tracker: recipeTrackers(network, recipe) });
    const whole = activationRanges(network);
    for (const [window] of windows) for (const ranges of [clipped, whole]) ranges.push(window);
    const [own, all] = [clipped.value(), whole.value()];
    for (const name of ['logits', 'p']) expect(own.get(name), name).to.deep.equal(all.get(name));
    for (const name of ['input', 'a']) {
      expect(own.get(name)?.bits).to.equal(4);
      expect(own.get(name)?.max[0]).to.be.below(all.get(name)?.max[0] ?? 0);
    }
  });
});
