import { OptionRangeError } from '../../errors.js';
import type { Layer, Lstm, PRelu, Svdf, Tensor } from '../../graph/network.js';
import { layerNamed } from '../../graph/networkError.js';
import { realValues } from '../../graph/tensor.js';
import { type AffineParams, freezeParams } from '../../qparams.js';
import { type Range, unionOf } from '../../range.js';
import { halfAway } from '../../rounding.js';
import type { WeightCoding } from '../coding.js';
import { designParams } from '../designParams.js';
import { biasCodes } from './biasCodes.js';
import { inputParams } from './inputParams.js';
import type { Pass, QuantizationPlan } from './pass.js';
import { weightCodes, weightParams } from './weightCodes.js';

/**
 * Makes the fields of recurrent layers codes: matrices of an lstm and its biases, with a cell of int16 in steps of a power of two; of an
 * svdf the features in int8, the time weights and the memory in int16. And the slopes of prelu layers.
 *
 * @see TensorFlow Lite, `optimize/operator_property.cc`, LSTM and SVDF
 */
export const quantizeMemories: Pass = {
  name: 'quantizeMemories',
  run(network, plan) {
    const paramsOf = inputParams(network);
    const layers = network.layers.map((layer): Layer => {
      const input = paramsOf(layer);
      if (!layer.params || !input) return layer;
      const coding = { ...plan.codings.weights(layer.name), bits: 8, codes: 'restricted' } as const;
      if (layer.type === 'lstm') return codedLstm(layer, input, layer.params, coding, rangeOf(layer, 'cell', plan));
      if (layer.type === 'svdf') return codedSvdf(layer, coding, rangeOf(layer, 'memory', plan));
      return layer.type === 'prelu' ? codedSlopes(layer) : layer;
    });
    return { ...network, layers };
  },
};

/** The range of what a layer keeps to itself. */
function rangeOf({ name }: Layer, field: string, { ranges }: QuantizationPlan): Range {
  const found = ranges.get(`${name}/${field}`);
  if (!found) {
    throw new OptionRangeError(
      `quantizeNetwork: ranges must hold the ${field} of layer ${JSON.stringify(name)}, got none; calibrate this very network`,
    );
  }
  return found;
}

function codedLstm(layer: Lstm, input: AffineParams, output: AffineParams, coding: WeightCoding, cell: Range): Lstm {
  const matrix = (tensor: Tensor): Tensor => weightCodes(layer.name, tensor, weightParams(layer.name, tensor, coding));
  const [weights, recurrent] = [layer.weights, layer.recurrent].map(list => list.map(matrix));
  const bias = layer.bias.map((tensor, gate) =>
    biasCodes(layerNamed(layer), tensor, input, weights[gate].params?.scale ?? [1]),
  );
  const [low, high] = unionOf(cell);
  const reach = layer.cellClip > 0 ? layer.cellClip : Math.max(-low, high);
  // a power of two that the runtimes' fixed point takes
  const power = Math.min(Math.max(Math.ceil(Math.log2(Math.max(reach, 2 ** -126))), 0), 6) - 15;
  const cellParams = int16(2 ** power);
  return {
    ...layer,
    params: output,
    weights: weights as unknown as Lstm['weights'],
    recurrent: recurrent as unknown as Lstm['recurrent'],
    bias: bias as unknown as Lstm['bias'],
    cellParams,
  };
}

function codedSvdf(layer: Svdf, coding: WeightCoding, memory: Range): Svdf {
  const features = weightCodes(
    layer.name,
    layer.features,
    weightParams(layer.name, layer.features, { ...coding, axis: 'tensor' }),
  );
  const state = designParams(`${layer.name}/memory`, memory, { bits: 16, scheme: coding.scheme, range: 'minMax' });
  const time = wideCodes(layer.time);
  const bias = biasCodes(layerNamed(layer), layer.bias, { ...state, bits: 8 }, time.params?.scale ?? [1]);
  return { ...layer, features, time, bias, stateParams: state };
}

/** Weights as int16 codes with one scale. */
function wideCodes(tensor: Tensor): Tensor {
  const values = realValues(tensor);
  const peak = values.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  const params = int16(peak === 0 ? 1 : Math.fround(peak / 32767));
  return { shape: tensor.shape, data: Int16Array.from(values, x => halfAway(x / params.scale[0])), params };
}

function int16(scale: number): AffineParams {
  return freezeParams<AffineParams>({
    kind: 'affine',
    bits: 16,
    qmin: -32768,
    qmax: 32767,
    scale: [scale],
    zeroPoint: [0],
  });
}

/** Slopes in the width of the input, zero point 0: int8, or int16 beside it. */
function codedSlopes(layer: PRelu): PRelu {
  const bits = layer.params && layer.params.bits > 8 ? 16 : 8;
  const values = realValues(layer.slope);
  const [low, high] = [Math.min(...values, 0), Math.max(...values, 0)];
  const params = designParams(layer.name, { min: [low], max: [high] }, { bits, scheme: 'symmetric', range: 'minMax' });
  const { qmin, qmax, scale } = params;
  const code = (x: number) => Math.min(Math.max(halfAway(x / scale[0]), qmin), qmax);
  const data = bits === 16 ? Int16Array.from(values, code) : Int8Array.from(values, code);
  return { ...layer, slope: { shape: layer.slope.shape, data, params } };
}
