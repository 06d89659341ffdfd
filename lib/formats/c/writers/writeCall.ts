import type { ConstantsOf, KernelName } from '../../../kernels/calls/index.js';
import { widthOf } from '../../../ops/codes.js';
import type { PlannedTensor } from '../../../plan/plan.js';
import type { AffineParams } from '../../../qparams.js';
import type { Helper } from '../helper.js';
import type { ElementType } from '../literals.js';

/** What the C of a call is written to. */
export interface Target {
  /** C name of an input, by its place among the call's reads. Inputs that are never asked for are not passed. */
  read(input: number): string;
  /** C name of the output, or of a tensor behind it among the call's writes. What is never asked for is not passed. */
  write(tensor?: number): string;
  /** Puts a definition on top of the source; gives its name. */
  use(helper: Helper): string;
  /** Defines an array of constants; gives its C name. */
  array(name: string, type: ElementType, data: ArrayLike<number>): string;
  /** Defines a constant struct, whose definition is a helper; gives its C name. */
  struct(name: string, type: Helper, fields: Readonly<Record<string, number | string>>): string;
}

/** The tensors of a call. */
export interface CallTensors {
  readonly reads: readonly PlannedTensor[];
  /** The output, then what the call carries from run to run. */
  readonly writes: readonly PlannedTensor[];
}

/**
 * Writes a call of a kernel from its constants: gives the statements that compute it. Throws Unsupported where there is no C for them.
 */
export type WriteCall<K extends KernelName = KernelName> = (
  constants: ConstantsOf<K>,
  tensors: CallTensors,
  target: Target,
) => readonly string[];

/** The C type of codes. */
function cType(params: AffineParams): string {
  return `${widthOf(params)}_t`;
}

/** The C type of a tensor; real numbers are float, which no call reads or writes. */
export function tensorType({ params }: PlannedTensor): string {
  return params ? cType(params) : 'float';
}

/** The C type in the name of a function. */
export function suffix(type: string): string {
  return type.replace('uint', 'u').replace('int', 's').replace('_t', '');
}
