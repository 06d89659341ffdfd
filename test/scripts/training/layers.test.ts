import { expect } from 'chai';
import { random } from '../../../lib/random.js';
import { averagePool1d, conv1d, dense, maxPool1d, type TrainedLayer } from '../../../scripts/training/layers.js';

const cases: Record<string, { layer: TrainedLayer; inputs: number }> = {
  conv1d: { layer: conv1d(9, 2, 3, 4, false, random(1)), inputs: 18 },
  'conv1d with ReLU': { layer: conv1d(9, 2, 3, 4, true, random(2)), inputs: 18 },
  dense: { layer: dense(7, 5, false, random(3)), inputs: 7 },
  'dense with ReLU': { layer: dense(7, 5, true, random(4)), inputs: 7 },
  maxPool1d: { layer: maxPool1d(9, 2, 2), inputs: 18 },
  averagePool1d: { layer: averagePool1d(9, 2, 4), inputs: 18 },
};

for (const [name, { layer, inputs }] of Object.entries(cases)) {
  describe(`the derivative of ${name}`, () => {
    const draw = random(10);
    const x = Float64Array.from({ length: inputs }, () => draw.normal());
    const direction = Float64Array.from(layer.forward(x), () => draw.normal());
    const value = (): number => layer.forward(x).reduce((sum, y, j) => sum + y * direction[j], 0);
    value();
    const byInput = layer.backward(direction).slice();

    /** Central difference; piecewise linear functions have no error but rounding, 1e-16 / 1e-6. */
    function difference(array: Float64Array, i: number): number {
      const kept = array[i];
      array[i] = kept + 1e-6;
      const above = value();
      array[i] = kept - 1e-6;
      const below = value();
      array[i] = kept;
      return (above - below) / 2e-6;
    }

    it('by the input agrees with central differences', () => {
      for (let i = 0; i < inputs; i++) expect(byInput[i]).to.be.closeTo(difference(x, i), 1e-8);
    });

    it('by the weights agrees with central differences', () => {
      for (const { value: weights, gradient } of layer.parameters) {
        for (let i = 0; i < weights.length; i++) expect(gradient[i]).to.be.closeTo(difference(weights, i), 1e-8);
      }
    });
  });
}
