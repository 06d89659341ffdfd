import { show } from '../check.js';
import { type AffineParams, sameParams } from '../qparams.js';
import { dialects } from '../dialects/index.js';
import { arithmeticOf } from '../graph/arithmetic.js';
import { fieldsOf } from '../graph/fields.js';
import { opOf } from '../ops/index.js';
import type { Graph } from '../graph/graph.js';
import type { Layer, Network, Tensor, Variable } from '../graph/network.js';
import { layerNamed, networkError, requireNetwork } from '../graph/networkError.js';
import { leadOf } from '../graph/streaming.js';
import { checkDescription } from '../graph/checkDescription.js';
import { checkLayout, timeLayout } from '../graph/timeLayout.js';
import {
  checkShape,
  checkTensor,
  checkTensorParams,
  elementsOf,
  MAX_ELEMENTS,
  type Shape,
  showShape,
} from '../graph/tensor.js';

/**
 * Checks a whole network and infers its shapes.
 *
 * @returns the shape of each tensor, by name: inputs first, then variables, then layers in their order
 * @throws {FormatError} saying which layer breaks which rule
 */
export function checkNetwork(network: Network): ReadonlyMap<string, Shape> {
  requireNetwork(network);
  const shapes = inferShapes(network);
  checkOutputs(network, shapes);
  const arithmetic = arithmeticOf(network);
  if (network.arithmetic !== arithmetic) {
    throw networkError('arithmetic', `must be ${arithmetic} with these tensors`, show(network.arithmetic));
  }
  const { dialect } = network;
  if (dialect !== undefined && !Object.hasOwn(dialects, dialect)) {
    throw networkError('dialect', `must be one of ${Object.keys(dialects).join(', ')}`, show(dialect));
  }
  checkStreaming(network);
  return shapes;
}

/** Throws unless the numbers of a streaming network go together. */
function checkStreaming({ streaming, inputs }: Network): void {
  if (streaming === undefined) return;
  const { window, hop, lead, warmUp } = streaming;
  const wanted = Number.isSafeInteger(window) && Number.isSafeInteger(hop) && hop >= 1 && window >= hop;
  if (!wanted || lead !== leadOf(window, hop) || warmUp !== Math.ceil(window / hop) - 1) {
    const rule = 'streaming must hold a window, a hop of at most as many samples, its lead and its warmUp';
    throw networkError('streaming', rule, JSON.stringify(streaming));
  }
  for (const input of inputs) {
    const { time } = timeLayout(input);
    if (time !== hop) throw networkError(`input ${show(input.name)}`, `must hold a hop of ${hop} samples`, `${time}`);
  }
}

/**
 * The shape of each tensor of a graph, by name, after its layers and variables were checked.
 *
 * @throws {FormatError} saying which layer breaks which rule
 */
export function inferShapes(graph: Graph): ReadonlyMap<string, Shape> {
  const shapes = new Map<string, Shape>();
  const params = new Map<string, AffineParams | undefined>();
  let elements = 0;

  function add(where: string, name: unknown, shape: Shape, given: AffineParams | undefined): void {
    if (typeof name !== 'string' || name === '')
      throw networkError(where, 'name must be a non-empty string', show(name));
    if (shapes.has(name)) throw networkError(where, 'names must be unique', `${show(name)} twice`);
    elements += elementsOf(shape);
    if (elements > MAX_ELEMENTS) {
      throw networkError(where, 'all activations together may have 2^28 elements', `${showShape(shape)} on top`);
    }
    shapes.set(name, shape);
    params.set(name, given);
  }

  const { inputs, variables = [], layers } = graph;
  if (inputs.length === 0) throw networkError('inputs', 'there must be at least one', 'none');
  for (const input of inputs) {
    const where = `input ${show(input.name)}`;
    const shape = checkShape(where, input.shape);
    checkLayout(where, input);
    add(where, input.name, shape, paramsOf(where, input));
  }
  for (const variable of variables) {
    const where = `variable ${show(variable.name)}`;
    add(where, variable.name, checkShape(where, variable.shape), paramsOf(where, variable));
    checkInitial(where, variable);
  }
  for (const layer of layers) {
    const where = layerNamed(layer);
    const shape = layerShape(layer, shapes);
    checkShape(`${where}, output`, shape);
    const given = paramsOf(where, layer);
    if (given) {
      checkOutputParams(
        layer,
        given,
        layer.inputs.map(name => params.get(name)),
      );
    }
    add(where, layer.name, shape, given);
  }
  checkNext(graph, shapes, params);
  return shapes;
}

/**
 * The output shape of one layer, after all its fields were checked.
 *
 * @throws {FormatError} when it breaks a rule
 */
export function layerShape(layer: Layer, shapes: ReadonlyMap<string, Shape>): Shape {
  const where = layerNamed(layer);
  const op = opOf(where, layer.type);
  // biases of codes need no params where the layer computes on codes
  const coded = layer.params !== undefined;
  op.read(fieldsOf(where, layer, (at, value, bias) => checkTensor(at, value as Tensor, bias && coded)));
  const inputs = layer.inputs.map(name => {
    const shape = shapes.get(name);
    if (!shape) throw networkError(where, 'inputs must name network inputs, variables or earlier layers', show(name));
    return shape;
  });
  return op.shape(layer, inputs);
}

/** The params of an activation, where it has some. */
function paramsOf(where: string, { params }: { readonly params?: AffineParams }): AffineParams | undefined {
  return params === undefined ? undefined : checkTensorParams(where, params, 1);
}

/** Throws when a layer whose output must be coded as its inputs, or in one of a few fixed ways, is not. */
function checkOutputParams(layer: Layer, given: AffineParams, inputs: readonly (AffineParams | undefined)[]): void {
  const { codes: output } = opOf(layerNamed(layer), layer.type).traits;
  if (output === 'own') return;
  const codes = (p: AffineParams) => `scale ${p.scale[0]}, zero point ${p.zeroPoint[0]} for [${p.qmin}, ${p.qmax}]`;
  if (output !== 'input') {
    if (output.some(fixed => sameParams(fixed, given))) return;
    if (output.length === 0) {
      throw networkError(layerNamed(layer), `${layer.type} gives real numbers, params must be absent`, codes(given));
    }
    const wanted = output.map(codes).join(', or ');
    throw networkError(layerNamed(layer), `params are fixed for ${layer.type}, ${wanted}`, codes(given));
  }
  const values = layer.type === 'where' ? inputs.slice(1) : inputs; // a condition only chooses
  const other = values.find(wanted => wanted && !sameParams(wanted, given));
  if (other) throw networkError(layerNamed(layer), `params must be those of its input, ${codes(other)}`, codes(given));
}

/** Throws when the initial value of a variable has another shape, or other params. */
function checkInitial(where: string, { shape, params, initial }: Variable): void {
  if (!initial) return;
  checkTensor(where, initial);
  const same = initial.params && params ? sameParams(initial.params, params) : initial.params === params;
  if (!same) throw networkError(where, 'initial must have its params', show(initial.params));
  if (showShape(initial.shape) !== showShape(shape)) {
    throw networkError(where, `initial must have shape ${showShape(shape)}`, showShape(initial.shape));
  }
}

/** Throws when what a variable becomes does not suit it. */
function checkNext(
  { variables = [], layers }: Graph,
  shapes: ReadonlyMap<string, Shape>,
  allParams: ReadonlyMap<string, AffineParams | undefined>,
): void {
  const names = new Set(layers.map(layer => layer.name));
  for (const { name, shape, params, next } of variables) {
    const where = `variable ${show(name)}`;
    if (!names.has(next)) throw networkError(where, 'next must name a layer', show(next));
    const got = shapes.get(next) ?? [];
    if (showShape(got) !== showShape(shape)) {
      throw networkError(where, `next must have shape ${showShape(shape)}`, showShape(got));
    }
    const given = allParams.get(next);
    if (params && given ? !sameParams(params, given) : params !== given) {
      throw networkError(where, 'next must have its params', show(given));
    }
  }
}

function checkOutputs(network: Network, shapes: ReadonlyMap<string, Shape>): void {
  const { layers, outputs } = network;
  if (outputs.length === 0) throw networkError('outputs', 'there must be at least one', 'none');
  const names = new Set(layers.map(layer => layer.name));
  for (const name of outputs) {
    if (!names.delete(name)) throw networkError('outputs', 'must name layers, each once', show(name));
  }
  checkDescription(
    network,
    outputs.map(name => elementsOf(shapes.get(name) ?? [])),
  );
}
