import { compile } from '../engine/compile.js';
import type { IntegerNetwork } from '../graph/arithmetic.js';
import type { Network } from '../graph/network.js';
import { allocate, elementsOf } from '../graph/tensor.js';
import { dialects, type DialectName } from '../dialects/index.js';
import { encoded, type Window } from './windowRuns.js';

/** How an integer network does beside the float one that it was made of. */
export interface Judgement {
  /** Windows that were judged. */
  readonly windows: number;
  /** Power of the first output over that of its error, dB; infinite where there is none. */
  readonly output: number;
  /** The same before a softmax; that of the output where it ends in none. */
  readonly logits: number;
  /** Share of windows whose largest entry is the same. */
  readonly agreement: number;
  /** Share of windows whose largest entry is their label; undefined without labels. */
  readonly top1?: number;
  /** Share of the samples of the inputs that lie beyond their codes. */
  readonly inputClipped: number;
  /** Share of the logits that lie beyond their codes. */
  readonly logitsClipped: number;
}

/** Sums of a judgement, which add up over folds. */
export interface JudgeSums {
  readonly windows: number;
  readonly signal: readonly [output: number, logits: number];
  readonly error: readonly [output: number, logits: number];
  readonly agreeing: number;
  readonly right: number | undefined;
  readonly samples: readonly [inputs: number, logits: number];
  readonly clipped: readonly [inputs: number, logits: number];
}

/** Name of the tensor before a softmax at the end of a network; that of its first output where there is none. */
function logitsOf({ layers, outputs: [output] }: Network): string {
  const last = layers.find(({ name }) => name === output);
  return last?.type === 'softmax' ? last.inputs[0] : output;
}

/**
 * Compares an integer network with the float one over windows of real numbers, window for window.
 *
 * @param labels  index of the right entry of the first output, one a window
 * @param dialect in which the integers are computed; the network's own by default
 */
export function judge(
  float: Network,
  integer: IntegerNetwork,
  windows: readonly Window[],
  labels?: readonly number[],
  dialect?: DialectName,
): Judgement {
  return judgementOf(judgeSums(float, integer, windows, labels, dialect));
}

/** A judgement from its sums. */
export function judgementOf({ windows, signal, error, agreeing, right, samples, clipped }: JudgeSums): Judgement {
  const ratio = (k: 0 | 1) => 10 * Math.log10(signal[k] / error[k]);
  return {
    windows,
    output: ratio(0),
    logits: ratio(1),
    agreement: agreeing / windows,
    ...(right !== undefined && { top1: right / windows }),
    inputClipped: clipped[0] / samples[0],
    logitsClipped: clipped[1] / samples[1],
  };
}

/** @internal */
export function judgeSums(
  float: Network,
  integer: IntegerNetwork,
  windows: readonly Window[],
  labels?: readonly number[],
  dialect?: DialectName,
): JudgeSums {
  const tap = logitsOf(float);
  const real = compile(float, { taps: [tap] });
  const coded = compile(integer, { taps: [tap], ...(dialect && { dialect: dialects[dialect] }) });
  const [states, outs] = [
    [real.newState(), coded.newState()],
    [real, coded].map(({ outputs }) => outputs.map(({ params, shape }) => allocate(params, elementsOf(shape)))),
  ];
  const shown = [float.outputs[0], tap];
  const params = shown.map(name => integer.layers.find(layer => layer.name === name)?.params);
  const [signal, error]: [[number, number], [number, number]] = [
    [0, 0],
    [0, 0],
  ];
  const [samples, clipped]: [[number, number], [number, number]] = [
    [0, 0],
    [0, 0],
  ];
  let [agreeing, right] = [0, 0];
  windows.forEach((window, w) => {
    const codes = window.map((values, k) => {
      const own = integer.inputs[k].params;
      const low = own.scale[0] * (own.qmin - 0.5 - own.zeroPoint[0]);
      const high = own.scale[0] * (own.qmax + 0.5 - own.zeroPoint[0]);
      samples[0] += values.length;
      for (const x of values) if (x < low || x > high) clipped[0]++;
      return encoded(values, own);
    });
    real.run(states[0], window, outs[0]);
    coded.run(states[1], codes, outs[1]);
    const tapped = [
      [outs[0][0], outs[1][0]],
      [real.tap(tap), coded.tap(tap)],
    ] as const;
    tapped.forEach(([y, q], k) => {
      const own = params[k];
      const [scale, zero] = own ? [own.scale[0], own.zeroPoint[0]] : [1, 0];
      for (let i = 0; i < y.length; i++) {
        signal[k] += y[i] * y[i];
        error[k] += (y[i] - scale * (q[i] - zero)) ** 2;
        if (k === 0 || !own) continue;
        samples[1]++;
        if (y[i] < scale * (own.qmin - 0.5 - zero) || y[i] > scale * (own.qmax + 0.5 - zero)) clipped[1]++;
      }
    });
    const [top, topCoded] = tapped[0].map(largest);
    if (top === topCoded) agreeing++;
    if (labels && topCoded === labels[w]) right++;
  });
  return { windows: windows.length, signal, error, agreeing, right: labels && right, samples, clipped };
}

/** Index of the largest entry; the first of equals. */
function largest(list: ArrayLike<number>): number {
  let best = 0;
  for (let i = 1; i < list.length; i++) if (list[i] > list[best]) best = i;
  return best;
}
