import type { Layer, Network, Tensor } from '../../graph/network.js';
import { layerNamed } from '../../graph/networkError.js';
import { isWeighted, realValues } from '../../graph/tensor.js';
import { type AffineParams, entry, freezeParams } from '../../qparams.js';
import { inferShapes } from '../../rewrite/shapes.js';
import type { WeightCoding } from '../coding.js';
import { type Moments, moments } from '../moments.js';
import type { Recipe } from '../recipe.js';
import { compensation, nearestRow, restoredRow, roundRow } from '../roundRow.js';
import { hasRows, type RowLayer, tapRows } from '../tapRows.js';
import { tensorOver, type Window } from '../windowRuns.js';
import { biasCodes } from './biasCodes.js';
import { inputParams } from './inputParams.js';
import { fitBias } from './quantizeWeights.js';
import { weightParams } from './weightCodes.js';

/** Weight scales that are tried, as shares of the one that reaches the largest weight. */
const SHARES = Array.from({ length: 33 }, (_, k) => 2 ** (-k / 16)); // to a quarter

/**
 * Chooses the codes of weights anew, layer by layer, so that the output of each loses least on the codes which the quantized layers before it
 * give it: the scale of each channel by that error, and the codes one after another where the recipe says `gptq`. The bias then takes up the mean error.
 *
 * The error is that of second moments of the inputs, about their means where the bias is corrected. Transposed convolutions keep their nearest codes.
 *
 * @internal
 *
 * @param network quantized
 * @param float   the network that it was made of
 * @see E. Frantar et al., GPTQ (ICLR 2023); M. Nagel et al., Data-free quantization (ICCV 2019), section 4.2, for the bias
 */
export function roundWeights(
  network: Network,
  float: Network,
  recipe: Recipe,
  codingOf: (name: string) => WeightCoding,
  windows: readonly Window[],
): Network {
  const shapes = inferShapes(float);
  let current = network;
  for (const layer of float.layers) {
    const coded = current.layers.find(({ name }) => name === layer.name);
    if (!hasRows(layer) || !coded?.params || !isWeighted(coded)) continue;
    const input = inputParams(current)(coded);
    if (!input) continue;
    const rows = tapRows(layer, shapes.get(layer.inputs[0]) ?? []);
    const seen = moments(rows, windows.length, recipe.rounding !== 'nearest');
    const wanted = tensorOver(float, layer.inputs[0], windows);
    for (const values of tensorOver(current, coded.inputs[0], windows)) {
      const next = wanted.next();
      if (!next.done) seen.push(values, next.value);
    }
    const coding = codingOf(layer.name);
    const { weights, decoded } =
      recipe.rounding === 'nearest'
        ? { weights: coded.weights, decoded: realValues(coded.weights) }
        : chosenCodes(layer, seen, coding, recipe, params =>
            fitBias(params, layer, input, coding.scheme === 'powerOfTwo'),
          );
    const bias = recipe.correctBias ? correctedBias(layer, decoded, seen) : layer.bias;
    const next = {
      ...coded,
      weights,
      bias: biasCodes(layerNamed(layer), bias, input, weights.params?.scale ?? [1]),
    } as Layer;
    current = { ...current, layers: current.layers.map(other => (other === coded ? next : other)) };
  }
  return current;
}

/**
 * The bias with the mean of what codes of weights and inputs take from each channel, as far as that mean stands out from its own standard
 * error over the runs: m max(0, 1 - s^2 / (n m^2)).
 *
 * @see W. James, C. Stein, Estimation with quadratic loss, 1961
 */
function correctedBias({ weights, bias }: RowLayer, codes: Float32Array, seen: Moments): Tensor {
  const w = realValues(weights);
  const { taps, groups } = seen;
  const data = Float32Array.from(realValues(bias), (b, o) => {
    const { came, wanted, count } = seen.runs(Math.floor((o * groups) / bias.data.length));
    const errors = Array.from({ length: count }, (_, run) => {
      let sum = 0;
      for (let i = 0, at = run * taps; i < taps; i++, at++)
        sum += w[o * taps + i] * wanted[at] - codes[o * taps + i] * came[at];
      return sum;
    });
    const mean = errors.reduce((sum, e) => sum + e, 0) / count;
    const variance = errors.reduce((sum, e) => sum + (e - mean) ** 2, 0) / Math.max(count - 1, 1) / count;
    return mean === 0 ? b : b + mean * Math.max(0, 1 - variance / (mean * mean));
  });
  return { shape: bias.shape, data };
}

/** Codes and scales of least error in the output of a layer. */
function chosenCodes(
  layer: RowLayer,
  seen: Moments,
  coding: WeightCoding,
  { rounding, restore, correctBias }: Recipe,
  fit: (params: AffineParams) => AffineParams,
): { readonly weights: Tensor; readonly decoded: Float32Array } {
  const { weights } = layer;
  const widest = weightParams(layer.name, weights, coding);
  const w = realValues(weights);
  const { taps, groups } = seen;
  const channels = weights.shape[0];
  const { qmin, qmax } = widest;
  const products = Array.from({ length: groups }, (_, g) => seen.products(g, correctBias));
  const factors = products.map(matrix => compensation(matrix, taps, seen.count));
  // windows of one run look alike: only so many runs tell something new
  const restoring = products.map((matrix, g) => compensation(matrix, taps, seen.runs(g).count));
  const targets = Array.from({ length: channels }, (_, o) => {
    const group = Math.floor((o * groups) / channels);
    const row = Float64Array.from(w.subarray(o * taps, (o + 1) * taps));
    return restore ? restoredRow(row, seen.lacking(group, correctBias), restoring[group]) : row;
  });
  const round = (o: number, scale: number, codes: Int8Array): number => {
    const group = Math.floor((o * groups) / channels);
    const row = Float64Array.from(targets[o]);
    const grid = { scale, qmin, qmax };
    return rounding === 'gptq'
      ? roundRow(row, factors[group], grid, codes)
      : nearestRow(row, products[group], grid, codes);
  };
  const shares = coding.scheme === 'powerOfTwo' ? [1, 1 / 2, 1 / 4] : SHARES;
  const trial = new Int8Array(taps);
  const best = (rows: readonly number[], widestScale: number): number => {
    let [least, chosen] = [Infinity, widestScale];
    for (const share of shares) {
      const scale = Math.fround(widestScale * share);
      const error = rows.reduce((sum, o) => sum + round(o, scale, trial), 0);
      if (error < least) [least, chosen] = [error, scale];
    }
    return chosen;
  };
  const all = Array.from({ length: channels }, (_, o) => o);
  const scale =
    widest.scale.length === 1 ? [best(all, widest.scale[0])] : all.map(o => best([o], entry(widest.scale, o)));
  const params = fit(freezeParams<AffineParams>({ ...widest, scale }));
  const data = new Int8Array(w.length);
  for (const o of all) round(o, entry(params.scale, o), data.subarray(o * taps, (o + 1) * taps));
  const tensor: Tensor = { shape: weights.shape, data, params };
  return { weights: tensor, decoded: realValues(tensor) };
}
