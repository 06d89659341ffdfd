import { show } from '../../check.js';
import { layerNamed, networkError } from '../../graph/networkError.js';
import type { Svdf } from '../../graph/network.js';
import { condensed } from '../../kernels/requantization.js';
import type { SampleRange } from '../../kernels/sums/sampleRange.js';
import { packWeights } from '../../kernels/sums/weights.js';
import { accumulatorRange, boundsOf } from '../../plan/accumulatorRange.js';
import type { AffineParams } from '../../qparams.js';
import { halfAway } from '../../rounding.js';
import { codesOf, widthOf } from '../codes.js';
import { activationLimits } from '../elementwise/activations.js';
import type { Lower } from '../op.js';

/**
 * Singular value decomposition filter on int8 codes, its memory int8 or int16.
 *
 * @internal
 */
export const lowerSvdf: Lower<Svdf> = (layer, [given], made, dialect) => {
  const [input, output] = [codesOf(layer, given, 'int8'), codesOf(layer, made, 'int8')];
  const { rank, name } = layer;
  const state = stateParams(layer);
  const features = codes(layer, 'features', 'int8');
  const time = codes(layer, 'time', 'int8', 'int16');
  const bias = biasOf(layer);
  const filters = layer.features.shape[0];
  const zeros = new Int32Array(filters);

  const [ofInput, ofState] = [input.params, state].map(samplesOf);
  const inward = accumulatorRange(features, features.length / filters, zeros, ofInput, { padded: false });
  const outward = accumulatorRange(time, time.length / bias.length, bias, ofState, { padded: false });
  const remember = dialect.requantization({
    use: 'element',
    layer: name,
    scales: new Array<number>(filters).fill(effective(input.params, layer.features.params, state)),
    bounds: boundsOf(inward),
    zeroPoint: state.zeroPoint[0],
    low: state.qmin,
    high: state.qmax,
  });
  const emit = dialect.requantization({
    use: 'element',
    layer: name,
    scales: new Array<number>(bias.length).fill(effective(state, layer.time.params, output.params)),
    bounds: boundsOf(outward).map(bound => Math.min(bound, 2147483647)), // once it is saturated
    zeroPoint: output.params.zeroPoint[0],
    ...limits(layer, output.params),
  });
  return {
    kernel: 'svdf',
    constants: {
      rank,
      features: {
        weights: packWeights(features),
        bias: zeros,
        zeroPoint: input.params.zeroPoint[0],
        samples: ofInput,
        wide: false,
        requantization: condensed(remember),
      },
      time: {
        weights: packWeights(time),
        bias,
        zeroPoint: state.zeroPoint[0],
        samples: ofState,
        wide: false,
        requantization: condensed(emit),
      },
    },
    accumulators: [
      { ...inward, of: 'features', width: 32 },
      { ...outward, of: 'time' },
    ],
  };
};

function stateParams(layer: Svdf): AffineParams {
  const { stateParams } = layer;
  const width = stateParams && widthOf(stateParams);
  if (!stateParams || (width !== 'int8' && width !== 'int16')) {
    throw networkError(layerNamed(layer), 'stateParams must be int8 or int16', width ?? 'none');
  }
  return stateParams;
}

function codes(layer: Svdf, field: 'features' | 'time', ...widths: readonly string[]): Int32Array {
  const { data, params } = layer[field];
  const narrow = data instanceof Int8Array || data instanceof Int16Array;
  const width = params && widthOf(params);
  if (!narrow || !width || !widths.includes(width) || params.zeroPoint.some(z => z !== 0) || params.scale.length > 1) {
    const rule = `${field} must be ${widths.join(' or ')} with one scale and zero point 0`;
    throw networkError(layerNamed(layer), rule, show(data.constructor.name));
  }
  return new Int32Array(data);
}

function biasOf(layer: Svdf): Int32Array {
  const { data, params } = layer.bias;
  if (params?.zeroPoint.some(z => z !== 0) || !(data instanceof Int32Array)) {
    throw networkError(layerNamed(layer), 'bias must be int32 with zero point 0', show(data.constructor.name));
  }
  return data;
}

/** Codes less their zero point. */
function samplesOf({ qmin, qmax, zeroPoint: [z] }: AffineParams): SampleRange {
  return { low: qmin - z, high: qmax - z };
}

/** Steps of `to` that one step of `from` times one of the weights is worth; runtimes compute it in float32. */
function effective(from: AffineParams, weights: AffineParams | undefined, to: AffineParams): number {
  return Math.fround(Math.fround(from.scale[0] * (weights?.scale[0] ?? 1)) / to.scale[0]);
}

/** Codes of the output after the activation. */
function limits({ activation }: Svdf, { scale: [scale], zeroPoint: [z], qmin, qmax }: AffineParams) {
  const [low, high] = activationLimits[activation];
  const code = (real: number) => Math.min(Math.max(halfAway(real / scale) + z, qmin), qmax);
  return { low: code(low), high: code(high) };
}
