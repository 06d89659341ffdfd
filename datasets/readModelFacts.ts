import { createHash } from 'node:crypto';
import { type ModelFacts, onnxFacts, tfliteFacts } from '../lib/network.js';
import { checkInteger } from '../lib/check.js';
import { checkOptions, type OptionKeys } from '../lib/options.js';
import { modelError, modelFiles } from './model/modelFile.js';
import { formatOf } from './model/modelFormat.js';
import type { ReadModelOptions } from './readModel.js';

/** What a model file says beside its network. */
export interface FileFacts extends Omit<ModelFacts, 'stored'> {
  /** SHA-256 of the model's file, without what lies beside it, in hexadecimal digits. */
  readonly hash: string;
  /** Constants as they are stored; absent of JSON, whose network holds them so. */
  readonly stored?: ModelFacts['stored'];
}

const OPTIONS: OptionKeys<Pick<ReadModelOptions, 'maxBytes'>> = { maxBytes: true };

/**
 * Reads what a model file says beside its network: who wrote it, in which version of its format, its metadata, and its constants as stored.
 *
 * @throws {FormatError} when the file cannot be read, is too large, or is no model
 */
export async function readModelFacts(
  path: string,
  options: Pick<ReadModelOptions, 'maxBytes'> = {},
): Promise<FileFacts> {
  const { maxBytes = 2 ** 28 } = checkOptions('readModelFacts', options, OPTIONS);
  checkInteger('readModelFacts', 'maxBytes', maxBytes, 1);
  const bytes = await modelFiles(path, maxBytes).model();
  const hash = createHash('sha256').update(bytes).digest('hex');
  switch (formatOf(path, bytes)) {
    case 'tflite':
      return { hash, ...tfliteFacts(bytes) };
    case 'onnx':
      return { hash, ...onnxFacts(bytes) };
    case 'json':
      return { hash, schema: 'bitstair-network 1', producer: 'bitstair', metadata: {} };
    case undefined:
      throw modelError(path, 'must be a TFLite, ONNX or bitstair JSON model');
  }
}
