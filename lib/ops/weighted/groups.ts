import type { Layer } from '../../graph/network.js';
import { layerNamed, networkError } from '../../graph/networkError.js';

/** Throws unless groups divide the channels of input and output. */
export function requireGroups(layer: Layer, groups: number, channels: number, filters: number): void {
  if (channels % groups !== 0 || filters % groups !== 0) {
    throw networkError(
      layerNamed(layer),
      `groups must divide the channels of the input, ${channels}, and of the output, ${filters}`,
      `${groups}`,
    );
  }
}
