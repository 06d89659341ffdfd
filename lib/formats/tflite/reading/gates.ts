import type { Tensor } from '../../../graph/network.js';
import type { Expression } from './gateExpressions.js';

/** The weights of one gate: of the sample, and of the state. */
export interface GateWeights {
  readonly weights: Tensor;
  readonly recurrent: Tensor;
  readonly bias: Tensor;
  readonly recurrentBias: Tensor;
}

/** The gates of a unit, in the order of its layer. */
export type UnitGates =
  | {
      readonly type: 'gru';
      readonly gates: readonly [update: GateWeights, reset: GateWeights, hidden: GateWeights];
      readonly resetAfter: boolean;
    }
  | {
      readonly type: 'lstm';
      readonly gates: readonly [input: GateWeights, forget: GateWeights, cell: GateWeights, output: GateWeights];
    };

/**
 * The gated recurrent unit that an expression of its next state is: z h + (1 - z) n.
 *
 * @param x key of the sample
 * @param h key of the state
 * @see Keras, GRU with `reset_after` and without
 */
export function gruOf(next: Expression, x: string, h: string): UnitGates | undefined {
  for (const [kept, fresh] of pairsOf(next, 'sum')) {
    const update = pairsOf(kept, 'product').find(([z, state]) => z.kind === 'logistic' && state.key === h)?.[0];
    if (update?.kind !== 'logistic') continue;
    const candidate = pairsOf(fresh, 'product').find(([n, rest]) => n.kind === 'tanh' && isRest(rest, update.key))?.[0];
    if (candidate?.kind !== 'tanh') continue;
    const z = gateOf(update.of[0], x, h);
    const n = candidateOf(candidate.of[0], x, h);
    return z && n && { type: 'gru', gates: [z, n.reset, n.hidden], resetAfter: n.resetAfter };
  }
  return undefined;
}

/**
 * The long short-term memory that expressions of its next cell and its next state are: c' = f c + i g, h' = o tanh(c').
 *
 * @param x key of the sample
 * @param h key of the state
 * @param c key of the cell
 */
export function lstmOf(next: Expression, cell: Expression, x: string, h: string, c: string): UnitGates | undefined {
  const output = pairsOf(next, 'product').find(
    ([o, squashed]) => o.kind === 'logistic' && squashed.kind === 'tanh' && squashed.of[0].key === cell.key,
  )?.[0];
  if (output?.kind !== 'logistic') return undefined;
  for (const [kept, fresh] of pairsOf(cell, 'sum')) {
    const forget = pairsOf(kept, 'product').find(([f, state]) => f.kind === 'logistic' && state.key === c)?.[0];
    const [input, fed] = pairsOf(fresh, 'product').find(([i, g]) => i.kind === 'logistic' && g.kind === 'tanh') ?? [];
    if (forget?.kind !== 'logistic' || input?.kind !== 'logistic' || fed?.kind !== 'tanh') continue;
    const [i, f, g, o] = [input, forget, fed, output].map(({ of }) => gateOf(of[0], x, h));
    return i && f && g && o && { type: 'lstm', gates: [i, f, g, o] };
  }
  return undefined;
}

/** The two parts of a sum or a product, in both orders; none where there are more. */
function pairsOf(given: Expression, kind: 'sum' | 'product'): readonly (readonly [Expression, Expression])[] {
  if (given.kind !== kind || given.of.length !== 2) return [];
  const [a, b] = given.of;
  return [
    [a, b],
    [b, a],
  ];
}

/** Whether an expression is 1 less the one of the key. */
function isRest(given: Expression, key: string): boolean {
  return pairsOf(given, 'sum').some(
    ([one, less]) =>
      one.kind === 'numbers' && one.values.every(x => x === 1) && less.kind === 'negative' && less.of[0].key === key,
  );
}

type Rows = Extract<Expression, { kind: 'rows' }>;

/** The parts of a sum: rows times the sample, the one other thing that is no number, and the numbers. */
function partsOf(
  sum: Expression,
  x: string,
): readonly [sample: Rows, other: Expression, ...Float32Array[]] | undefined {
  const terms = sum.kind === 'sum' ? sum.of : [sum];
  const samples = terms.filter((term): term is Rows => term.kind === 'rows' && term.of.key === x);
  const others = terms.filter(term => term.kind !== 'numbers' && !(term.kind === 'rows' && term.of.key === x));
  const numbers = terms.flatMap(term => (term.kind === 'numbers' ? [term.values] : []));
  return samples.length === 1 && others.length === 1 ? [samples[0], others[0], ...numbers] : undefined;
}

/** W x + b + R h + rb. */
function gateOf(sum: Expression, x: string, h: string): GateWeights | undefined {
  const parts = partsOf(sum, x);
  if (!parts) return undefined;
  const [sample, state, ...numbers] = parts;
  if (state.kind !== 'rows' || state.of.key !== h) return undefined;
  return weightsOf(sample, state, numbers, []);
}

/** W x + b + r (R h + rb), or W x + b + R (r h) + rb. */
function candidateOf(sum: Expression, x: string, h: string) {
  const parts = partsOf(sum, x);
  if (!parts) return undefined;
  const [sample, past, ...numbers] = parts;
  for (const [gate, state] of pairsOf(past, 'product')) {
    const terms = state.kind === 'sum' ? state.of : [state];
    const own = terms.filter((term): term is Rows => term.kind === 'rows' && term.of.key === h);
    const inner = terms.flatMap(term => (term.kind === 'numbers' ? [term.values] : []));
    if (gate.kind !== 'logistic' || own.length !== 1 || terms.length !== 1 + inner.length) continue;
    const reset = gateOf(gate.of[0], x, h);
    return reset && { reset, hidden: weightsOf(sample, own[0], numbers, inner), resetAfter: true };
  }
  if (past.kind !== 'rows') return undefined;
  const gate = pairsOf(past.of, 'product').find(([r, state]) => r.kind === 'logistic' && state.key === h)?.[0];
  const reset = gate?.kind === 'logistic' ? gateOf(gate.of[0], x, h) : undefined;
  return reset && { reset, hidden: weightsOf(sample, past, numbers, []), resetAfter: false };
}

function weightsOf(
  sample: Rows,
  state: Rows,
  numbers: readonly Float32Array[],
  inner: readonly Float32Array[],
): GateWeights {
  const matrix = ({ weights, bias }: Rows): Tensor => ({
    shape: [bias.length, weights.length / bias.length],
    data: weights,
  });
  const biasWith = ({ bias }: Rows, more: readonly Float32Array[]): Tensor => ({
    shape: [bias.length],
    data: bias.map((b, k) => more.reduce((sum, values) => sum + values[values.length === 1 ? 0 : k], b)),
  });
  return {
    weights: matrix(sample),
    recurrent: matrix(state),
    bias: biasWith(sample, numbers),
    recurrentBias: biasWith(state, inner),
  };
}
