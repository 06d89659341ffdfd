import { FormatError } from '../../../errors.js';

/** The error of an ONNX file that breaks a rule: where in it, the rule, and what came. */
export function onnxError(where: string, rule: string, got: string, options?: ErrorOptions): FormatError {
  return new FormatError('format-model', `importOnnx: ${where}: ${rule}, got ${got}`, options);
}
