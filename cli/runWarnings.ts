import { elementsOf } from '../lib/graph/tensor.js';
import { timeOf } from '../lib/graph/timeLayout.js';
import { firstLayerRatio } from '../lib/inference/firstLayerRatio.js';
import type { AnyNetwork } from '../lib/network.js';
import type { RunCounts } from './runCounts.js';
import { short } from './table.js';

/** From this share of samples beyond the input's codes on, the data are probably in another unit. */
const MUCH_CLIPPED = 0.25;

/** What is suspicious about samples that become codes. */
export function inputWarnings(
  { inputs }: Pick<AnyNetwork, 'inputs'>,
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
export function overlapWarnings(
  { inputs, streaming }: Pick<AnyNetwork, 'inputs' | 'streaming'>,
  hop: number | undefined,
): string[] {
  const time = timeOf(inputs);
  if (streaming || hop === undefined || hop >= time) return [];
  return [
    `the model carries a state from run to run and takes ${time} samples at a time, but windows are ${hop} apart: samples enter up to ` +
      `${Math.ceil(time / hop)} times; models that remember are meant for --hop ${time}`,
  ];
}

/** Beyond these the first layer's products and its biases do not go together; trained networks have about 3 to 700. */
const [TOO_SMALL, TOO_LARGE] = [0.3, 10_000];

/**
 * What is suspicious about the unit of samples, by the first layer's biases.
 *
 * @param largest magnitude of the samples, as the network takes them; by default what a quantized network was calibrated on
 */
export function scaleWarnings(network: AnyNetwork, largest?: number): string[] {
  const ratio = firstLayerRatio(network, largest);
  if (ratio === undefined || (ratio >= TOO_SMALL && ratio <= TOO_LARGE)) return [];
  const what = ratio < TOO_SMALL ? 'so small that the biases alone decide' : 'so large that the biases say nothing';
  return [
    `the inputs are ${what} in the first layer (products ${short(ratio, 3)} times the biases): are they in the unit that the model was trained ` +
      `on? (--gain, --mean, --std)`,
  ];
}
