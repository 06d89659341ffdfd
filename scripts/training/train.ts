import { random } from '../../lib/random.js';
import { adam } from './adam.js';
import type { TrainedLayer } from './layers.js';
import type { Windows } from './windows.js';

/** Options of {@link train}. */
export interface TrainOptions {
  readonly epochs: number;
  /** Windows in a batch. */
  readonly batch: number;
  /** First step size; it falls to 0 as half a cosine. */
  readonly rate: number;
  /** Weight decay. */
  readonly decay: number;
  /** Share of the target that goes to all classes alike: keeps the logits small, so that they quantize well. */
  readonly smoothing: number;
  /** Shuffles the windows. */
  readonly seed: number;
  /** Told the mean cross-entropy (nat) after each epoch. */
  readonly report: (epoch: number, loss: number) => void;
}

/** Trains layers to tell the classes of windows: softmax cross-entropy, shuffled batches, Adam. */
export function train(
  layers: readonly TrainedLayer[],
  { inputs, labels, count }: Windows,
  { epochs, batch, rate, decay, smoothing, seed, report }: TrainOptions,
): void {
  const shuffle = random(seed);
  const parameters = layers.flatMap(layer => layer.parameters);
  const step = adam(parameters, { decay });
  const order = Uint32Array.from({ length: count }, (_, i) => i);
  const size = inputs.length / count;
  const x = new Float64Array(size);
  const batches = Math.floor(count / batch);
  for (let epoch = 0; epoch < epochs; epoch++) {
    for (let i = count - 1; i > 0; i--) {
      const j = Math.floor(shuffle.uniform() * (i + 1));
      [order[i], order[j]] = [order[j], order[i]];
    }
    let loss = 0;
    for (let b = 0; b < batches; b++) {
      for (const i of order.subarray(b * batch, (b + 1) * batch)) {
        x.set(inputs.subarray(i * size, (i + 1) * size));
        const logits = layers.reduce<Float64Array>((y, layer) => layer.forward(y), x);
        loss += crossEntropy(logits, labels[i], smoothing);
        for (let k = 0; k < logits.length; k++) logits[k] /= batch; // the batch's mean
        layers.reduceRight<Float64Array>((dy, layer) => layer.backward(dy), logits);
      }
      const done = (epoch * batches + b) / (epochs * batches);
      step((rate / 2) * (1 + Math.cos(Math.PI * done)));
    }
    report(epoch, loss / (batches * batch));
  }
}

/**
 * Cross-entropy of softmax(logits) with the smoothed target; puts its derivative, softmax - target, in the place of the
 * logits.
 */
function crossEntropy(logits: Float64Array, label: number, smoothing: number): number {
  const most = logits.reduce((a, b) => Math.max(a, b));
  const normaliser = most + Math.log(logits.reduce((sum, z) => sum + Math.exp(z - most), 0));
  let loss = 0;
  for (let k = 0; k < logits.length; k++) {
    const target = smoothing / logits.length + (k === label ? 1 - smoothing : 0);
    const logProbability = logits[k] - normaliser;
    loss -= target * logProbability;
    logits[k] = Math.exp(logProbability) - target;
  }
  return loss;
}
