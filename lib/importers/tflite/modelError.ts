import { FormatError } from '../../errors.js';

/** The error of a TFLite file that breaks a rule: where in it, the rule, and what came. */
export function tfliteError(where: string, rule: string, got: string): FormatError {
  return new FormatError('format-model', `importTflite: ${where}: ${rule}, got ${got}`);
}

/** What this importer has no layer for; collected over the whole model before it is thrown. */
export class Unsupported extends Error {
  override readonly name = 'Unsupported';
}

/** How messages name a tensor or an operator of the model. */
export function quoted(name: string): string {
  return JSON.stringify(name.length > 60 ? `${name.slice(0, 60)}...` : name);
}
