import { allocate, elementsOf } from '../graph/tensor.js';
import type { Step } from '../kernels/kernel.js';
import { vectorKernels } from '../kernels/wasm/index.js';
import type { CodeKind, Operand, VectorKernel } from '../kernels/wasm/vectorKernel.js';
import { VectorMemory } from '../kernels/wasm/vectorMemory.js';
import { vectorInstance } from '../kernels/wasm/vectorModule.js';
import type { Call, Plan } from '../plan/plan.js';

/** A memory for a plan's tensors, and what computes some of its calls there. */
export interface VectorCalls {
  /** The state, then the arena, then constants. */
  readonly memory: ArrayBuffer;
  /** One a call; undefined where there is no vector kernel for it. */
  readonly steps: readonly (Step | undefined)[];
}

const KINDS: Readonly<Record<string, CodeKind>> = { Int8Array: 'int8', Uint8Array: 'uint8', Int16Array: 'int16' };

/**
 * Lays out all calls that have a vector kernel; undefined where there is none, or the engine has no vectors.
 *
 * @internal
 */
export function vectorCalls(plan: Plan): VectorCalls | undefined {
  const { calls, initial, arenaBytes } = plan;
  const memory = new VectorMemory(initial.length + arenaBytes);
  const found = calls.map(call => vectorCall(call, plan, memory));
  if (!found.some(Boolean)) return undefined;
  const instance = vectorInstance(memory.size);
  if (!instance) return undefined;
  memory.fill(instance.memory);
  const steps = found.map(call => {
    if (!call) return undefined;
    const { [call.kernel]: kernel } = instance.kernels;
    const { record } = call;
    return () => kernel(record);
  });
  return { memory: instance.memory, steps };
}

function vectorCall(call: Call, plan: Plan, memory: VectorMemory) {
  // a kernel takes constants of its own type only: look it up by the call's name
  const kernel =
    call.kernel === 'float' ? undefined : (vectorKernels[call.kernel] as VectorKernel<unknown> | undefined);
  if (!kernel) return undefined;
  const reads = call.reads.map(k => operand(plan, k));
  const write = operand(plan, call.writes[0]);
  if (!write || !reads.every(read => read !== undefined)) return undefined;
  return kernel(call.constants, reads, write, memory);
}

/** A tensor's codes in memory; undefined where it lies elsewhere or holds something else. */
function operand({ tensors, initial }: Plan, k: number): Operand | undefined {
  const { place, params, shape } = tensors[k];
  const kind = params && KINDS[allocate(params, 0).constructor.name];
  if (!kind || place.region === 'constant') return undefined;
  return {
    address: place.region === 'state' ? place.offset : initial.length + place.offset,
    length: elementsOf(shape),
    kind,
  };
}
