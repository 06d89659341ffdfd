import type { AffineParams } from '../../qparams.js';
import type { Layer, Values } from '../../graph/network.js';
import { layerNamed, networkError } from '../../graph/networkError.js';
import { allocate, broadcast, elementsOf, type Shape, showShape, stridesOf } from '../../graph/tensor.js';
import { requireInputs } from '../op.js';
import type { Step } from '../../kernels/kernel.js';
import { offsets } from '../../kernels/offsets.js';

/** The shape of all inputs of a layer broadcast against each other. */
export function broadcastShape(layer: Layer, inputs: readonly Shape[], count: number): Shape {
  requireInputs(layer, inputs, count);
  return inputs.reduce((all, shape) => {
    const both = broadcast(all, shape);
    if (!both) {
      throw networkError(layerNamed(layer), 'the inputs must broadcast', inputs.map(showShape).join(' and '));
    }
    return both;
  });
}

/**
 * How an operand is repeated to fill a larger shape: runs of neighbours of the output which are neighbours in the operand, too,
 * or all the same element of it. A row added to every sample is one run a sample, a single number one run in all.
 */
export interface Broadcasting {
  /** Elements of a run. */
  readonly length: number;
  /** Distance in the operand from one element of a run to the next. */
  readonly step: 0 | 1;
  /** Where each run begins in the operand. */
  readonly starts: Int32Array;
}

/**
 * Plans it; axes that go together become one.
 *
 * @internal
 *
 * @param from shape of the operand, which broadcasts to `to`
 */
export function broadcasting(from: Shape, to: Shape): Broadcasting {
  const lead = to.length - from.length;
  const strides = stridesOf(from);
  const strideOf = (axis: number) => (axis < lead || from[axis - lead] === 1 ? 0 : strides[axis - lead]);
  let [length, axis] = [1, to.length - 1];
  while (axis > 0 && to[axis] === 1) axis--;
  const step = axis >= 0 && strideOf(axis) > 0 ? 1 : 0;
  for (; axis >= 0 && (to[axis] === 1 || strideOf(axis) === step * length); axis--) length *= to[axis];
  const grid = to.slice(0, axis + 1);
  return {
    length,
    step,
    starts: offsets(
      grid,
      grid.map((_, k) => strideOf(k)),
    ),
  };
}

/** Writes an operand out to the shape that it broadcasts to. */
export function repeat<T extends Values>(x: T, from: Shape, to: Shape, out: T): Step {
  const { length, step, starts } = broadcasting(from, to);
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

/** Operands that are all as long as the output of their layer. */
export interface Aligned<T extends Values> {
  /** An operand of the output's size is the input's own array; a smaller one is repeated into another. */
  readonly operands: readonly T[];
  /** Repeats them anew. */
  readonly align: Step;
}

/** Brings the inputs of a layer to the shape of its output. */
export function aligned<T extends Values>(inputs: readonly Operand<T>[], shape: Shape): Aligned<T> {
  const length = elementsOf(shape);
  const steps: Step[] = [];
  const operands = inputs.map(({ data, shape: own, params }) => {
    if (data.length === length) return data;
    const out = allocate(params, length) as T; // the params say which
    steps.push(repeat(data, own, shape, out));
    return out;
  });
  return {
    operands,
    align() {
      for (let k = 0; k < steps.length; k++) steps[k]();
    },
  };
}

/** Real numbers, or codes with their params. */
interface Operand<T extends Values> {
  readonly shape: Shape;
  readonly data: T;
  readonly params?: AffineParams;
}
