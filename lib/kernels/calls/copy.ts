import { type Copy, copyPlan, copyRuns } from '../copyRuns.js';
import type { Kernel } from '../kernel.js';

/** Elements of the inputs, each put somewhere into the output. */
export interface CopyConstants {
  /** One for each input. */
  readonly copies: readonly Copy[];
  /** What stands in the output where nothing is put. */
  readonly fill?: number;
}

/** Copies elements of all inputs. */
export const copy: Kernel<CopyConstants> = ({ copies, fill }, reads, [out]) => {
  const steps = copies.map((own, k) => copyRuns(reads[k], out, copyPlan(own)));
  return () => {
    if (fill !== undefined) out.fill(fill);
    for (let k = 0; k < steps.length; k++) steps[k]();
  };
};
