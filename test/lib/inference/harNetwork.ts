import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { conv1d, dense, flatten, type FloatNetwork, sequential, softmax } from '../../../lib/network.js';

/** A real float network with recorded windows: input (26, 3) a window, output (3), label, one a window. */
export interface RecordedNetwork {
  readonly network: FloatNetwork;
  readonly windows: readonly Float32Array[];
  readonly outputs: readonly Float32Array[];
  readonly labels: Uint8Array;
}

/** The human-activity network of the reference data, and what its authors' runtime computes. */
export function harNetwork(data: string): RecordedNetwork {
  const folder = join(data, 'oracle', 'st_har_model');
  const weights = JSON.parse(readFileSync(join(folder, 'weights.json'), 'utf8')) as Record<
    string,
    { readonly shape: readonly number[]; readonly data: readonly number[] }
  >;
  const floats = (file: string) => new Float32Array(new Uint8Array(readFileSync(join(folder, file))).buffer);
  const rows = (values: Float32Array, size: number) =>
    Array.from({ length: values.length / size }, (_, k) => values.subarray(k * size, (k + 1) * size));
  // Keras stores kernels as (kernel, in, out); out goes to the front here
  const outFirst = (name: string): number[] => {
    const { shape, data: values } = weights[name];
    const out = shape[shape.length - 1];
    return Array.from(values, (_, i) => {
      const inner = values.length / out;
      return values[(i % inner) * out + Math.floor(i / inner)];
    });
  };
  const network = sequential({
    name: 'har',
    input: [26, 3],
    labels: ['stationary', 'walking', 'running'],
    sampleRate: 26,
    layers: [
      conv1d({ filters: 16, kernel: 3, activation: 'relu', weights: outFirst('c1k'), bias: weights.c1b.data }),
      conv1d({ filters: 8, kernel: 3, activation: 'relu', weights: outFirst('c2k'), bias: weights.c2b.data }),
      flatten(),
      dense({ units: 64, activation: 'relu', weights: outFirst('d1k'), bias: weights.d1b.data }),
      dense({ units: 3, weights: outFirst('d2k'), bias: weights.d2b.data, name: 'logits' }),
      softmax(),
    ],
  });
  return {
    network,
    windows: rows(floats('inputs.bin'), 78),
    outputs: rows(floats('outputs.bin'), 3),
    labels: new Uint8Array(readFileSync(join(folder, 'labels.bin'))),
  };
}
