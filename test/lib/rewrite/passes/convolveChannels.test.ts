import { expect } from 'chai';
import {
  add,
  batchNormalization,
  compile,
  constant,
  div,
  mul,
  networkBuilder,
  sub,
  type Tensor,
} from '../../../../lib/network.js';
import { convolveChannels } from '../../../../lib/network.js';
import { elementsOf } from '../../../../lib/graph/tensor.js';

/** Three channels, two samples. */
const x = Float32Array.of(1, -2, 3, 0.5, 4, -6);

function outputOf(network: Parameters<typeof compile>[0]): number[] {
  const compiled = compile(network);
  const y = new Float32Array(elementsOf(compiled.outputs[0].shape));
  compiled.run(compiled.newState(), x, y);
  return [...y];
}

describe('convolveChannels', () => {
  it('makes normalizations and arithmetic with constants depthwise convolutions of one tap that compute the same', () => {
    const b = networkBuilder({ name: 'n' });
    const input = b.input('x', [2, 3]);
    const c = (...values: number[]) => b.add(constant({ shape: [values.length], values }));
    const less = b.add(sub(), input, c(1, 2, 3));
    const other = b.add(sub(), c(4), less);
    const part = b.add(div(), other, c(2, 4, 8));
    const scaled = b.add(mul({ activation: 'relu' }), c(3), part);
    const more = b.add(add(), scaled, c(1, 0, -1));
    const options = { mean: [1, 2, 3], variance: [4, 4, 4], scale: [2, 2, 2], bias: [0, 1, 0], epsilon: 0 };
    const network = b.build([b.add(batchNormalization(options), more)]);
    const convolved = convolveChannels.run(network);
    expect(convolved.layers.filter(({ type }) => type !== 'constant').map(({ type }) => type)).to.deep.equal(
      new Array(6).fill('conv1d'),
    );
    expect(convolved.layers.map(({ name }) => name)).to.deep.equal(network.layers.map(({ name }) => name));
    // channel 1 of sample 0: 4 - (-2 - 2) = 8; / 4 * 3 = 6; + 0, (6 - 2) / 2 * 2 + 1 = 5
    expect(outputOf(convolved)[1]).to.equal(5);
    outputOf(network).forEach((y, i) => expect(outputOf(convolved)[i]).to.be.closeTo(y, 1e-5));
  });

  it('leaves constants of other shapes, and quotients whose divisor is no constant', () => {
    const b = networkBuilder({ name: 'n' });
    const input = b.input('x', [2, 3]);
    const column = b.add(constant({ shape: [2, 1], values: [1, 2] }));
    const inverse = b.add(div(), b.add(constant({ shape: [1], values: [1] })), b.add(add(), input, column));
    const network = b.build([inverse]);
    expect(convolveChannels.run(network)).to.equal(network);
  });

  it('has the scale as its only weight', () => {
    const b = networkBuilder({ name: 'n' });
    const made = b.add(mul(), b.input('x', [2, 3]), b.add(constant({ shape: [3], values: [2, 3, 5] })));
    const [, layer] = convolveChannels.run(b.build([made])).layers as unknown as [
      unknown,
      { weights: Tensor; bias: Tensor },
    ];
    expect([...layer.weights.data, ...layer.bias.data]).to.deep.equal([2, 3, 5, 0, 0, 0]);
  });
});
