import { Unsupported } from '../../problems.js';
import { type Loop, scratch, sourceOf, valuesOf } from './loopBody.js';
import { tfliteError } from './modelError.js';
import type { Op } from './op.js';
import { recurrentLoop } from './recurrentLoop.js';
import type { RunGraph, Session } from './session.js';
import type { Value } from './values.js';

/** The most rounds of a loop. */
const MAX_ROUNDS = 4096;

/**
 * A loop whose number of rounds is known at import: as a recurrent layer, where its body is one; else its layers once a round.
 *
 * @internal
 *
 * @param run    runs a subgraph
 * @param isRead whether anything reads the value of a variable behind the loop
 * @returns the values of its variables behind the loop; undefined for some that nothing reads
 */
export function runLoop(
  op: Op,
  session: Session,
  run: RunGraph,
  isRead: (k: number) => boolean,
): readonly (Value | undefined)[] {
  const options = op.options(93);
  const [condition, body] = [0, 1].map(field => session.model.graph(options.number('int32', field)));
  const initial = op.values;
  for (const { inputs, outputs } of [{ ...condition, outputs: inputsOf(initial) }, body]) {
    if (inputs.length === initial.length && outputs.length === initial.length) continue;
    const rule = 'condition and body must take all variables of the loop, and the body must make them';
    throw tfliteError('operator WHILE', rule, `${initial.length}, ${inputs.length} and ${outputs.length}`);
  }
  const loop = { initial, condition, body, session, run };
  const rounds = counted(loop);
  return recurrentLoop(op, loop, rounds, isRead) ?? unrolled(loop, rounds.length - 1);
}

const inputsOf = (values: readonly Value[]): number[] => values.map((_, k) => k);

/** Before each round, and behind the last one, the variables whose numbers are known, which are those that count. */
function counted(loop: Loop): readonly (readonly (Value | undefined)[])[] {
  const rounds: (readonly (Value | undefined)[])[] = [];
  const constants = (values: readonly (Value | undefined)[]) =>
    values.map(value => (value?.kind === 'constant' ? value : undefined));
  for (let known = constants(loop.initial); ;) {
    rounds.push(known);
    if (!holds(loop, known)) return rounds;
    if (rounds.length > MAX_ROUNDS) throw new Unsupported(`more than ${MAX_ROUNDS} rounds`);
    const session = scratch(loop.session);
    const values = known.map((value, k) => value ?? sourceOf(loop.initial[k], session));
    known = constants(valuesOf(loop, loop.body, values, session));
  }
}

/** Whether the loop goes on with these values. */
function holds(loop: Loop, known: readonly (Value | undefined)[]): boolean {
  const session = scratch(loop.session);
  const values = known.map((value, k) => value ?? sourceOf(loop.initial[k], session));
  const [goesOn] = valuesOf(loop, loop.condition, values, session);
  if (goesOn?.kind !== 'constant') throw new Unsupported('an end that depends on the input');
  return goesOn.data[0] !== 0;
}

/** The layers of the body once for every round. */
function unrolled(loop: Loop, rounds: number): readonly (Value | undefined)[] {
  let values: readonly (Value | undefined)[] = loop.initial;
  for (let k = 0; k < rounds; k++) values = valuesOf(loop, loop.body, values, loop.session);
  return values;
}
