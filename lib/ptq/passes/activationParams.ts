import { codedLayers, codesOf } from './codedLayers.js';
import type { Pass } from './pass.js';
import { tensorParams } from './tensorParams.js';

/**
 * Gives each tensor its parameters, and puts layers between where a layer takes other codes than its input has: `quantize` where the
 * params differ, `dequantize` and `quantize` around layers on real numbers. Constants become the codes that each of their takers wants.
 * Inputs and outputs hold codes; indices and truth values have scale 1.
 *
 * @throws {RangeError} when a tensor has no range
 */
export const activationParams: Pass = {
  name: 'activationParams',
  run(network, plan) {
    const params = tensorParams(network, plan);
    const rounding = plan.recipe.dialect === 'onnxruntime' ? 'halfEven' : 'halfAway';
    const writer = codedLayers(network, name => params.of(name), rounding);
    const outputs = new Set(network.outputs);
    for (const layer of network.layers) {
      if (layer.type === 'constant') continue; // where it is taken
      const inputs = layer.inputs.map((name, k) => {
        const wanted = params.wanted(layer, k);
        return wanted === 'any' ? writer.asIs(name) : writer.as(name, wanted === 'real' ? undefined : wanted);
      });
      const own = params.of(layer.name);
      if (own || !outputs.has(layer.name)) writer.add({ ...layer, inputs, ...(own && { params: own }) }, own);
      else writer.addOutput({ ...layer, inputs }, params.ofOutput(layer.name));
    }
    const coded = <T extends { readonly name: string }>(tensor: T) => {
      const own = params.of(tensor.name);
      return own ? { ...tensor, params: own } : tensor;
    };
    const visible = [...network.outputs, ...(network.variables ?? []).map(({ next }) => next)];
    for (const name of visible) writer.keepConstant(name, params.of(name));
    return {
      ...network,
      inputs: network.inputs.map(coded),
      ...(network.variables && {
        variables: network.variables.map(variable => {
          const own = params.of(variable.name);
          return own
            ? { ...variable, params: own, ...(variable.initial && { initial: codesOf(variable.initial, own) }) }
            : variable;
        }),
      }),
      layers: writer.layers,
    };
  },
};
