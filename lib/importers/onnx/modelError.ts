import { FormatError } from '../../errors.js';

/** The error of an ONNX file that breaks a rule: where in it, the rule, and what came. */
export function onnxError(where: string, rule: string, got: string, options?: ErrorOptions): FormatError {
  return new FormatError('format-model', `importOnnx: ${where}: ${rule}, got ${got}`, options);
}

/** What this importer has no layer for; collected over the whole model before it is thrown. */
export class Unsupported extends Error {
  override readonly name = 'Unsupported';
}

/** How messages name a node or a tensor of the model. */
export function quoted(name: string): string {
  return JSON.stringify(name.length > 60 ? `${name.slice(0, 60)}...` : name);
}
