import { fixedPointEncoding } from '../../../dialects/fixedPointEncoding.js';
import type { CodeTensor } from '../../../ops/integerOp.js';
import type { Buffer } from '../../../ops/op.js';
import type { Layer } from '../../../graph/network.js';
import { Unsupported } from '../../problems.js';
import type { Recorded } from '../recorded.js';
import type { Target } from './writeCall.js';
import { writeRequantization } from './writeRequantization.js';

/** What the C of a layer is written to. */
export interface OpTarget extends Target {
  /** C names of the layer's inputs. */
  readonly args: readonly string[];
}

/** Writes a layer: gives the statements that compute it. */
export type WriteOp<L extends Layer> = (
  layer: L,
  inputs: readonly Buffer[],
  output: CodeTensor,
  target: OpTarget,
) => readonly string[];

/** Defines how the accumulators of a layer become codes. */
export function writeScaling({ requantizations, wide }: Recorded, target: Target): string {
  const [wanted] = requantizations;
  if (!wanted) throw new Unsupported('an output of accumulators');
  return writeRequantization({ rule: wide ? 'wide' : 'double', ...fixedPointEncoding(wanted) }, target);
}
