import type { Constant, Layer, Network, Tensor } from '../../graph/network.js';
import { realValues } from '../../graph/tensor.js';
import { type AffineParams, newCodes, sameParams } from '../../qparams.js';
import { halfAway } from '../../rounding.js';

/** Layers of a network under quantization, in their order, with conversions between them where they are asked for. */
interface CodedLayers {
  readonly layers: readonly Layer[];
  /** The tensor that stands for one, as it is. */
  asIs(name: string): string;
  /** The tensor that holds one under other params, or as real numbers; made where there is none yet. */
  as(name: string, params: AffineParams | undefined): string;
  add(layer: Layer, params: AffineParams | undefined): void;
  /** Adds a layer on real numbers that is an output, which is to hold codes. */
  addOutput(layer: Layer, params: AffineParams): void;
  /** A constant that is seen from outside keeps its name. */
  keepConstant(name: string, params: AffineParams | undefined): void;
}

/**
 * Begins the layers of a network under quantization.
 *
 * @internal
 *
 * @param of params of a tensor of the network
 */
export function codedLayers(
  given: Network,
  of: (name: string) => AffineParams | undefined,
  rounding: 'halfAway' | 'halfEven',
): CodedLayers {
  const layers: Layer[] = [];
  const constants = new Map(given.layers.flatMap(l => (l.type === 'constant' ? [[l.name, l]] : [])));
  const held = new Map<string, AffineParams | undefined>(
    [...given.inputs, ...(given.variables ?? [])].map(({ name }) => [name, of(name)]),
  );
  const taken = new Set([...held.keys(), ...given.layers.map(({ name }) => name)]);
  const standIns = new Map<string, string>();
  const made = new Map<string, { readonly name: string; readonly params: AffineParams | undefined }[]>();
  const fresh = (name: string): string => {
    let own = name;
    while (taken.has(own)) own += "'";
    taken.add(own);
    return own;
  };
  const emit = (layer: Layer, own: AffineParams | undefined): string => {
    layers.push(layer);
    held.set(layer.name, own);
    return layer.name;
  };
  const constantAs = (constant: Constant, own: AffineParams | undefined): string => {
    const name = held.has(constant.name) ? fresh(`${constant.name}/${own ? 'codes' : 'real'}`) : constant.name;
    if (!own) return emit({ ...constant, name }, undefined);
    return emit({ ...constant, name, value: codesOf(constant.value, own), params: own }, own);
  };
  const convert = (name: string, own: AffineParams | undefined): string => {
    const constant = constants.get(name);
    if (constant) return constantAs(constant, own);
    const at = standIns.get(name) ?? name;
    if (same(held.get(at), own)) return at;
    if (!own) return emit({ type: 'dequantize', name: fresh(`${name}/real`), inputs: [at] }, undefined);
    return emit({ type: 'quantize', name: fresh(`${name}/codes`), inputs: [at], params: own, rounding }, own);
  };
  const as = (name: string, own: AffineParams | undefined): string => {
    const before = made.get(name) ?? [];
    const found = before.find(one => same(one.params, own));
    if (found) return found.name;
    const converted = convert(name, own);
    made.set(name, [...before, { name: converted, params: own }]);
    return converted;
  };
  return {
    layers,
    as,
    asIs: (name: string) => (constants.has(name) ? as(name, undefined) : (standIns.get(name) ?? name)),
    add: emit,
    addOutput(layer: Layer, own: AffineParams): void {
      const name = fresh(`${layer.name}/real`);
      emit({ ...layer, name }, undefined);
      emit({ type: 'quantize', name: layer.name, inputs: [name], params: own, rounding }, own);
      standIns.set(layer.name, name); // those that take it take the real numbers
    },
    keepConstant(name: string, own: AffineParams | undefined): void {
      const constant = constants.get(name);
      if (constant && !held.has(name)) constantAs(constant, own);
    },
  };
}

function same(a: AffineParams | undefined, b: AffineParams | undefined): boolean {
  return a && b ? sameParams(a, b) : a === b;
}

/** A constant as the codes of params with one scale. */
export function codesOf(tensor: Tensor, params: AffineParams): Tensor {
  const { scale, zeroPoint, qmin, qmax } = params;
  const data = newCodes(params, tensor.data.length);
  realValues(tensor).forEach((x, i) => {
    data[i] = Math.min(Math.max(halfAway(x / scale[0]) + zeroPoint[0], qmin), qmax);
  });
  return { shape: tensor.shape, data, params };
}
