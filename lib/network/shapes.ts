import { show } from '../check.js';
import { type AffineParams, sameParams } from '../qparams.js';
import { fieldsOf } from './layers/fields.js';
import { layerKind } from './layers/index.js';
import type { Layer, Network, Tensor } from './network.js';
import { layerNamed, networkError } from './networkError.js';
import {
  checkShape,
  checkTensor,
  checkTensorParams,
  elementsOf,
  MAX_ELEMENTS,
  type Shape,
  showShape,
} from './tensor.js';

/**
 * Checks a whole network and infers its shapes.
 *
 * @returns the shape of each tensor, by name: inputs first, then layers in their order
 * @throws {FormatError} saying which layer breaks which rule
 */
export function checkNetwork(network: Network): ReadonlyMap<string, Shape> {
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

  const { arithmetic } = network;
  if (arithmetic !== 'float32' && arithmetic !== 'integer') {
    throw networkError('arithmetic', 'must be float32 or integer', show(arithmetic));
  }
  if (network.inputs.length === 0) throw networkError('inputs', 'there must be at least one', 'none');
  for (const input of network.inputs) {
    const where = `input ${show(input.name)}`;
    add(where, input.name, checkShape(where, input.shape, [1, 2]), paramsOf(where, input, arithmetic));
  }
  for (const layer of network.layers) {
    const where = layerNamed(layer);
    const shape = layerShape(layer, arithmetic, shapes);
    const given = paramsOf(where, layer, arithmetic);
    if (given) checkOutputParams(layer, given, params.get(layer.inputs[0]));
    add(where, layer.name, shape, given);
  }
  checkOutputs(network, shapes);
  return shapes;
}

/** The output shape of one layer, after all its fields were checked. */
function layerShape(layer: Layer, arithmetic: Network['arithmetic'], shapes: ReadonlyMap<string, Shape>): Shape {
  const where = layerNamed(layer);
  const kind = layerKind(where, layer.type);
  kind.read(fieldsOf(where, layer, (at, value) => checkTensor(at, value as Tensor, arithmetic)));
  const inputs = layer.inputs.map(name => {
    const shape = shapes.get(name);
    if (!shape) throw networkError(where, 'inputs must name network inputs or earlier layers', show(name));
    return shape;
  });
  return kind.shape(layer, inputs);
}

/** The params of an activation: present in integer networks, absent in float ones. */
function paramsOf(
  where: string,
  tensor: { readonly params?: AffineParams },
  arithmetic: Network['arithmetic'],
): AffineParams | undefined {
  if (arithmetic === 'integer') return checkTensorParams(where, tensor.params, 1);
  if (tensor.params !== undefined)
    throw networkError(where, 'a float network must have no params', show(tensor.params));
  return undefined;
}

/** Throws when a layer whose output must be coded as its input, or in one fixed way, is not. */
function checkOutputParams(layer: Layer, given: AffineParams, input: AffineParams | undefined): void {
  const { output } = layerKind(layerNamed(layer), layer.type);
  if (output === 'own') return;
  const wanted = output === 'input' ? input : output;
  if (wanted && !sameParams(wanted, given)) {
    const rule = output === 'input' ? 'params must be those of its input' : `params are fixed for ${layer.type}`;
    const codes = (p: AffineParams) => `scale ${p.scale[0]}, zero point ${p.zeroPoint[0]}`;
    throw networkError(
      layerNamed(layer),
      `${rule}, ${codes(wanted)} for [${wanted.qmin}, ${wanted.qmax}]`,
      codes(given),
    );
  }
}

function checkOutputs({ layers, outputs, labels, sampleRate }: Network, shapes: ReadonlyMap<string, Shape>): void {
  if (outputs.length === 0) throw networkError('outputs', 'there must be at least one', 'none');
  const names = new Set(layers.map(layer => layer.name));
  for (const name of outputs) {
    if (!names.delete(name)) throw networkError('outputs', 'must name layers, each once', show(name));
  }
  if (labels !== undefined) {
    const entries = outputs.reduce((sum, name) => sum + elementsOf(shapes.get(name) ?? []), 0);
    if (labels.length !== entries)
      throw networkError('labels', `must be ${entries}, one an output`, `${labels.length}`);
  }
  if (sampleRate !== undefined && !(Number.isFinite(sampleRate) && sampleRate > 0)) {
    throw networkError('sampleRate', 'must be a finite number above 0', show(sampleRate));
  }
}
