import type { Problems } from '../../problems.js';
import type { Builder } from './builder.js';
import type { Model, ModelGraph } from './model.js';
import type { Value } from './values.js';
import type { Variables } from './variables.js';

/** What all subgraphs of a model share. */
export interface Session {
  readonly model: Model;
  readonly builder: Builder;
  readonly variables: Variables;
  readonly problems: Problems;
}

/** Imports the operators of a subgraph: gives the value of a tensor by its index, undefined where a problem was noted. */
export type RunGraph = (
  graph: ModelGraph,
  inputs: ReadonlyMap<number, Value | undefined>,
  session: Session,
) => (index: number) => Value | undefined;
