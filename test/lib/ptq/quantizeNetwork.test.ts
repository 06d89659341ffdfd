import { expect } from 'chai';
import { averagePool1d, conv1d, dense, flatten, relu, sequential, softmax, type Tensor } from '../../../lib/network.js';
import { passes, quantizeNetwork } from '../../../lib/ptq/index.js';
import { affineParams } from '../../../lib/quantizers/index.js';
import { type Range, range } from '../../../lib/range.js';

const network = sequential({
  name: 'n',
  input: [4, 1],
  labels: ['a', 'b'],
  sampleRate: 50,
  unit: 'g',
  layers: [
    conv1d({ filters: 2, kernel: 1, weights: [0.5, -2], bias: [0.25, 0], name: 'conv' }),
    relu({ name: 'rectified' }),
    averagePool1d({ size: 2, name: 'pool' }),
    flatten({ name: 'flat' }),
    dense({ units: 2, weights: [1, 2, 3, 4, -1, 0, 0, 127], name: 'head' }),
    softmax({ name: 'p' }),
  ],
});

const ranges = new Map<string, Range>([
  ['input', range(-1, 1.55)], // 255 steps of 0.01
  ['conv', range(-3, 3)],
  ['rectified', range(0.5, 2.55)],
  ['pool', range(0, 2)],
  ['flat', range(0, 2)],
  ['head', range(-1.28, 1.27)],
  ['p', range(0, 1)],
]);

const float = Math.fround;

describe('quantizeNetwork', () => {
  it('runs its passes one after another, each of which has a name', () => {
    expect(passes.map(p => p.name)).to.deep.equal([
      'activationParams',
      'quantizeWeights',
      'quantizeMemories',
      'quantizeBias',
    ]);
  });

  it('codes activations in int8, asymmetric, over their range; relu from 0; pools as their input; softmax fixed', () => {
    const { arithmetic, inputs, layers } = quantizeNetwork(network, ranges);
    expect(arithmetic).to.equal('integer');
    expect(inputs[0].params).to.deep.equal(affineParams({ scale: 0.01, zeroPoint: -28 }));
    const params = new Map(layers.map(l => [l.name, l.params]));
    expect([...params.keys()]).to.deep.equal(['rectified', 'pool', 'flat', 'head', 'p']);
    expect(params.get('rectified')).to.deep.equal(affineParams({ scale: 0.01, zeroPoint: -128 }));
    expect(params.get('pool')).to.deep.equal(params.get('rectified'));
    expect(params.get('flat')).to.deep.equal(params.get('rectified'));
    expect(params.get('head')).to.deep.equal(affineParams({ scale: 0.01, zeroPoint: 0 }));
    expect(params.get('p')).to.deep.equal(affineParams({ scale: 1 / 256, zeroPoint: -128 }));
  });

  it('codes weights in [-127, 127] by channel, biases in steps of input scale * weight scale', () => {
    const [conv] = quantizeNetwork(network, ranges).layers;
    const { weights, bias } = conv as unknown as { weights: Tensor; bias: Tensor };
    expect(weights.data).to.deep.equal(Int8Array.of(127, -127));
    expect(weights.params).to.deep.include({ qmin: -127, qmax: 127, zeroPoint: [0, 0] });
    expect(weights.params?.scale).to.deep.equal([float(0.5 / 127), float(2 / 127)]);
    expect(bias.data).to.deep.equal(Int32Array.of(6350, 0)); // 0.25 / (0.01 * 0.5 / 127) = 6350
    expect(bias.params?.scale).to.deep.equal([float(0.5 / 127) * float(0.01), float(2 / 127) * float(0.01)].map(float));
  });

  it('codes weights by tensor when asked to', () => {
    const { layers } = quantizeNetwork(network, ranges, { recipe: { weights: { axis: 'tensor' } } });
    const [{ weights }] = layers as unknown as { weights: Tensor }[];
    expect(weights.params?.scale).to.deep.equal([float(2 / 127)]);
    expect(weights.data).to.deep.equal(Int8Array.of(32, -127)); // 0.5 * 127 / 2 = 31.75
  });

  it("takes the sensor's own params for the input, and needs no range for it then", () => {
    const input = affineParams({ scale: 0.125, zeroPoint: -200 });
    const rest = new Map([...ranges].filter(([name]) => name !== 'input'));
    expect(quantizeNetwork(network, rest, { input }).inputs[0].params).to.deep.equal(input);
  });

  it('keeps what describes the model, and leaves the float network as it was', () => {
    const before = JSON.stringify(network);
    expect(quantizeNetwork(network, ranges)).to.deep.include({
      name: 'n',
      labels: ['a', 'b'],
      sampleRate: 50,
      unit: 'g',
      outputs: ['p'],
    });
    expect(JSON.stringify(network)).to.equal(before);
  });

  it('refuses missing ranges, unsuitable input params, and integer networks', () => {
    const without = new Map([...ranges].filter(([name]) => name !== 'head'));
    expect(() => quantizeNetwork(network, without)).to.throw(
      RangeError,
      'quantizeNetwork: ranges must hold every tensor, got none for "head"; calibrate this very network',
    );
    expect(() => quantizeNetwork(network, {} as Map<string, Range>)).to.throw(TypeError, 'ranges must be a Map');
    expect(() => quantizeNetwork(network, ranges, { recipe: { weights: { axis: 'row' as 'channel' } } })).to.throw(
      RangeError,
      'recipe: weights.axis must be one of channel, tensor; got "row"',
    );
    const perChannel = affineParams({ scale: [1, 2], zeroPoint: [0, 0] });
    expect(() => quantizeNetwork(network, ranges, { input: perChannel })).to.throw(
      RangeError,
      `input must be affine with one scale for all channels, got "affine" with 2; quantize the signal with axis: 'tensor'`,
    );
    const wide = affineParams({ scale: 1, zeroPoint: 1, bits: 12 });
    expect(() => quantizeNetwork(network, ranges, { input: wide })).to.throw(RangeError, 'got [-2048, 2047] and 1');
    expect(() => quantizeNetwork(quantizeNetwork(network, ranges), ranges)).to.throw(
      Error,
      'quantization takes float32 networks, got integer',
    );
  });
});
