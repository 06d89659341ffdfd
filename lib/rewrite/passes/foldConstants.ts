import { opOf, ops } from '../../ops/index.js';
import { noMemory } from '../../ops/op.js';
import type { Constant, Layer } from '../../graph/network.js';
import { layerNamed } from '../../graph/networkError.js';
import { elementsOf, realValues } from '../../graph/tensor.js';
import { editLayers, type GraphPass } from './graphPass.js';

/** The most elements that folding one layer may make: a constant is stored, a layer computes anew. */
const MOST = 2 ** 20;

/**
 * Computes layers on real numbers whose inputs are all constants once, and puts their value in their place. Layers with a memory stay.
 * The network computes the same, bit for bit.
 */
export const foldConstants: GraphPass = {
  name: 'foldConstants',
  run(network) {
    const constants = new Map<string, Constant>();
    return editLayers(network, layer => {
      const folded = folds(layer) ? valueOf(layer, constants) : layer;
      if (folded.type === 'constant' && folded.params === undefined) constants.set(folded.name, folded);
      return folded;
    });
  },
};

function folds({ type, params, inputs }: Layer): boolean {
  const remembers = 'state' in ops[type];
  return inputs.length > 0 && params === undefined && !remembers && type !== 'dequantize';
}

/** The layer as a constant, where all its inputs are some. */
function valueOf(layer: Layer, constants: ReadonlyMap<string, Constant>): Layer {
  const inputs = layer.inputs.flatMap(name => {
    const value = constants.get(name)?.value;
    return value ? [{ shape: value.shape, data: realValues(value) }] : [];
  });
  if (inputs.length < layer.inputs.length) return layer;
  const kind = opOf(layerNamed(layer), layer.type);
  const shape = kind.shape(
    layer,
    inputs.map(input => input.shape),
  );
  if (elementsOf(shape) > MOST) return layer;
  const data = new Float32Array(elementsOf(shape));
  kind.float(layer, inputs, { shape, data }, noMemory)();
  // a constant holds finite numbers; what is not stays a layer
  if (!data.every(Number.isFinite)) return layer;
  return { type: 'constant', name: layer.name, inputs: [], value: { shape, data } };
}
