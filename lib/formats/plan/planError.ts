import { FormatError } from '../../errors.js';

/**
 * The error of a plan that breaks a rule: where in it, the rule, and what came.
 *
 * @internal
 */
export function planError(where: string, rule: string, got: string): FormatError {
  return new FormatError('format-network', `plan: ${where}: ${rule}, got ${got}`);
}
