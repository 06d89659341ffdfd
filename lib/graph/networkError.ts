import { FormatError } from '../errors.js';

/**
 * The error of a network that breaks a rule: where in it, the rule, and what came.
 *
 * @internal
 */
export function networkError(where: string, rule: string, got: string): FormatError {
  return new FormatError('format-network', `network: ${where}: ${rule}, got ${got}`);
}

/** How messages name a layer. */
export function layerNamed(layer: { readonly name: string }): string {
  return `layer ${JSON.stringify(layer.name)}`;
}
