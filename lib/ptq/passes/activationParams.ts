import { OptionRangeError } from '../../errors.js';
import { opOf } from '../../ops/index.js';
import type { Layer } from '../../graph/network.js';
import { layerNamed } from '../../graph/networkError.js';
import type { AffineParams } from '../../qparams.js';
import { affine } from '../../quantizers/affine.js';
import { type Range, range, unionOf } from '../../range.js';
import type { Pass } from './pass.js';

const quantizer = affine({ bits: 8, axis: 'tensor', zero: 'keep', rounding: 'halfAway' });

/**
 * Gives each tensor its int8 parameters: of its calibrated range; after a relu of [0, max]; the input's where the layer only
 * moves or compares codes; fixed ones where the kind of layer says so.
 *
 * @throws {RangeError} when a tensor has no range
 */
export const activationParams: Pass = {
  name: 'activationParams',
  run(network, { ranges, input }) {
    const params = new Map<string, AffineParams>();
    const inputs = network.inputs.map(given => {
      const own = input ?? quantizer.design(rangeOf(given.name, ranges));
      params.set(given.name, own);
      return { ...given, params: own };
    });
    const layers = network.layers.map((layer): Layer => {
      const { codes: output } = opOf(layerNamed(layer), layer.type).traits;
      if (output.length === 0) return layer; // indices and truth values
      const taken = layer.inputs.flatMap(name => params.get(name) ?? []).at(0);
      const own =
        output === 'own' || output === 'input' ? (output === 'input' && taken) || designed(layer, ranges) : output[0];
      params.set(layer.name, own);
      return { ...layer, params: own };
    });
    return { ...network, inputs, layers };
  },
};

/** Parameters of a layer's own range. */
function designed(layer: Layer, ranges: ReadonlyMap<string, Range>): AffineParams {
  const calibrated = rangeOf(layer.name, ranges);
  const rectified =
    layer.type === 'relu' || ('activation' in layer && (layer.activation === 'relu' || layer.activation === 'relu6'));
  return quantizer.design(rectified ? range(0, Math.max(unionOf(calibrated)[1], 0)) : calibrated);
}

function rangeOf(name: string, ranges: ReadonlyMap<string, Range>): Range {
  const found = ranges.get(name);
  if (!found) {
    throw new OptionRangeError(
      `quantizeNetwork: ranges must hold every tensor, got none for ${JSON.stringify(name)}; calibrate this very network`,
    );
  }
  return found;
}
