import { show } from '../check.js';
import { FormatError } from '../errors.js';

/**
 * The error of a network that breaks a rule: where in it, the rule, and what came.
 *
 * @internal
 */
export function networkError(where: string, rule: string, got: string): FormatError {
  return new FormatError('format-network', `network: ${where}: ${rule}, got ${got}`);
}

/**
 * Throws when a value has not even the lists of a network.
 *
 * @internal
 */
export function requireNetwork(given: unknown): void {
  const { inputs, layers, outputs } = (given ?? {}) as Record<string, unknown>;
  if ([inputs, layers, outputs].every(Array.isArray)) return;
  throw new FormatError(
    'format-network',
    `network: must be an object with inputs, layers and outputs, got ${show(given)}; readModel and networkFromJson give one`,
  );
}

/** How messages name a layer. */
export function layerNamed(layer: { readonly name: string }): string {
  return `layer ${JSON.stringify(layer.name)}`;
}
