import { expect } from 'chai';
import { compile, type Network, type Values } from '../../../lib/network.js';
import { allocate, elementsOf } from '../../../lib/graph/tensor.js';
import { ops } from '../../../lib/ops/index.js';
import { activationRanges, floatLayers, quantizeNetwork, type RecipeOptions } from '../../../lib/ptq/index.js';
import { type AffineParams } from '../../../lib/qparams.js';
import { random } from '../../../lib/random.js';
import { halfAway } from '../../../lib/rounding.js';
import { anyNetwork } from './anyNetwork.js';

const GRAPHS = 500;
const recipes: readonly RecipeOptions[] = [
  {},
  { activations: { bits: 16 } },
  { activations: { bits: 4 }, weights: { bits: 4 } },
  { activations: { scheme: 'powerOfTwo' }, weights: { scheme: 'powerOfTwo' }, dialect: 'shift' },
  { dialect: 'xnnpack', weights: { axis: 'tensor' } },
  { dialect: 'onnxruntime' },
  { dialect: 'tflite', activations: { scheme: 'symmetric' } },
];

function windows(network: Network, seed: number, count: number): Float32Array[][] {
  const generator = random(seed);
  const window = () =>
    network.inputs.map(({ shape }) => new Float32Array(elementsOf(shape)).map(() => generator.normal()));
  return Array.from({ length: count }, window);
}

function codes(window: Float32Array, params: AffineParams): Values {
  const { scale, zeroPoint, qmin, qmax } = params;
  const out = allocate(params, window.length);
  window.forEach((x, i) => (out[i] = Math.min(Math.max(halfAway(x / scale[0]) + zeroPoint[0], qmin), qmax)));
  return out;
}

describe('quantization of any network', () => {
  it(`gives ${GRAPHS} random graphs of all kinds of layers codes that run, or refuses them before calibration`, function () {
    this.timeout(120_000);
    const kinds = new Set<string>();
    let [integer, refused] = [0, 0];
    for (let seed = 1; seed <= GRAPHS; seed++) {
      const network = anyNetwork(seed);
      network.layers.forEach(({ type }) => kinds.add(type));
      const recipe = recipes[seed % recipes.length];
      const floats = floatLayers(network, recipe);
      if (floats.length === 0) integer++;
      const strict = { ...recipe, floatLayers: 'refuse' } as const;
      if (floats.length > 0) {
        refused++;
        expect(() => floatLayers(network, strict), `${seed}`).to.throw('all layers must have integer arithmetic');
        for (const { name } of floats) expect(() => floatLayers(network, strict)).to.throw(JSON.stringify(name));
      }
      const given = windows(network, seed, 4);
      const ranges = activationRanges(network);
      for (const window of given) ranges.push(window);
      const quantized = quantizeNetwork(network, ranges.value(), { recipe });
      expect(quantized.arithmetic, `${seed}`).to.equal('integer');
      const compiled = compile(quantized);
      const state = compiled.newState();
      const outputs = compiled.outputs.map(({ shape, params }) => allocate(params, elementsOf(shape)));
      for (const window of given) {
        compiled.run(
          state,
          window.map((x, k) => codes(x, quantized.inputs[k].params)),
          outputs,
        );
      }
      compiled.outputs.forEach(({ params, name }, k) => {
        expect(params, `${seed} ${name}`).to.not.equal(undefined);
        expect(outputs[k].every(q => params && q >= params.qmin && q <= params.qmax)).to.equal(true);
      });
      expect(quantized.outputs).to.deep.equal(network.outputs);
    }
    expect(integer).to.be.above(GRAPHS / 4);
    expect(refused).to.be.above(GRAPHS / 4);
    const made = ['quantize', 'dequantize', 'timeWindow', 'runningSum']; // by passes
    const missing = Object.keys(ops).filter(type => !kinds.has(type) && !made.includes(type));
    expect(missing).to.deep.equal([]);
  });
});
