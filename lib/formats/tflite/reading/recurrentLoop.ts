import type { Layer } from '../../../graph/network.js';
import { inferShapes } from '../../../rewrite/shapes.js';
import { type Expression, expressionOf } from './gateExpressions.js';
import { gruOf, lstmOf, type UnitGates } from './gates.js';
import { FLOAT32 } from './elementTypes.js';
import { type Loop, scratch, sourceOf, valuesOf } from './loopBody.js';
import type { Op } from './op.js';
import type { Activation, Value } from './values.js';

/**
 * A loop over the samples of a sequence (time, batch, in) that is a gated recurrent unit or a long short-term memory whose state begins
 * with zeros, as that layer.
 *
 * @internal
 *
 * @param rounds in each round, and behind the last one, the variables whose numbers are known
 * @returns the values of the loop's variables behind it, undefined for those that nothing reads; undefined where it is none of the kind
 */
export function recurrentLoop(
  op: Op,
  loop: Loop,
  rounds: readonly (readonly (Value | undefined)[])[],
  isRead: (k: number) => boolean,
): readonly (Value | undefined)[] | undefined {
  const body = bodyOf(loop);
  const sequence = sequenceOf(body, loop, rounds);
  const found = sequence && unitOf(body, sequence.sample, loop);
  if (!sequence || !found) return undefined;
  const { initial } = loop;
  const behind = rounds[rounds.length - 1];
  // what each variable is behind the loop: the value itself, the last state, or all of them
  const kinds = initial.map((_, k) => {
    if (isKept(loop, k) || behind[k] || !isRead(k)) return 'known';
    if (k === found.hidden || isLast(body, k, found.hidden)) return 'last';
    return isList(loop, rounds, k, found.hidden) ? 'all' : undefined;
  });
  if (kinds.includes(undefined)) return undefined;
  const states = emitted(op, initial[sequence.variable], found.unit, found.hidden);
  return initial.map((value, k) => {
    if (kinds[k] === 'last') return states.last(k);
    return kinds[k] === 'all' ? states.all(k) : (behind[k] ?? (isKept(loop, k) ? value : undefined));
  });
}

/** One round of a loop as layers. */
interface Body {
  /** What its variables are before the round, and behind it where there are layers for that. */
  readonly before: readonly Value[];
  readonly behind: readonly (Value | undefined)[];
  readonly layers: ReadonlyMap<string, Layer>;
  /** What an activation behind the round is made of, but for reshapes. */
  readonly sourceOf: (value: Value | undefined) => string | undefined;
}

/** @param known numbers of the variables that count; without them they are as unknown as the others */
function bodyOf(loop: Loop, known: readonly (Value | undefined)[] = []): Body {
  const session = scratch(loop.session);
  const before = loop.initial.map(
    (value, k) => known[k] ?? (isKept(loop, k) && value.kind === 'constant' ? value : sourceOf(value, session)),
  );
  const behind = valuesOf(loop, loop.body, before, session);
  const layers = new Map(session.builder.layers.map(layer => [layer.name, layer]));
  return {
    before,
    behind,
    layers,
    sourceOf(value) {
      if (value?.kind !== 'activation') return undefined;
      let { id } = value;
      for (let layer = layers.get(id); layer?.type === 'reshape'; layer = layers.get(id)) [id] = layer.inputs;
      return id;
    },
  };
}

/** Whether no round changes a variable. */
function isKept({ body }: Loop, k: number): boolean {
  return body.inputs[k] === body.outputs[k];
}

/** The sequence that the body reads sample by sample, all of it: which variable, and the tensor of the sample. */
function sequenceOf({ before, layers }: Body, loop: Loop, rounds: readonly (readonly (Value | undefined)[])[]) {
  const samples = [...layers.values()].filter(layer => layer.type === 'gather');
  const [sample] = samples;
  if (samples.length !== 1 || sample.type !== 'gather' || sample.axis !== 0) return undefined;
  const indexOf = (name: string): number => before.findIndex(v => v.kind === 'activation' && v.id === name);
  const [variable, counter] = sample.inputs.map(indexOf);
  if (variable < 0 || counter < 0 || !isKept(loop, variable)) return undefined;
  const { shape, type } = before[variable];
  const steps = rounds.slice(0, -1);
  const inOrder = steps.every((values, t) => {
    const value = values[counter];
    return value?.kind === 'constant' && value.data.length === 1 && value.data[0] === t;
  });
  return shape.length === 3 && shape[0] === steps.length && type.float && inOrder
    ? { variable, sample: sample.name }
    : undefined;
}

/** The unit that a body computes, and the variable of its state. */
function unitOf(
  { before, behind, layers }: Body,
  sample: string,
  { initial }: Loop,
): { readonly unit: UnitGates; readonly hidden: number } | undefined {
  const sources = before.filter((v): v is Activation => v.kind === 'activation');
  const inputs = sources.map(({ id, shape }) => ({ name: id, shape }));
  const shapes = inferShapes({ inputs, layers: [...layers.values()], outputs: [] });
  const reads = new Set([sample, ...inputs.map(input => input.name)]);
  const keyOf = (name: string): string => `${name} 0 ${shapes.get(name)?.at(-1) ?? 1}`;
  const x = keyOf(sample);
  const states = before.flatMap((value, k) => {
    const made = behind[k];
    const zero = initial[k].kind === 'constant' && initial[k].data.every(entry => entry === 0);
    if (value.kind !== 'activation' || made?.kind !== 'activation' || !zero || value.shape.length !== 2) return [];
    const next: Expression | undefined = expressionOf(made.id, layers, shapes, reads);
    return next ? [{ k, next, key: keyOf(value.id) }] : [];
  });
  for (const { k, next, key } of states) {
    const gru = gruOf(next, x, key);
    if (gru) return { unit: gru, hidden: k };
    for (const cell of states) {
      const lstm = lstmOf(next, cell.next, x, key, cell.key);
      if (lstm) return { unit: lstm, hidden: k };
    }
  }
  return undefined;
}

/** Whether a variable is the state once more, in another shape. */
function isLast(body: Body, k: number, hidden: number): boolean {
  const source = body.sourceOf(body.behind[k]);
  return source !== undefined && source === body.sourceOf(body.behind[hidden]);
}

/** Whether every round puts its state in its place of a list of all states. */
function isList(loop: Loop, rounds: readonly (readonly (Value | undefined)[])[], k: number, hidden: number): boolean {
  const steps = rounds.slice(0, -1);
  if (loop.initial[k].shape[0] !== steps.length) return false;
  return steps.every((values, t) => {
    const known = values.map((value, j) => (rounds.every(round => round[j]) ? value : undefined));
    const { before, behind, layers, sourceOf: source } = bodyOf(loop, known);
    const [list, made] = [before[k], behind[k]];
    const joined = made?.kind === 'activation' ? layers.get(made.id) : undefined;
    if (joined?.type !== 'concat' || joined.axis !== 0 || list.kind !== 'activation') return false;
    const partOf = (begin: number, size: number) => (name: string | undefined) => {
      const part = layers.get(name ?? '');
      if (part?.type !== 'slice' || part.inputs[0] !== list.id || part.begin[0] !== begin) return false;
      return (
        part.begin.slice(1).every(b => b === 0) && part.size.every((n, a) => n === (a === 0 ? size : list.shape[a]))
      );
    };
    const parts = [...joined.inputs];
    if (t > 0 && !partOf(0, t)(parts.shift())) return false;
    if (t + 1 < steps.length && !partOf(t + 1, steps.length - t - 1)(parts.pop())) return false;
    const [item] = parts;
    const id = parts.length === 1 ? source({ ...list, id: item }) : undefined;
    return id !== undefined && id === source(behind[hidden]);
  });
}

/** The layer of a unit over a sequence (time, batch, in), and what variables it makes. */
function emitted(op: Op, sequence: Value, unit: UnitGates, hidden: number) {
  const { label } = op.output(hidden);
  const target = (what: string) => ({ label: `${label}/${what}`, type: FLOAT32, params: undefined });
  const permutation = [1, 0, 2];
  const x = op.step({ type: 'transpose', permutation }, [sequence], target('transpose'));
  const all = op.step(layerOf(unit), [x], target(unit.type));
  for (const { weights, recurrent } of unit.gates) op.spend(weights.data.length + recurrent.data.length);
  const [batch, time, units] = all.shape;
  const size = [batch, 1, units];
  return {
    last(k: number): Value {
      const begin = [0, time - 1, 0];
      const state = op.step({ type: 'slice', begin, size, step: [1, 1, 1] }, [all], target('last'));
      const { shape } = op.output(k);
      return op.emit({ type: 'reshape', shape: shape.length === 3 ? [1, batch, units] : [batch, units] }, [state], k);
    },
    all: (k: number): Value => op.emit({ type: 'transpose', permutation }, [all], k),
  };
}

function layerOf(unit: UnitGates) {
  const common = { reverse: false, carry: false };
  const of = <K extends 'weights' | 'recurrent' | 'bias' | 'recurrentBias'>(field: K) => unit.gates.map(g => g[field]);
  if (unit.type === 'gru') {
    const [weights, recurrent, bias, recurrentBias] = (['weights', 'recurrent', 'bias', 'recurrentBias'] as const).map(
      field => three(of(field)),
    );
    return { type: 'gru', weights, recurrent, bias, recurrentBias, resetAfter: unit.resetAfter, ...common } as const;
  }
  const bias = unit.gates.map(gate => ({
    shape: gate.bias.shape,
    data: Float32Array.from(gate.bias.data, (b, k) => b + gate.recurrentBias.data[k]),
  }));
  return {
    type: 'lstm',
    weights: four(of('weights')),
    recurrent: four(of('recurrent')),
    bias: four(bias),
    cellClip: 0,
    output: 'hidden',
    ...common,
  } as const;
}

const three = <T>([a, b, c]: readonly T[]) => [a, b, c] as const;
const four = <T>([a, b, c, d]: readonly T[]) => [a, b, c, d] as const;
