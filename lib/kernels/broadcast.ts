import type { Step, Values } from './kernel.js';
import { offsets } from './offsets.js';

/** How operands are repeated to fill an output, over its axes; axes that all operands cross alike are one. */
export interface Broadcast {
  /** Entries along each axis, outermost first. */
  readonly counts: readonly number[];
  /** For each operand the distance between neighbours along each axis; 0 repeats. */
  readonly strides: readonly (readonly number[])[];
}

/** Operands that are all as long as the output. */
export interface Aligned<T extends Values> {
  /** An operand of the output's size is the array itself; a smaller one is repeated into another. */
  readonly operands: readonly T[];
  /** Repeats them anew. */
  readonly align: Step;
}

/** Makes all operands as long as the output. */
export function aligned<T extends Values>({ counts, strides }: Broadcast, given: readonly T[]): Aligned<T> {
  const length = counts.reduce((product, count) => product * count, 1);
  const steps: Step[] = [];
  const operands = given.map((x, k) => {
    if (x.length === length) return x;
    const out = new (x.constructor as new (length: number) => T)(length); // of its own type
    steps.push(repeated(x, runsOf(counts, strides[k]), out));
    return out;
  });
  return {
    operands,
    align() {
      for (let k = 0; k < steps.length; k++) steps[k]();
    },
  };
}

/** Neighbours of the output which are neighbours in the operand, too, or all the same element of it. */
export interface Runs {
  /** Elements of a run. */
  readonly length: number;
  /** Distance in the operand from one element of a run to the next. */
  readonly step: 0 | 1;
  /** Where each run begins in the operand. */
  readonly starts: Int32Array;
}

/** The longest runs: a row added to every sample is one run a sample, a single number one run in all. */
export function runsOf(counts: readonly number[], strides: readonly number[]): Runs {
  let [length, axis] = [1, counts.length - 1];
  while (axis > 0 && counts[axis] === 1) axis--;
  const step = axis >= 0 && strides[axis] > 0 ? 1 : 0;
  for (; axis >= 0 && (counts[axis] === 1 || strides[axis] === step * length); axis--) length *= counts[axis];
  const starts = offsets(counts.slice(0, axis + 1), strides);
  return { length, step, starts };
}

/** Writes an operand out, run by run. */
export function repeated<T extends Values>(x: T, { length, step, starts }: Runs, out: T): Step {
  if (step === 0) {
    return () => {
      for (let k = 0; k < starts.length; k++) out.fill(x[starts[k]], k * length, (k + 1) * length);
    };
  }
  return () => {
    for (let k = 0, o = 0; k < starts.length; k++) {
      const begin = starts[k];
      for (let i = begin; i < begin + length; i++) out[o++] = x[i];
    }
  };
}
