import { compile, type Dialect, type Network, type TensorInfo, type Values } from '../../lib/network.js';

/** A network with one state, all its tensors tapped. */
export interface Executor {
  readonly network: Network;
  readonly inputs: readonly TensorInfo[];
  readonly outputs: readonly TensorInfo[];
  /** Names of all tensors in the order in which they are computed: inputs and variables, then each layer. */
  readonly tensors: readonly string[];
  run(inputs: Values | readonly Values[], outputs: Values | readonly Values[]): void;
  tap(name: string): Values;
  info(name: string): TensorInfo;
  /** What is carried from run to run. */
  readonly state: ReadonlyMap<string, Values>;
  save(): unknown;
  restore(saved: unknown): void;
  reset(): void;
}

/** Compiles a network and binds it to a state. */
export function executor(network: Network, { dialect }: { readonly dialect?: Dialect } = {}): Executor {
  const compiled = compile(network, { taps: 'all', ...(dialect && { dialect }) });
  const state = compiled.newState();
  const tensors = [...network.inputs, ...(network.variables ?? []), ...network.layers].map(({ name }) => name);
  return {
    network,
    inputs: compiled.inputs,
    outputs: compiled.outputs,
    tensors,
    run: (inputs, outputs) => compiled.run(state, inputs, outputs),
    tap: name => (tensors.includes(name) && state.names.includes(name) ? state.values(name) : compiled.tap(name)),
    info(name) {
      const found = compiled.plan.tensors.find(tensor => tensor.name === name);
      if (!found) throw new RangeError(`no tensor is named ${name}`);
      const { shape, params } = found;
      return { name, shape, ...(params && { params }) };
    },
    get state() {
      return new Map(state.names.map(name => [name, state.values(name)]));
    },
    save: () => state.save(),
    restore: saved => state.restore(saved),
    reset: () => state.reset(),
  };
}
