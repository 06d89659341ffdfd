import { expect } from 'chai';
import { dense, type Network, sequential, type Tensor } from '../../../../lib/network.js';
import { quantizeBias } from '../../../../lib/ptq/index.js';
import { affineParams } from '../../../../lib/quantizers/index.js';
import { planOf } from './planOf.js';

const float = sequential({
  name: 'n',
  input: [1],
  layers: [dense({ units: 3, weights: [1, 1, 1], bias: [1.5, -2.5, 0.3], name: 'd' })],
});
const plan = planOf(float);

/** The network with params at the input and at the weights. */
function coded(scale: readonly number[]): Network {
  const [layer] = float.layers as unknown as [{ weights: Tensor }];
  const params = affineParams({ scale, zeroPoint: scale.map(() => 0) });
  return {
    ...float,
    inputs: [{ ...float.inputs[0], params: affineParams({ scale: 0.5 }) }],
    layers: [
      { ...layer, params: affineParams({ scale: 1 }), weights: { ...layer.weights, params } },
    ] as unknown as Network['layers'],
  };
}

describe('quantizeBias', () => {
  it('is bias / (input scale * weight scale), half away from zero, in int32', () => {
    const [{ bias }] = quantizeBias.run(coded([2, 2, 0.25]), plan).layers as unknown as [{ bias: Tensor }];
    expect(bias.data).to.deep.equal(Int32Array.of(2, -3, 2)); // 1.5, -2.5, 0.3 / 0.125 = 2.4
    expect(bias.params).to.deep.equal({
      kind: 'affine',
      bits: 32,
      qmin: -(2 ** 31),
      qmax: 2 ** 31 - 1,
      scale: [1, 1, 0.125],
      zeroPoint: [0, 0, 0],
    });
  });

  it('refuses a bias that does not fit, and says which', () => {
    expect(() => quantizeBias.run(coded([2, 2 ** -31, 2]), plan)).to.throw(
      Error,
      'network: layer "d": bias 1 must fit int32 in steps of its accumulator, got -10737418240',
    );
  });

  it('refuses a network whose input has no params yet', () => {
    const [layer] = float.layers;
    const unknown = { ...float, layers: [{ ...layer, params: affineParams({ scale: 1 }) }] };
    expect(() => quantizeBias.run(unknown, plan)).to.throw(RangeError, 'run activationParams before');
  });
});
