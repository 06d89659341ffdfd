import { FormatError } from '../errors.js';
import { layerNamed } from '../graph/networkError.js';
import { kernels } from '../kernels/calls/index.js';
import type { Kernel, KernelTools, Step, Values } from '../kernels/kernel.js';
import { opOf } from '../ops/index.js';
import type { FloatTensor } from '../ops/op.js';
import type { Call, PlannedTensor } from '../plan/plan.js';

/**
 * A call bound to the arrays of its tensors.
 *
 * @internal
 *
 * @throws {FormatError} when the constants do not fit the kernel
 */
export function bindCall(
  call: Call,
  tensors: readonly PlannedTensor[],
  arrays: readonly Values[],
  tools: KernelTools,
): Step {
  const [reads, writes] = [call.reads, call.writes].map(list => list.map(k => arrays[k]));
  if (call.kernel === 'float') {
    const [output, ...own] = call.writes;
    const memory = {
      state: (name: string) => arrays[own.find(k => tensors[k].name === `${call.layer}/${name}`) ?? -1],
    };
    const bufferOf = (k: number) => ({ ...tensors[k], data: arrays[k] });
    const inputs = call.reads.map(bufferOf);
    const op = opOf(layerNamed({ name: call.layer }), call.type);
    // tensors without params hold real numbers
    return op.float(call.constants, inputs as FloatTensor[], bufferOf(output) as FloatTensor, memory);
  }
  // a kernel takes constants of its own type only: look it up by the call's name
  const kernel = kernels[call.kernel] as Kernel<unknown>;
  try {
    return kernel(call.constants, reads, writes, tools);
  } catch (cause) {
    if (cause instanceof FormatError) throw cause;
    const message = `plan: ${layerNamed({ name: call.layer })}: the constants must be those of the kernel ${call.kernel}`;
    throw new FormatError('format-network', message, { cause });
  }
}
