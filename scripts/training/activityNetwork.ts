import { activities } from '../../datasets/generators/index.js';
import type { Activation, Conv1d, Dense, Layer, Network } from '../../lib/graph/network.js';
import type { Random } from '../../lib/random.js';
import { averagePool1d, conv1d, dense, maxPool1d, type TrainedLayer } from './layers.js';
import { WINDOW } from './windows.js';

/** The layers that are trained, up to the logits, in the order of {@link activityNetwork}. */
export function activityLayers(random: Random): TrainedLayer[] {
  return [
    conv1d(WINDOW, 3, 12, 5, true, random),
    maxPool1d(60, 12, 2),
    conv1d(30, 12, 16, 5, true, random),
    averagePool1d(26, 16, 4),
    dense(6 * 16, 32, true, random),
    dense(32, activities.length, false, random),
  ];
}

/** The trained layers as a network that ends in a softmax, weights rounded to float32. */
export function activityNetwork([first, , second, , hidden, logits]: readonly TrainedLayer[]): Network {
  const layers: Layer[] = [
    convolution('conv1', 'input', [12, 5, 3], first),
    { type: 'maxPool1d', name: 'pool1', inputs: ['conv1'], size: 2, stride: 2, padding: 'valid' },
    convolution('conv2', 'pool1', [16, 5, 12], second),
    { type: 'averagePool1d', name: 'pool2', inputs: ['conv2'], size: 4, stride: 4, padding: 'valid' },
    { type: 'flatten', name: 'flatten', inputs: ['pool2'] },
    fullyConnected('dense1', 'flatten', [32, 96], 'relu', hidden),
    fullyConnected('dense2', 'dense1', [activities.length, 32], 'none', logits),
    { type: 'softmax', name: 'softmax', inputs: ['dense2'], beta: 1 },
  ];
  return {
    name: 'activity',
    arithmetic: 'float32',
    inputs: [{ name: 'input', shape: [WINDOW, 3] }],
    layers,
    outputs: ['softmax'],
    labels: [...activities],
    sampleRate: 50,
    unit: 'g',
  };
}

function convolution(name: string, input: string, shape: readonly number[], trained: TrainedLayer): Conv1d {
  const common = { stride: 1, dilation: 1, groups: 1, padding: 'valid', activation: 'relu' } as const;
  return { type: 'conv1d', name, inputs: [input], ...constants(shape, trained), ...common };
}

function fullyConnected(
  name: string,
  input: string,
  shape: readonly number[],
  activation: Activation,
  trained: TrainedLayer,
): Dense {
  return { type: 'dense', name, inputs: [input], ...constants(shape, trained), activation };
}

function constants(
  shape: readonly number[],
  { parameters: [weights, bias] }: TrainedLayer,
): Pick<Dense, 'weights' | 'bias'> {
  return {
    weights: { shape, data: Float32Array.from(weights.value) },
    bias: { shape: [shape[0]], data: Float32Array.from(bias.value) },
  };
}
