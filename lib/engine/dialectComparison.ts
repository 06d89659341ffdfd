import type { Network, Values } from '../graph/network.js';
import { allocate, elementsOf } from '../graph/tensor.js';
import type { Dialect } from '../dialects/dialect.js';
import { compile, type Compiled } from './compile.js';
import type { Json } from '../state.js';

/** How far apart the codes of a tensor are. */
export interface TensorDifference {
  /** Name of the tensor. */
  readonly tensor: string;
  /** Values that differ. */
  readonly differing: number;
  /** Values compared. */
  readonly values: number;
  /** Largest difference, LSB. */
  readonly most: number;
}

/** What one run of both dialects gave. */
export interface DialectReport {
  /** The first tensor that differs, in order of computation; undefined where none does. */
  readonly first: TensorDifference | undefined;
  /** All tensors of codes that differ, in order of computation. */
  readonly tensors: readonly TensorDifference[];
  /** Every output that holds codes. */
  readonly outputs: readonly TensorDifference[];
  /** Whether the largest entry of some output is another one: a classifier would decide otherwise. */
  readonly flipped: boolean;
}

/** All runs together. */
export interface DialectSummary {
  readonly runs: number;
  /** Runs in which any tensor differs. */
  readonly differing: number;
  /** Runs in which the decision flips. */
  readonly flips: number;
  /** Every tensor of codes, in order of computation: values that differ and the largest difference in all runs. */
  readonly tensors: readonly TensorDifference[];
}

/** Two dialects side by side. */
export interface DialectComparison {
  /** The network in each dialect, all tensors tapped, as the last run left them. */
  readonly compiled: readonly [Compiled, Compiled];
  /**
   * Runs both on the same inputs and compares all that they computed.
   *
   * @param inputs values of the inputs, as a compiled network takes them
   */
  run(inputs: Values | readonly Values[]): DialectReport;
  /** What all runs gave so far. */
  summary(): DialectSummary;
  /** What both dialects carry from run to run, as JSON; null where the network carries nothing. */
  save(): Json;
  /**
   * Takes up what was saved.
   *
   * @throws {FormatError} when it was saved by another network
   */
  restore(saved: unknown): void;
  /** Both states become those of before the first run. */
  reset(): void;
}

/**
 * Runs a network in two dialects side by side and finds where they part: the first tensor that differs is the layer that rounds
 * otherwise, those behind it inherit the difference. Variables are compared as the run finds them: one that differs inherits from an
 * earlier run. Tensors of real numbers are not compared. Each dialect carries its own state from run to run.
 *
 * @throws {FormatError} when the network cannot run in one of them
 */
export function dialectComparison(network: Network, dialects: readonly [Dialect, Dialect]): DialectComparison {
  const compiled = [
    compile(network, { dialect: dialects[0], taps: 'all' }),
    compile(network, { dialect: dialects[1], taps: 'all' }),
  ] as const;
  const [left, right] = compiled;
  const states = [left.newState(), right.newState()] as const;
  const pairOf = (name: string) => ({ name, a: left.tap(name), b: right.tap(name) });
  const carried = new Set(network.variables?.map(({ name }) => name));
  const visible = [...network.inputs, ...(network.variables ?? []), ...network.layers];
  const pairs = visible.filter(({ params }) => params).map(({ name }) => pairOf(name));
  const exits = left.outputs.map(({ name }) => pairOf(name));
  const coded = exits.filter((_, k) => left.outputs[k].params);
  const results = left.outputs.map(({ params, shape }) => allocate(params, elementsOf(shape)));
  const totals = new Map(pairs.map(({ name }) => [name, { differing: 0, values: 0, most: 0 }]));
  let [runs, differing, flips] = [0, 0, 0];

  return {
    compiled,
    run(inputs) {
      // a run finds a variable as it is now, and leaves in it what a later layer made
      const found = pairs.map(pair => (carried.has(pair.name) ? difference(pair) : undefined));
      left.run(states[0], inputs, results);
      right.run(states[1], inputs, results);
      const all = pairs.map((pair, k) => found[k] ?? difference(pair));
      const tensors = all.filter(d => d.differing > 0);
      const flipped = exits.some(({ a, b }) => largest(a) !== largest(b));
      for (const { tensor, ...d } of all) {
        const total = totals.get(tensor);
        if (!total) continue;
        total.differing += d.differing;
        total.values += d.values;
        total.most = Math.max(total.most, d.most);
      }
      runs++;
      if (tensors.length > 0) differing++;
      if (flipped) flips++;
      return { first: tensors[0], tensors, outputs: coded.map(difference), flipped };
    },
    reset() {
      for (const state of states) state.reset();
    },
    save: () => (states[0].names.length === 0 ? null : states.map(state => state.save())),
    restore(saved) {
      if (states[0].names.length === 0) return;
      const list = Array.isArray(saved) ? (saved as readonly unknown[]) : [];
      states.forEach((state, k) => state.restore(list[k]));
    },
    summary: () => ({
      runs,
      differing,
      flips,
      tensors: [...totals].map(([tensor, total]) => ({ tensor, ...total })),
    }),
  };
}

/** One tensor in both dialects. */
interface Pair {
  readonly name: string;
  readonly a: Values;
  readonly b: Values;
}

function difference({ name, a, b }: Pair): TensorDifference {
  let [differing, most] = [0, 0];
  for (let i = 0; i < a.length; i++) {
    const distance = Math.abs(a[i] - b[i]);
    if (distance > 0) differing++;
    if (distance > most) most = distance;
  }
  return { tensor: name, differing, values: a.length, most };
}

/** Index of the largest entry, the first of equals. */
function largest(x: Values): number {
  let at = 0;
  for (let i = 1; i < x.length; i++) if (x[i] > x[at]) at = i;
  return at;
}
