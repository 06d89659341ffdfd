import type { Compiled } from '../engine/compile.js';
import type { State } from '../engine/state.js';
import type { TensorInfo } from '../graph/network.js';
import type { NetworkHead } from '../plan/plan.js';
import type { Values } from '../kernels/kernel.js';
import type { Json } from '../state.js';

/** A network with the state of one stream. */
export interface Runner {
  readonly network: NetworkHead;
  readonly inputs: readonly TensorInfo[];
  readonly outputs: readonly TensorInfo[];
  run(inputs: readonly Values[], outputs: readonly Values[]): void;
  /** The state as JSON; null where the network carries nothing. */
  save(): Json;
  restore(saved: unknown): void;
  /** The state becomes that of before the first run. */
  reset(): void;
}

/**
 * A compiled network with a state: one of its own by default.
 *
 * @internal
 */
export function runnerOf(compiled: Compiled, state: State = compiled.newState()): Runner {
  const carries = state.names.length > 0;
  return {
    network: compiled.network,
    inputs: compiled.inputs,
    outputs: compiled.outputs,
    run: (inputs, outputs) => compiled.run(state, inputs, outputs),
    save: () => (carries ? state.save() : null),
    restore(saved) {
      if (carries) state.restore(saved);
    },
    reset: () => state.reset(),
  };
}
