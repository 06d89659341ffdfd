import { halfEven } from '../../rounding.js';
import { type AffineParams, entry, sameParams } from '../../qparams.js';
import { opOf } from '../../ops/index.js';
import type { Layer, Tensor, Weighted } from '../../graph/network.js';
import { isWeighted, realValues } from '../../graph/tensor.js';
import { type Graph, takersOf } from '../../graph/graph.js';
import { graphWriter } from '../graphWriter.js';
import type { GraphPass } from './graphPass.js';
import { removeUnused } from './removeUnused.js';

/**
 * Turns layers between a dequantization and a quantization into layers on codes, where the layer and its params allow it; what cannot be
 * joined stays as it is. Works on graphs whose transpositions have been moved.
 *
 * @internal
 */
export const foldQuantization: GraphPass = {
  name: 'foldQuantization',
  run: graph => removeUnused.run(decodeConstants(joinQuantizations(sinkDequantizations(graph)))),
};

/** Makes constants of real numbers of those that are still dequantized. */
function decodeConstants<G extends Graph>(graph: G): G {
  const constants = new Map<string, Tensor>();
  const layers = graph.layers.map((layer): Layer => {
    if (layer.type === 'constant') constants.set(layer.name, layer.value);
    const value = layer.type === 'dequantize' ? constants.get(layer.inputs[0]) : undefined;
    if (!value) return layer;
    return { type: 'constant', name: layer.name, inputs: [], value: { shape: value.shape, data: realValues(value) } };
  });
  return { ...graph, layers };
}

/**
 * Whether a layer on codes gives the codes of the same layer on reals, whatever the params: it hands entries on, or chooses among them, as
 * codes grow with what they stand for.
 */
function handsOn(layer: Layer): boolean {
  const { codes, action } = opOf(layer.name, layer.type).traits;
  if (codes !== 'input' || ('activation' in layer && layer.activation !== 'none')) return false;
  if (layer.type === 'pad' && layer.mode === 'constant') return false; // its value has a code of its own
  return action === 'move' || action === 'select';
}

/** Moves dequantizations behind the layers that may as well move codes. */
function sinkDequantizations<G extends Graph>(graph: G): G {
  const writer = graphWriter(graph);
  // tensors of reals that are codes dequantized, and the codes
  const codesOf = new Map<string, string>();
  const written = new Set<string>();
  const inReals = (name: string): string => {
    const codes = codesOf.get(name);
    if (codes !== undefined && !written.has(name)) {
      writer.add({ type: 'dequantize', name, inputs: [codes] });
      written.add(name);
    }
    return name;
  };
  for (const layer of graph.layers) {
    if (layer.type === 'dequantize') {
      codesOf.set(layer.name, layer.inputs[0]);
      continue;
    }
    const codes = layer.inputs.map(name => codesOf.get(name));
    const params = sharedParams(codes.map(name => (name === undefined ? undefined : writer.params(name))));
    if (params && !layer.params && handsOn(layer)) {
      const name = writer.fresh(layer.name);
      writer.add({ ...layer, name, inputs: codes.filter(code => code !== undefined), params });
      codesOf.set(layer.name, name);
    } else if (layer.type === 'quantize' && params && codes[0] !== undefined) {
      writer.add({ ...layer, inputs: [codes[0]] });
    } else writer.add({ ...layer, inputs: layer.inputs.map(inReals) });
  }
  for (const name of graph.outputs) inReals(name);
  return { ...graph, layers: writer.layers };
}

/** The params of several tensors of codes, where they all have the same. */
function sharedParams(list: readonly (AffineParams | undefined)[]): AffineParams | undefined {
  const [first] = list;
  return first && list.every(params => params && sameParams(params, first)) ? first : undefined;
}

/**
 * Whether a layer has a twin on codes that takes codes alone: layers with gates and with normalization have weights of several kinds, and
 * what gives real numbers, or takes them, is none.
 */
function hasTwin({ name, type }: Layer): boolean {
  const { integer, traits } = opOf(name, type);
  if (type === 'quantize' || !integer) return false;
  return typeof traits.codes === 'string' ? traits.action !== 'other' : traits.codes.length > 0;
}

/** Replaces each quantization of a layer on dequantized codes by that layer on codes. */
function joinQuantizations<G extends Graph>(graph: G): G {
  const readers = takersOf(graph);
  const made = new Map<string, Layer>();
  const params = new Map<string, AffineParams | undefined>();
  for (const { name, params: given } of graph.inputs) params.set(name, given);
  const names = new Map<string, string>();
  const nameOf = (name: string): string => names.get(name) ?? name;
  const layers: Layer[] = [];
  for (const given of graph.layers) {
    const layer = names.size === 0 ? given : { ...given, inputs: given.inputs.map(nameOf) };
    if (layer.type === 'quantize' && isSame(layer, params)) {
      names.set(layer.name, layer.inputs[0]);
      continue;
    }
    const joined = layer.type === 'quantize' ? (onCodes(layer, made, params, readers) ?? layer) : layer;
    made.set(joined.name, joined);
    params.set(joined.name, joined.params);
    layers.push(joined);
  }
  return { ...graph, layers, outputs: graph.outputs.map(nameOf) };
}

/** Whether a quantization has codes of its own params as its input. */
function isSame({ inputs, params: own }: Layer, params: ReadonlyMap<string, AffineParams | undefined>): boolean {
  const given = params.get(inputs[0]);
  return given !== undefined && own !== undefined && sameParams(given, own);
}

/** The layer that a quantization follows, computed on codes; undefined where that is not the same. */
function onCodes(
  { name, inputs: [source], params: output }: Layer,
  made: ReadonlyMap<string, Layer>,
  params: ReadonlyMap<string, AffineParams | undefined>,
  readers: ReadonlyMap<string, number>,
): Layer | undefined {
  const layer = made.get(source);
  if (!layer || !output || layer.params || readers.get(source) !== 1 || !hasTwin(layer)) return undefined;
  // zeros of padding would have to count as samples
  if (layer.type === 'averagePool2d' && layer.countPadding && layer.padding !== 'valid') return undefined;
  const inputs: string[] = [];
  for (const input of layer.inputs) {
    const from = made.get(input);
    if (from?.type !== 'dequantize') return undefined;
    inputs.push(from.inputs[0]);
  }
  const coded = inputs.map(input => params.get(input));
  const { codes: rule, action } = opOf(layer.name, layer.type).traits;
  if (action === 'sum' && [...coded, output].some(isWideOffset)) return undefined;
  if (rule === 'input' && !coded.every(given => given && sameParams(given, output))) return undefined;
  if (typeof rule !== 'string' && !rule.some(fixed => sameParams(fixed, output))) return undefined;
  if (!isWeighted(layer)) return { ...layer, name, inputs, params: output };
  const bias = coded[0] && biasCodes(layer, coded[0]);
  return bias && { ...layer, name, inputs, bias, params: output };
}

/** Whether codes are wider than 8 bits and have a zero point of their own: no runtime sums these, but real numbers instead. */
function isWideOffset(params: AffineParams | undefined): boolean {
  return params !== undefined && params.qmax - params.qmin > 255 && params.zeroPoint[0] !== 0;
}

/** The bias in steps of input scale * weight scale; undefined for weights of reals, and where the codes do not fit. */
function biasCodes({ weights, bias }: Weighted, { scale: [step] }: AffineParams): Tensor | undefined {
  const { params } = weights;
  if (!params) return undefined;
  const scale = params.scale.map(s => Math.fround(s * step));
  if (scale.some(s => s === 0)) return undefined;
  const codes = new Int32Array(bias.data.length);
  for (let c = 0; c < codes.length; c++) {
    const code = codeOf(bias, c, entry(scale, c));
    if (!(Math.abs(code) < 2 ** 31)) return undefined;
    codes[c] = code;
  }
  const zeroPoint = scale.map(() => 0);
  const int32 = { kind: 'affine', bits: 32, qmin: -(2 ** 31), qmax: 2 ** 31 - 1, scale, zeroPoint } as const;
  return { shape: bias.shape, data: codes, params: int32 };
}

/** One number of a bias in steps of `scale`; codes of that scale stay as they are. */
function codeOf({ data, params }: Tensor, c: number, scale: number): number {
  if (!params) return halfEven(data[c] / scale);
  const own = entry(params.scale, c);
  const steps = data[c] - entry(params.zeroPoint, c);
  // two float32 roundings apart at most
  return Math.abs(own - scale) <= scale * 2 ** -22 ? steps : halfEven((own * steps) / scale);
}
