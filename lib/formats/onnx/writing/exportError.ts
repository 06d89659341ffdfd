import { FormatError } from '../../../errors.js';
import { Unsupported } from '../../problems.js';

/**
 * The error of a network that cannot be written: where in it, the rule, and what came.
 *
 * @internal
 */
export function exportError(where: string, rule: string, got: string): FormatError {
  return new FormatError('format-network', `exportOnnx: ${where}: ${rule}, got ${got}`);
}

/** Throws unless ONNX can say it. */
export function supported(condition: boolean, what: string): asserts condition {
  if (!condition) throw new Unsupported(what);
}
