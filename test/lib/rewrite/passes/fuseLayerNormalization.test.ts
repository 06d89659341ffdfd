import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  compile,
  type FloatNetwork,
  foldingPasses,
  foldNetwork,
  fuseLayerNormalization,
  importTflite,
  type Layer,
  type Network,
} from '../../../../lib/network.js';
import { random } from '../../../../lib/random.js';
import { sharedData } from '../../../sharedData.js';

const { normal } = random(3);
const values = (...shape: number[]) => ({
  shape,
  data: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, normal),
});
const [gamma, beta] = [values(1, 1, 4), values(4)];

/** The parts of a normalization of (2, 3, 4) over the last axis, as converters write them; with -mean g + beta, or beta - mean g. */
function parts(negated: boolean, axes = [2]): FloatNetwork {
  const constant = (name: string, value: typeof gamma): Layer => ({ type: 'constant', name, inputs: [], value });
  const two = (type: 'add' | 'sub' | 'mul' | 'squaredDifference', name: string, ...inputs: [string, string]): Layer => {
    return { type, name, inputs, activation: 'none' };
  };
  const shift: Layer[] = negated
    ? [
        { type: 'negate', name: 'neg', inputs: ['mean'] },
        two('mul', 'shift', 'neg', 'g'),
        two('add', 'offset', 'shift', 'beta'),
      ]
    : [two('mul', 'shift', 'mean', 'g'), two('sub', 'offset', 'beta', 'shift')];
  return {
    name: 'parts',
    arithmetic: 'float32',
    inputs: [{ name: 'x', shape: [2, 3, 4] }],
    layers: [
      constant('gamma', gamma),
      constant('beta', beta),
      constant('epsilon', { shape: [], data: Float32Array.of(0.001) }),
      { type: 'reduceMean', name: 'mean', inputs: ['x'], axes, keepAxes: true },
      two('squaredDifference', 'squares', 'x', 'mean'),
      { type: 'reduceMean', name: 'variance', inputs: ['squares'], axes, keepAxes: true },
      two('add', 'above', 'variance', 'epsilon'),
      { type: 'rsqrt', name: 'root', inputs: ['above'] },
      two('mul', 'g', 'root', 'gamma'),
      ...shift,
      two('mul', 'scaled', 'x', 'g'),
      two('add', 'y', 'scaled', 'offset'),
    ],
    outputs: ['y'],
  };
}

function outputOf(network: Network, x: Float32Array): Float32Array {
  const compiled = compile(network);
  const out = new Float32Array(compiled.outputs[0].shape.reduce((a, b) => a * b, 1));
  compiled.run(compiled.newState(), x, out);
  return out;
}

describe('fuseLayerNormalization', () => {
  it('makes one layer of the parts, which computes what they do', () => {
    const x = Float32Array.from({ length: 24 }, normal);
    for (const negated of [true, false]) {
      const fused = fuseLayerNormalization.run(parts(negated));
      expect(fused.layers).to.deep.equal([
        {
          type: 'layerNormalization',
          name: 'y',
          inputs: ['x'],
          scale: { shape: [4], data: gamma.data },
          bias: beta,
          axis: 2,
          epsilon: Math.fround(0.001),
        },
      ]);
      // by the definition, in double precision
      const wanted = Array.from(x, (value, i) => {
        const row = x.subarray(i - (i % 4), i - (i % 4) + 4);
        const mean = row.reduce((a, b) => a + b) / 4;
        const variance = row.reduce((sum, r) => sum + (r - mean) ** 2, 0) / 4;
        return ((value - mean) / Math.sqrt(variance + Math.fround(0.001))) * gamma.data[i % 4] + beta.data[i % 4];
      });
      outputOf(fused, x).forEach((y, i) => expect(y).to.be.closeTo(wanted[i], 2e-6));
    }
  });

  it('leaves what is no normalization over the last axes', () => {
    for (const network of [
      parts(true, [1]),
      { ...parts(true), layers: parts(true).layers.slice(0, -1), outputs: ['scaled'] },
    ]) {
      expect(fuseLayerNormalization.run(network)).to.equal(network);
    }
  });

  it('finds both normalizations of a transformer that TensorFlow converted, to the same within float rounding', function () {
    const data = sharedData();
    if (!data) this.skip();
    const file = readFileSync(join(data, 'models/har_nets/attn_float.tflite'));
    const network = foldNetwork(importTflite(new Uint8Array(file)));
    const fused = foldNetwork(network, [...foldingPasses, fuseLayerNormalization]);
    expect(fused.layers.filter(({ type }) => type === 'layerNormalization')).to.have.length(2);
    expect(fused.layers.some(({ type }) => type === 'squaredDifference')).to.equal(false);
    const size = network.inputs[0].shape.reduce((a, b) => a * b, 1);
    for (let k = 0; k < 20; k++) {
      const x = Float32Array.from({ length: size }, normal);
      const wanted = outputOf(network, x);
      outputOf(fused, x).forEach((y, i) => expect(y).to.be.closeTo(wanted[i], 1e-5));
    }
  });
});
