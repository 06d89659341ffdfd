import type { Network } from '../../lib/graph/network.js';
import { compile } from '../../lib/engine/compile.js';
import type { Windows } from './windows.js';

/** How well a network tells the classes apart. */
export interface Evaluation {
  readonly windows: number;
  /** Share of right answers. */
  readonly accuracy: number;
  /** How often a class (row) was taken for another (column). */
  readonly confusion: readonly (readonly number[])[];
}

/** Runs a float classifier over labelled windows. */
export function evaluate(network: Network, { inputs, labels, count }: Windows): Evaluation {
  const compiled = compile(network);
  const state = compiled.newState();
  const size = inputs.length / count;
  const classes = network.labels?.length ?? 0;
  const scores = new Float32Array(classes);
  const confusion = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  let right = 0;
  for (let i = 0; i < count; i++) {
    compiled.run(state, inputs.subarray(i * size, (i + 1) * size), scores);
    const answer = scores.indexOf(scores.reduce((a, b) => Math.max(a, b)));
    confusion[labels[i]][answer]++;
    if (answer === labels[i]) right++;
  }
  return { windows: count, accuracy: right / count, confusion };
}
