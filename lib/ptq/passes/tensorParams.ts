import { type DialectName, dialects } from '../../dialects/index.js';
import { OptionRangeError } from '../../errors.js';
import { takersOf } from '../../graph/graph.js';
import type { Layer, Network, Tensor } from '../../graph/network.js';
import { layerNamed } from '../../graph/networkError.js';
import { isWeighted, realValues, type Shape } from '../../graph/tensor.js';
import { opOf } from '../../ops/index.js';
import { inferShapes } from '../../rewrite/shapes.js';
import { type AffineParams, freezeParams } from '../../qparams.js';
import { type Range, range, unionOf } from '../../range.js';
import type { ActivationCoding } from '../coding.js';
import { designParams } from '../designParams.js';
import { shownTensors } from '../shownTensors.js';
import { isJoin, isMove, roleOf, traitsOf, valuesOf } from './operands.js';
import type { QuantizationPlan } from './pass.js';

/** The coding of every tensor of a network that is quantized. */
export interface TensorParams {
  /** Params of a tensor that a run makes; undefined where it holds real numbers. */
  of(name: string): AffineParams | undefined;
  /** Params of an output of the network, which always holds codes. */
  ofOutput(name: string): AffineParams;
  /** Params under which a layer takes an input: other ones than the tensor's own make a requantization. `real`: real numbers; `any`: as it is. */
  wanted(layer: Layer, operand: number): AffineParams | 'real' | 'any';
}

/**
 * Decides the params of every tensor: of its calibrated range; from 0 after a relu; those of the input where a layer only moves or chooses
 * codes; fixed ones where the kind of layer says so.
 *
 * Where tensors join (concat, minimum, maximum, where), the range of the result decides. A tensor that nobody else takes is made in its
 * params at once, which loses nothing; one that others take, an input, or one of fixed params keeps its own, and is requantized for the join.
 *
 * @internal
 *
 * @throws {RangeError} when a tensor has no range
 */
export function tensorParams(
  network: Network,
  { recipe, ranges, codings, given, floats }: QuantizationPlan,
): TensorParams {
  const shapes = inferShapes(network);
  const layers = new Map(network.layers.map(layer => [layer.name, layer]));
  const variables = new Map((network.variables ?? []).map(variable => [variable.name, variable]));
  const inputs = new Set(network.inputs.map(({ name }) => name));
  const takers = takersOf(network);
  const coded = codedTensors(network, floats);
  const joined = adopted(network, coded, takers);
  const known = new Map<string, AffineParams>();
  const asked = new Set<string>();
  const widening = widened(network, layers);
  const indices = indexInputs(network);
  const shown = shownTensors(network);

  const bare = secondMatrices(network, recipe.dialect);
  const codingOf = (name: string): ActivationCoding => {
    const coding = codings.activations(name);
    return bare.has(name) && coding.scheme === 'asymmetric' ? { ...coding, scheme: 'symmetric' } : coding;
  };
  const isConstant = (name: string) => layers.get(name)?.type === 'constant';
  const calibrated = (name: string): Range => {
    const layer = layers.get(name);
    if (layer?.type === 'constant') return rangeOfValues(layer.value);
    const found = ranges.get(name);
    if (found) return found;
    const what = JSON.stringify(name);
    throw new OptionRangeError(
      `quantizeNetwork: ranges must hold every tensor, got none for ${what}; calibrate this very network`,
    );
  };
  const designed = (name: string, coding: ActivationCoding): AffineParams => {
    const own = calibrated(name);
    const wider = (widening.get(name) ?? []).map(calibrated);
    const whole = wider.length > 0 ? union([own, ...wider]) : own;
    const kept = shown.has(name) ? widenedBy(whole, recipe.outputMargin) : whole;
    return designParams(name, rectifies(layers.get(name)) ? fromZero(kept) : kept, coding);
  };

  const of = (name: string): AffineParams | undefined => {
    if (!coded.has(name)) return undefined;
    const found = known.get(name);
    if (found) return found;
    if (asked.has(name)) return designed(name, codingOf(name)); // a variable that becomes itself
    asked.add(name);
    const params = decide(name);
    asked.delete(name);
    known.set(name, params);
    return params;
  };

  const decide = (name: string): AffineParams => {
    const coding = codingOf(name);
    if (inputs.has(name)) {
      const own = given.get(name);
      if (own) return own;
      return indices.has(name) ? counting(unionOf(calibrated(name))[1]) : designed(name, coding);
    }
    const variable = variables.get(name);
    if (variable) return of(variable.next) ?? designed(name, coding);
    const layer = layers.get(name) as Layer; // checked
    const join = joined.get(name);
    if (join !== undefined) return of(join) ?? designed(name, coding);
    const { codes } = traitsOf(layer);
    if (typeof codes !== 'string') {
      const wide = isWide(of(layer.inputs[0]) ?? coding);
      return codes.find(({ bits, qmin }) => (bits === 16) === wide && qmin < 0) ?? codes[0];
    }
    if (isMove(layer)) return of(valuesOf(layer)[0]) ?? designed(name, coding);
    return designed(name, coding);
  };

  /** Params of a tensor in the width of another. */
  const inWidth = (name: string, wide: boolean): AffineParams => {
    const own = of(name);
    if (own && isWide(own) === wide) return own;
    const coding = codingOf(name);
    return designed(name, isWide(coding) === wide ? coding : { ...coding, bits: wide ? 16 : 8 });
  };

  const wanted = (layer: Layer, operand: number): AffineParams | 'real' | 'any' => {
    const name = layer.inputs[operand];
    const role = roleOf(layer, operand);
    if (role === 'index' || computesOnReals(layer, coded, floats, isConstant)) return 'real';
    if (role === 'condition') return 'any';
    const output = of(layer.name);
    const { codes } = traitsOf(layer);
    if (codes === 'input' && output) return output;
    if (layer.type === 'matMul' && operand === 1 && bare.has(name) && of(name)?.zeroPoint[0] !== 0) {
      return designed(name, codingOf(name)); // moved from a tensor of other params
    }
    const mixes = isWeighted(layer) || layer.type === 'matMul' || layer.type === 'argMax' || layer.type === 'argMin';
    if (mixes || (!output && !isConstant(name))) return of(name) ?? designed(name, codingOf(name));
    // layers whose tensors all have one width; a comparison has that of its first operand
    const other = output ?? of(layer.inputs.find(input => !isConstant(input)) ?? name);
    return inWidth(name, isWide(other ?? codingOf(name)));
  };

  return {
    of,
    wanted,
    ofOutput: name => of(name) ?? countOf(name, layers, shapes) ?? designed(name, codingOf(name)),
  };
}

function isWide({ bits }: { readonly bits: number }): boolean {
  return bits > 8;
}

/** Whether a layer computes on real numbers, and not on codes. */
function computesOnReals(
  layer: Layer,
  coded: ReadonlySet<string>,
  floats: ReadonlyMap<string, string>,
  isConstant: (name: string) => boolean,
): boolean {
  const { integer, traits } = opOf(layerNamed(layer), layer.type);
  if (floats.has(layer.name) || !integer) return true;
  const open = valuesOf(layer).filter(name => !isConstant(name));
  return traits.codes !== 'own' && open.length > 0 && !open.some(name => coded.has(name));
}

/** Names of the tensors that hold codes: all but the outputs of layers on real numbers, and what moves or keeps those. */
function codedTensors(network: Network, floats: ReadonlyMap<string, string>): ReadonlySet<string> {
  const { inputs, variables = [], layers } = network;
  const constants = new Set(layers.filter(({ type }) => type === 'constant').map(({ name }) => name));
  let kept = variables;
  for (;;) {
    const coded = new Set([...inputs, ...kept].map(({ name }) => name));
    for (const layer of layers) {
      const real = computesOnReals(layer, coded, floats, name => constants.has(name));
      if (layer.type === 'constant' || (!real && traitsOf(layer).codes.length > 0)) coded.add(layer.name);
    }
    const next = kept.filter(variable => coded.has(variable.next));
    if (next.length === kept.length) return coded;
    kept = next;
  }
}

/** Tensors that are made in the params of the join which takes them, by name. */
function adopted(
  network: Network,
  coded: ReadonlySet<string>,
  takers: ReadonlyMap<string, number>,
): ReadonlyMap<string, string> {
  const layers = new Map(network.layers.map(layer => [layer.name, layer]));
  const joins = new Map<string, string>();
  const isFree = (name: string): boolean => {
    const layer = layers.get(name);
    if (!layer || layer.type === 'constant' || takers.get(name) !== 1 || !coded.has(name)) return false;
    const { codes } = traitsOf(layer);
    if (typeof codes !== 'string') return false;
    return isMove(layer) ? isFree(valuesOf(layer)[0]) : true;
  };
  for (const join of [...network.layers].reverse()) {
    if (!isJoin(join) || !coded.has(join.name)) continue;
    for (const input of valuesOf(join)) {
      if (!isFree(input)) continue;
      for (let name = input; !joins.has(name);) {
        joins.set(name, join.name);
        const layer = layers.get(name);
        if (!layer || !isMove(layer)) break;
        [name] = valuesOf(layer);
      }
    }
  }
  return joins;
}

/** Tensors that share the params of another one but may go beyond its range, by that one's name: padded ones, and variables. */
function widened(network: Network, layers: ReadonlyMap<string, Layer>): ReadonlyMap<string, readonly string[]> {
  const wider = new Map<string, string[]>();
  const source = (name: string): string => {
    const layer = layers.get(name);
    return layer && isMove(layer) ? source(valuesOf(layer)[0]) : name;
  };
  const add = (from: string, name: string): void => {
    const root = source(from);
    wider.set(root, [...(wider.get(root) ?? []), name]);
  };
  for (const layer of network.layers) {
    if (layer.type === 'pad' && layer.mode === 'constant' && layer.value !== 0) add(layer.inputs[0], layer.name);
  }
  for (const { name, next } of network.variables ?? []) if (source(next) !== name) add(next, name);
  return wider;
}

/** Second factors of matrix products whose zero point the dialect leaves out: it must be 0. */
function secondMatrices({ layers }: Network, dialect: DialectName): ReadonlySet<string> {
  if (dialects[dialect].rules.matrices === 'both') return new Set();
  return new Set(layers.flatMap(({ type, inputs }) => (type === 'matMul' ? [inputs[1]] : [])));
}

/** Inputs that are nothing but indices. */
function indexInputs(network: Network): ReadonlySet<string> {
  const uses = (name: string) =>
    network.layers.flatMap(layer => layer.inputs.flatMap((input, k) => (input === name ? roleOf(layer, k) : [])));
  const all = network.inputs.map(({ name }) => ({ name, roles: uses(name) }));
  return new Set(
    all.filter(({ roles }) => roles.length > 0 && roles.every(r => r === 'index')).map(({ name }) => name),
  );
}

/** Params of a tensor of real numbers that counts: an index, or a truth value. */
function countOf(
  name: string,
  layers: ReadonlyMap<string, Layer>,
  shapes: ReadonlyMap<string, Shape>,
): AffineParams | undefined {
  const layer = layers.get(name);
  if (!layer) return undefined;
  if (layer.type === 'argMax' || layer.type === 'argMin')
    return counting((shapes.get(layer.inputs[0]) ?? [])[layer.axis] - 1);
  if (isMove(layer)) return countOf(valuesOf(layer)[0], layers, shapes);
  const truth = traitsOf(layer).action === 'broadcast' && traitsOf(layer).codes.length === 0;
  return truth || (layer.type === 'cast' && layer.to === 'bool') ? counting(1) : undefined;
}

/** Codes that are the numbers themselves. */
function counting(most: number): AffineParams {
  const bits = most < 128 ? 8 : most < 32768 ? 16 : 32;
  const [qmin, qmax] = [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1];
  return freezeParams<AffineParams>({ kind: 'affine', bits, qmin, qmax, scale: [1], zeroPoint: [0] });
}

function rectifies(layer: Layer | undefined): boolean {
  if (!layer) return false;
  const activation = 'activation' in layer ? layer.activation : 'none';
  return layer.type === 'relu' || activation === 'relu' || activation === 'relu6';
}

/** The range with both ends moved away from 0. */
function widenedBy(whole: Range, margin: number): Range {
  if (margin === 1) return whole;
  const [low, high] = unionOf(whole);
  const { bits } = whole;
  return { ...range(low * margin, high * margin), ...(bits !== undefined && { bits }) };
}

function fromZero(whole: Range): Range {
  const { bits } = whole;
  return { ...range(0, Math.max(unionOf(whole)[1], 0)), ...(bits !== undefined && { bits }) };
}

function union(list: readonly Range[]): Range {
  const ends = list.map(unionOf);
  const { bits } = list[0];
  return {
    ...range(Math.min(...ends.map(([low]) => low)), Math.max(...ends.map(([, high]) => high))),
    ...(bits !== undefined && { bits }),
  };
}

function rangeOfValues(tensor: Tensor): Range {
  let [low, high] = [Infinity, -Infinity];
  for (const x of realValues(tensor)) {
    if (x < low) low = x;
    if (x > high) high = x;
  }
  return range(low, high);
}
