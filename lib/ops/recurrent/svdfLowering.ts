import { show } from '../../check.js';
import { activationLimits } from '../elementwise/activations.js';
import { layerNamed, networkError } from '../../graph/networkError.js';
import type { Svdf } from '../../graph/network.js';
import { type AffineParams, newCodes } from '../../qparams.js';
import { halfAway } from '../../rounding.js';
import { codesOf, type IntegerOp, widthOf } from '../integerOp.js';

/**
 * Singular value decomposition filter on int8 codes: features go to the codes of the memory (int16 or int8) by one requantization, the
 * weighted sum over time and ranks to the output by another. A sum beyond int32, where the runtimes are undefined, saturates.
 *
 * @see TensorFlow Lite Micro, `EvalIntegerSvdfReference`; CMSIS-NN, `arm_svdf_state_s16_s8` and `arm_svdf_s8`
 */
export const svdfPrepared: IntegerOp<Svdf> = {
  type: 'svdf',
  prepare(layer, [given], made, { dialect, memory }) {
    const [input, output] = [codesOf(layer, given, 'int8'), codesOf(layer, made, 'int8')];
    const { rank, bias } = layer;
    const state = stateParams(layer);
    const features = codes(layer, 'features', 'int8');
    const time = codes(layer, 'time', 'int8', 'int16');
    const [filters, size] = layer.features.shape;
    const length = layer.time.shape[1];
    const units = filters / rank;
    const batch = input.data.length / size;
    const inZero = input.params.zeroPoint[0];
    const stateZero = state.zeroPoint[0];

    const reach = featureBounds(features, size, input.params);
    if (bias.params?.zeroPoint.some(z => z !== 0) || !(bias.data instanceof Int32Array)) {
      throw networkError(layerNamed(layer), 'bias must be int32 with zero point 0', show(bias.data.constructor.name));
    }
    const row = reach.findIndex(bound => bound >= 2 ** 31);
    if (row >= 0) {
      throw networkError(layerNamed(layer), `the accumulator of feature ${row} must fit int32`, `up to ${reach[row]}`);
    }
    const remember = dialect.requantizer({
      op: layer.type,
      layer: layer.name,
      scales: new Array<number>(filters).fill(effective(input.params, layer.features.params, state)),
      bounds: reach,
      zeroPoint: stateZero,
      low: state.qmin,
      high: state.qmax,
    });
    const emit = dialect.requantizer({
      op: layer.type,
      layer: layer.name,
      scales: new Array<number>(units).fill(effective(state, layer.time.params, output.params)),
      bounds: sumBounds(layer, time, state),
      zeroPoint: output.params.zeroPoint[0],
      ...limits(layer, output.params),
    });

    // oldest first: shape (batch, filters, length)
    const past = memory.state('memory', newCodes(state, batch * filters * length).fill(stateZero));
    const acc = new Int32Array(filters);
    const newest = newCodes(state, filters);
    const sums = new Int32Array(units);
    return () => {
      past.copyWithin(0, 1);
      for (let b = 0; b < batch; b++) {
        for (let f = 0, w = 0; f < filters; f++) {
          let sum = 0;
          for (let i = b * size; i < (b + 1) * size; i++, w++) sum += features[w] * (input.data[i] - inZero);
          acc[f] = sum;
        }
        remember(acc, newest, 0);
        const base = b * filters * length;
        for (let f = 0; f < filters; f++) past[base + (f + 1) * length - 1] = newest[f];
        for (let u = 0, w = 0; u < units; u++) {
          let sum = bias.data[u];
          for (const end = w + rank * length; w < end; w++) sum += time[w] * (past[base + w] - stateZero);
          sums[u] = sum < -2147483648 ? -2147483648 : sum > 2147483647 ? 2147483647 : sum;
        }
        emit(sums, output.data, b * units);
      }
    };
  },
};

function stateParams(layer: Svdf): AffineParams {
  const { stateParams } = layer;
  const width = stateParams && widthOf(stateParams);
  if (!stateParams || (width !== 'int8' && width !== 'int16')) {
    throw networkError(layerNamed(layer), 'stateParams must be int8 or int16', width ?? 'none');
  }
  return stateParams;
}

function codes(layer: Svdf, field: 'features' | 'time', ...widths: readonly string[]): Int8Array | Int16Array {
  const { data, params } = layer[field];
  const narrow = data instanceof Int8Array || data instanceof Int16Array;
  const width = params && widthOf(params);
  if (!narrow || !width || !widths.includes(width) || params.zeroPoint.some(z => z !== 0) || params.scale.length > 1) {
    const rule = `${field} must be ${widths.join(' or ')} with one scale and zero point 0`;
    throw networkError(layerNamed(layer), rule, show(data.constructor.name));
  }
  return data;
}

/** Steps of `to` that one step of `from` times one of the weights is worth; runtimes compute it in float32. */
function effective(from: AffineParams, weights: AffineParams | undefined, to: AffineParams): number {
  return Math.fround(Math.fround(from.scale[0] * (weights?.scale[0] ?? 1)) / to.scale[0]);
}

/** The largest magnitude of each feature's accumulator. */
function featureBounds(
  features: Int8Array | Int16Array,
  size: number,
  { qmin, qmax, zeroPoint: [z] }: AffineParams,
): number[] {
  return Array.from({ length: features.length / size }, (_, f) => {
    let [least, most] = [0, 0];
    for (let i = f * size; i < (f + 1) * size; i++) {
      const w = features[i];
      least += w * ((w > 0 ? qmin : qmax) - z);
      most += w * ((w > 0 ? qmax : qmin) - z);
    }
    return Math.max(-least, most);
  });
}

/** The largest magnitude of each unit's sum, once it is saturated. */
function sumBounds(
  { bias }: Svdf,
  time: Int8Array | Int16Array,
  { qmin, qmax, zeroPoint: [z] }: AffineParams,
): number[] {
  const most = Math.max(qmax - z, z - qmin);
  const taps = time.length / bias.data.length;
  return Array.from(bias.data, (b, u) => {
    let sum = Math.abs(b);
    for (let i = u * taps; i < (u + 1) * taps; i++) sum += Math.abs(time[i]) * most;
    return Math.min(sum, 2147483647);
  });
}

/** Codes of the output after the activation. */
function limits({ activation }: Svdf, { scale: [scale], zeroPoint: [z], qmin, qmax }: AffineParams) {
  const [low, high] = activationLimits[activation];
  const code = (real: number) => Math.min(Math.max(halfAway(real / scale) + z, qmin), qmax);
  return { low: code(low), high: code(high) };
}
