import type { Gru, Lstm, Rnn, Tensor } from '../../graph/network.js';
import { layerNamed, networkError } from '../../graph/networkError.js';
import { elementsOf, realValues, type Shape } from '../../graph/tensor.js';
import { dot } from '../weighted/dot.js';
import { type FloatTensor, type Memory, requireInputs, requireShape, type StateField, trailingAxes } from '../op.js';
import type { Step } from '../../kernels/kernel.js';
import { constant } from '../layerPlan.js';
import { onTrailingAxes, streaming, type TimeOf, whole } from '../time.js';

/** A layer over (..., time, in) -> (..., time, units) whose output at a sample depends on the samples before it. */
export type RecurrentLayer = Lstm | Gru | Rnn;

/** The constants of one gate, with its name for messages. */
export interface Gate {
  readonly name: string;
  /** Shape (units, in). */
  readonly weights: Tensor;
  /** Shape (units, units). */
  readonly recurrent: Tensor;
  /** Shape (units) each. */
  readonly biases: readonly Tensor[];
}

/** Shape of the output, (..., time, units), after the gates' tensors were found to fit. */
export function recurrentShape(
  layer: RecurrentLayer,
  gates: readonly Gate[],
  [input, ...initial]: readonly Shape[],
  states: readonly string[],
): Shape {
  const { lead, axes } = trailingAxes(layer, input ? [input] : [], 'time, channels');
  const [time, channels] = axes;
  const [units] = gates[0].weights.shape;
  for (const { name, weights, recurrent, biases } of gates) {
    const field = (tensor: string) => (name === '' ? tensor : `${tensor} of the ${name} gate`);
    requireShape(layer, field('weights'), weights.shape, 'units, in', [units ?? 0, channels]);
    requireShape(layer, field('recurrent'), recurrent.shape, 'units, units', [units, units]);
    for (const bias of biases) requireShape(layer, field('bias'), bias.shape, 'units', [units]);
  }
  if (initial.length > 0) {
    if (layer.carry)
      throw networkError(layerNamed(layer), 'takes no state where it carries its own', 'an input for it');
    requireInputs(layer, [input, ...initial], 1 + states.length);
    initial.forEach((shape, k) => {
      requireShape(layer, `the ${states[k]} state`, shape, [...lead.map(() => 'batch'), 'units'].join(', '), [
        ...lead,
        units,
      ]);
    });
  }
  return [...lead, time, units];
}

/** What a recurrent layer makes of time: it begins anew in every window, unless it goes on from run to run. */
export function recurrentTime<L extends RecurrentLayer>(): TimeOf<L> {
  const alone = onTrailingAxes<L>(2, ({ carry }) =>
    carry
      ? whole(streaming)
      : whole('begins anew in every window', 'train it to carry its state from run to run (carry: true)'),
  );
  return (layer, inputs, output) =>
    inputs.length > 1 ? whole('begins every window with a state that it is given') : alone(layer, inputs, output);
}

/** Multiply-accumulates of one run: the products with the weights of all gates. */
export function recurrentMacs(gates: readonly Gate[], [input]: readonly Shape[]): number {
  const samples = elementsOf(input.slice(0, -1));
  return samples * gates.reduce((sum, gate) => sum + gate.weights.data.length + gate.recurrent.data.length, 0);
}

/** The numbers of several tensors, one behind the other. */
export function stacked(tensors: readonly Tensor[]): Float32Array {
  const out = new Float32Array(tensors.reduce((sum, t) => sum + t.data.length, 0));
  let at = 0;
  for (const tensor of tensors) {
    out.set(realValues(tensor), at);
    at += tensor.data.length;
  }
  return out;
}

/**
 * out = b + W x, each sum as by {@link dot}: W (rows, n), x (n) from `at` on. Four rows go side by side, so that no sum waits for its
 * last product.
 */
export function rows(
  b: Float32Array,
  w: Float32Array,
  x: Float32Array,
  at: number,
  n: number,
  out: Float64Array,
): void {
  let [r, p] = [0, 0];
  for (; r + 4 <= b.length; r += 4, p += 4 * n) {
    let [s0, s1, s2, s3] = [b[r], b[r + 1], b[r + 2], b[r + 3]];
    for (let k = 0; k < n; k++) {
      const v = x[at + k];
      s0 += w[p + k] * v;
      s1 += w[p + n + k] * v;
      s2 += w[p + 2 * n + k] * v;
      s3 += w[p + 3 * n + k] * v;
    }
    out[r] = s0;
    out[r + 1] = s1;
    out[r + 2] = s2;
    out[r + 3] = s3;
  }
  for (; r < b.length; r++, p += n) out[r] = dot(b[r], w, p, x, at, n, 1);
}

/** The fields of a state of all batch entries, (batch, units) for each name, zeros at first; none where it is not carried. */
export function recurrentFields(
  { carry }: RecurrentLayer,
  { shape }: { readonly shape: Shape },
  names: readonly string[],
): readonly StateField[] {
  const own = [elementsOf(shape.slice(0, -2)), shape[shape.length - 1]];
  return carry ? names.map(name => ({ name, shape: own, initial: 0 })) : [];
}

/** The state of all batch entries, (batch, units) for each name: kept from run to run, or beginning with zeros. */
export function recurrentState<const N extends readonly string[]>(
  { carry }: RecurrentLayer,
  memory: Memory,
  length: number,
  names: N,
): { readonly [K in keyof N]: Float32Array } {
  return names.map(name => (carry ? memory.state(name) : new Float32Array(length))) as {
    readonly [K in keyof N]: Float32Array;
  };
}

/**
 * A run over all samples of all batch entries, forwards or backwards.
 *
 * @param states  what begins anew where it is not carried
 * @param initial what each of them begins with; zeros by default
 * @param cell   computes sample `row` of (batch * time) from the state of batch entry `entry`
 */
export function overTime(
  { carry, reverse }: RecurrentLayer,
  shape: Shape,
  states: readonly Float32Array[],
  initial: readonly FloatTensor[],
  cell: (entry: number, row: number) => void,
): Step {
  const time = shape[shape.length - 2];
  const batch = elementsOf(shape.slice(0, -2));
  return () => {
    for (let k = 0; k < states.length && !carry; k++) {
      if (k < initial.length) states[k].set(initial[k].data);
      else states[k].fill(0);
    }
    for (let entry = 0; entry < batch; entry++) {
      for (let t = 0; t < time; t++) cell(entry, entry * time + (reverse ? time - 1 - t : t));
    }
  };
}

/** Tensors of all gates, from given numbers or from `fill`. */
export function gateTensors<const N extends readonly string[]>(
  who: string,
  option: string,
  names: N,
  shape: Shape,
  given: { readonly [K in keyof N]: ArrayLike<number> } | undefined,
  fill: () => number,
): { readonly [K in keyof N]: Tensor } {
  return names.map((name, k) => constant(who, `${option}, ${name}`, shape, given?.[k], fill)) as {
    readonly [K in keyof N]: Tensor;
  };
}
