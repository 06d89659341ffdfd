import type { Model } from '../datasets/index.js';

/** A model in the echo of settings. */
export function describeModel({ format, bytes, network, carried }: Model): Record<string, unknown> {
  const pairs = carried && Object.entries(carried).map(([input, output]) => `${input}=${output}`);
  return {
    format: `${format}, ${bytes} bytes`,
    network: network.name,
    arithmetic: network.arithmetic,
    ...(pairs && { carry: pairs.join(', ') }),
  };
}
