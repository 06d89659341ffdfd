import { problemList, Unsupported } from '../../problems.js';
import type { ModelGraph } from './model.js';
import type { RunGraph, Session } from './session.js';
import type { Value } from './values.js';
import { makeVariables } from './variables.js';

/** A loop, and what runs its subgraphs. */
export interface Loop {
  /** Its variables before the first round. */
  readonly initial: readonly Value[];
  readonly condition: ModelGraph;
  readonly body: ModelGraph;
  readonly session: Session;
  readonly run: RunGraph;
}

/** A session whose layers and problems nobody gets to see. */
export function scratch({ model, builder }: Session): Session {
  const own = builder.scratch();
  return {
    model,
    builder: own,
    variables: makeVariables(own),
    problems: problemList(list => new Unsupported(list)),
  };
}

/** The values that a subgraph makes of others; undefined where it has no layers for one. */
export function valuesOf(
  { session: { builder }, run }: Loop,
  graph: ModelGraph,
  values: readonly (Value | undefined)[],
  session: Session,
): readonly (Value | undefined)[] {
  builder.spend(graph.operators.length + 1);
  const value = run(graph, new Map(graph.inputs.map((index, k) => [index, values[k]])), session);
  return graph.outputs.map(index => value(index));
}

/** A tensor of the same shape and type that stands for a value. */
export function sourceOf(value: Value, { builder }: Session): Value {
  const params = value.kind === 'activation' ? value.params : undefined;
  return builder.source({ shape: value.shape, ...(params && { params }) }, value.type);
}
