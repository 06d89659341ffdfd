import { show } from '../check.js';
import type { Network, NetworkInput, OutputKind } from './network.js';
import { networkError } from './networkError.js';
import { timeLayout } from './timeLayout.js';

/** All kinds of outputs. */
export const OUTPUT_KINDS: readonly OutputKind[] = ['probabilities', 'logits', 'detector', 'reconstruction', 'values'];

/**
 * Throws unless what a network says of itself fits its inputs and outputs.
 *
 * @internal
 *
 * @param sizes entries of each output
 */
export function checkDescription(network: Network, sizes: readonly number[]): void {
  const { inputs, labels, sampleRate, kinds, thresholds } = network;
  const entries = sizes.reduce((sum, size) => sum + size, 0);
  if (labels !== undefined && labels.length !== entries) {
    throw networkError('labels', `must be ${entries}, one an output`, `${labels.length}`);
  }
  if (sampleRate !== undefined && !(Number.isFinite(sampleRate) && sampleRate > 0)) {
    throw networkError('sampleRate', 'must be a finite number above 0', show(sampleRate));
  }
  for (const key of ['unit', 'recipe', 'version'] as const) {
    const value: unknown = network[key];
    if (value !== undefined && typeof value !== 'string') throw networkError(key, 'must be a string', show(value));
  }
  if (kinds !== undefined && !(kinds.length === sizes.length && kinds.every(kind => OUTPUT_KINDS.includes(kind)))) {
    throw networkError('kinds', `must be one an output of ${OUTPUT_KINDS.join(', ')}`, show(kinds));
  }
  if (thresholds !== undefined && !(thresholds.length > 0 && thresholds.every(x => Number.isFinite(x)))) {
    throw networkError('thresholds', 'must be finite numbers, at least one', show(thresholds));
  }
  for (const input of inputs) checkNormalization(input);
}

function checkNormalization(input: NetworkInput): void {
  const { name, normalization } = input;
  if (normalization === undefined) return;
  const { channels } = timeLayout(input);
  for (const key of ['mean', 'std'] as const) {
    const list: unknown = normalization[key];
    const fits = Array.isArray(list) && (list.length === 1 || list.length === channels);
    if (fits && list.every(x => Number.isFinite(x) && (key === 'mean' || x > 0))) continue;
    const rule = `${key} must be one finite number${key === 'std' ? ' above 0' : ''}, or one for each of ${channels} channels`;
    throw networkError(`normalization of input ${show(name)}`, rule, show(list));
  }
}
