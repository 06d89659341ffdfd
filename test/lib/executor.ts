import {
  compile,
  type Compiled,
  type CompileOptions,
  type Dialect,
  type Network,
  type TensorInfo,
  type Values,
} from '../../lib/network.js';

/** A saved state, and whose it is. */
export interface SavedState {
  readonly digest: unknown;
}

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
  save(): SavedState;
  restore(saved: unknown): void;
  reset(): void;
}

/**
 * Compiles a network and binds it to a state. Where calls are computed in WebAssembly, every run is also made by the definitions in
 * TypeScript, and fails where a tensor differs.
 */
export function executor(network: Network, { dialect }: { readonly dialect?: Dialect } = {}): Executor {
  const options = { taps: 'all' as const, ...(dialect && { dialect }) };
  const compiled = compile(network, options);
  const state = compiled.newState();
  const check = compiled.kernels.includes('wasm') ? definition(compiled, network, options) : undefined;
  const tensors = [...network.inputs, ...(network.variables ?? []), ...network.layers].map(({ name }) => name);
  return {
    network,
    inputs: compiled.inputs,
    outputs: compiled.outputs,
    tensors,
    run(inputs, outputs) {
      const before = state.bytes.slice();
      compiled.run(state, inputs, outputs);
      check?.(before, inputs, outputs);
    },
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
    save: () => state.save() as unknown as SavedState,
    restore: saved => state.restore(saved),
    reset: () => state.reset(),
  };
}

/** Makes the same run by the definitions, from the same state; throws where a tensor differs. */
function definition(vector: Compiled, network: Network, options: CompileOptions) {
  const compiled = compile(network, { ...options, kernels: 'typescript' });
  const state = compiled.newState();
  return (before: Uint8Array, inputs: Values | readonly Values[], outputs: Values | readonly Values[]) => {
    state.set(before);
    compiled.run(state, inputs, ArrayBuffer.isView(outputs) ? outputs.slice() : outputs.map(values => values.slice()));
    for (const name of compiled.plan.taps) {
      const [got, wanted] = [vector.tap(name), compiled.tap(name)];
      const at = wanted.findIndex((x, k) => !Object.is(x, got[k]));
      if (at >= 0) throw new Error(`${name}: WebAssembly gives ${got[at]}, TypeScript ${wanted[at]} at ${at}`);
    }
  };
}
