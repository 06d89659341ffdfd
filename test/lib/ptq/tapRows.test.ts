import { expect } from 'chai';
import { compile, conv1d, conv2d, dense, type LayerPlan, sequential } from '../../../lib/network.js';
import { elementsOf, realValues } from '../../../lib/graph/tensor.js';
import { hasRows, tapRows } from '../../../lib/ptq/tapRows.js';
import { random } from '../../../lib/random.js';

const cases: readonly (readonly [plan: LayerPlan, shape: number[]])[] = [
  [dense({ units: 3 }), [4, 5]],
  [conv1d({ filters: 3, kernel: 3, padding: 'same', stride: 2 }), [2, 7, 4]],
  [conv1d({ filters: 4, kernel: 2, dilation: 3, groups: 2 }), [9, 4]],
  [conv2d({ filters: 6, kernel: [3, 2], padding: 'same', groups: 3 }), [1, 5, 4, 3]],
  [
    conv2d({
      filters: 2,
      kernel: 2,
      stride: [2, 1],
      padding: [
        [1, 0],
        [0, 1],
      ],
    }),
    [2, 4, 5, 2],
  ],
];

describe('tapRows', () => {
  it('times the weights, and the bias, are what the layer computes', () => {
    const generator = random(2);
    for (const [plan, shape] of cases) {
      const network = sequential({ name: 'n', input: shape, layers: [plan] });
      const compiled = compile(network);
      const x = new Float32Array(elementsOf(shape)).map(() => generator.normal());
      const y = new Float32Array(elementsOf(compiled.outputs[0].shape));
      compiled.run(compiled.newState(), x, y);
      const [layer] = network.layers;
      if (!hasRows(layer)) throw new Error('a layer with rows');
      const { taps, groups, rows, read } = tapRows(layer, shape);
      const [w, b] = [realValues(layer.weights), realValues(layer.bias)];
      expect(rows * b.length).to.equal(y.length);
      const row = new Float64Array(taps);
      for (let r = 0; r < rows; r++) {
        for (let o = 0; o < b.length; o++) {
          read(x, r, Math.floor((o * groups) / b.length), row);
          const sum = row.reduce((total, value, i) => total + value * w[o * taps + i], b[o]);
          expect(y[r * b.length + o]).to.be.closeTo(sum, 1e-5);
        }
      }
    }
  });
});
