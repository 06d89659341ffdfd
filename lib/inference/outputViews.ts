import type { Compiled } from '../engine/compile.js';
import { elementsOf } from '../graph/tensor.js';
import type { View } from './windowStage.js';

/**
 * The outputs of a network as views of one sample a window.
 *
 * @internal
 */
export function outputViews(compiled: Compiled): View[] {
  const { network, outputs } = compiled;
  const { labels } = network;
  let first = 0; // label of the output's first entry
  return outputs.map((tensor): View => {
    const channels = elementsOf(tensor.shape);
    const own = labels?.slice(first, first + channels) ?? Array.from({ length: channels }, (_, k) => String(k));
    first += channels;
    const names = labels && outputs.length === 1 ? own : own.map(entry => `${tensor.name}[${entry}]`);
    return { tensor, values: compiled.tap(tensor.name), channels, samples: 1, names };
  });
}
