import { FormatError } from '../../../errors.js';

/** The error of a TFLite file that breaks a rule: where in it, the rule, and what came. */
export function tfliteError(where: string, rule: string, got: string): FormatError {
  return new FormatError('format-model', `importTflite: ${where}: ${rule}, got ${got}`);
}
