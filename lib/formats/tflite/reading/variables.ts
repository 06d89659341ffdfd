import type { Tensor, Variable } from '../../../graph/network.js';
import { Unsupported } from '../../problems.js';
import type { Builder } from './builder.js';
import type { Output } from './op.js';
import { type Activation, type Constant, decoded, type Value } from './values.js';

/** The resource variables of a model, by their names. */
export interface Variables {
  /** Their values before the first run are being set. */
  initializing: boolean;
  /** What a variable holds now. */
  read(name: string, output: Output): Value;
  assign(name: string, value: Value): void;
  /** Those that some operator read before it was assigned; names and `next` are those of the builder. */
  finish(): readonly Variable[];
  /** What they are called in the model, by their names in the builder. */
  readonly labels: ReadonlyMap<string, string>;
}

interface State {
  /** Value before the first run. */
  initial?: Constant;
  /** Value before a run, once it was read. */
  before?: Activation;
  /** Value that the run has assigned. */
  now?: Value;
}

/** No variables yet. */
export function makeVariables(builder: Builder): Variables {
  const states = new Map<string, State>();
  const labels = new Map<string, string>();
  const stateOf = (name: string): State => {
    const state = states.get(name) ?? {};
    states.set(name, state);
    return state;
  };
  const variables: Variables = {
    initializing: false,
    labels,
    read(name, { type, params, shape, dynamic }) {
      const state = stateOf(name);
      if (variables.initializing) throw new Unsupported('reading in an initialization');
      if (state.now) return state.now;
      if (state.before) return state.before;
      if (!state.initial && dynamic) throw new Unsupported('a shape that is not known');
      if (state.initial && state.initial.type !== type) throw new Unsupported('another type than it was given first');
      state.before = builder.source({ shape: state.initial?.shape ?? shape, ...(params && { params }) }, type);
      labels.set(state.before.id, name);
      return state.before;
    },
    assign(name, value) {
      const state = stateOf(name);
      if (!variables.initializing) state.now = value;
      else if (value.kind === 'constant') state.initial = value;
      else throw new Unsupported('a value that is no constant in an initialization');
    },
    finish() {
      return [...states].flatMap(([name, { before, now, initial }]): Variable[] => {
        if (!before) return [];
        const { id, shape, params } = before;
        const value = initial && tensorOf(initial, before, builder);
        const next = layerOf(builder, now ?? before, `${name}/next`).id;
        return [{ name: id, shape, next, ...(params && { params }), ...(value && { initial: value }) }];
      });
    },
  };
  return variables;
}

/** A value as the output of a layer, which a network input and a variable are not. */
export function layerOf(builder: Builder, value: Value, label: string): Activation {
  const made = builder.activation(value);
  return builder.labels.has(made.id) ? made : copyOf(builder, made, label);
}

/** The same tensor again, as the output of another layer. */
export function copyOf(builder: Builder, value: Activation, label: string): Activation {
  const { shape, type, params } = value;
  return builder.activation(builder.emit({ type: 'reshape', shape }, [value], { label, helper: true, type, params }));
}

function tensorOf(value: Constant, { params }: Activation, builder: Builder): Tensor {
  const { shape, data } = value;
  if (params && !(data instanceof Float32Array || data instanceof Float64Array)) return { shape, data, params };
  if (!(data instanceof Float32Array)) builder.spend(data.length);
  return { shape, data: decoded(value) };
}
