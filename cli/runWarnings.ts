import { elementsOf } from '../lib/graph/tensor.js';
import { timeOf } from '../lib/graph/timeLayout.js';
import type { Compiled } from '../lib/network.js';
import type { RunCounts } from './runCounts.js';

/** From this share of samples beyond the input's codes on, the data are probably in another unit. */
const MUCH_CLIPPED = 0.25;

/** What is suspicious about samples that become codes. */
export function inputWarnings(
  { inputs }: Compiled,
  { clipped }: Pick<RunCounts, 'clipped'>,
  windows: number,
): string[] {
  const samples = windows * inputs.reduce((sum, { shape, params }) => sum + (params ? elementsOf(shape) : 0), 0);
  if (samples === 0 || clipped < MUCH_CLIPPED * samples) return [];
  return [
    `${clipped} of about ${samples} samples are beyond the range of the input's codes: are the data in the unit that the model was trained on? ` +
      '(--gain, --mean, --std)',
  ];
}

/** A network that remembers wants every sample once. */
export function overlapWarnings({ network: { inputs, streaming } }: Compiled, hop: number | undefined): string[] {
  const time = timeOf(inputs);
  if (streaming || hop === undefined || hop >= time) return [];
  return [
    `the model carries a state from run to run and takes ${time} samples at a time, but windows are ${hop} apart: samples enter up to ` +
      `${Math.ceil(time / hop)} times; models that remember are meant for --hop ${time}`,
  ];
}
