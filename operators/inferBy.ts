import type { OperatorFunction } from 'rxjs';
import type { AnyFrame } from '../lib/frame.js';
import { type AnyNetwork, compile, inferByStage, type InferByStageOptions, networkForHop } from '../lib/network.js';
import { checkOptions, type OptionKeys } from '../lib/options.js';
import { frameOperator } from './frameOperator.js';
import type { InferOptions } from './infer.js';

/** Options of {@link inferBy}. */
export interface InferByOptions extends InferByStageOptions, Pick<InferOptions, 'mode' | 'dialect'> {}

const OPTIONS: OptionKeys<InferByOptions> = {
  dialect: true,
  mode: true,
  hop: true,
  inputs: true,
  outputs: true,
  atGap: true,
  missing: true,
  capacity: true,
  idle: true,
  onEvict: true,
  recall: true,
};

/**
 * Runs one network on each of many streams that were merged: as {@link infer}, with a state for each source; see {@link inferByStage}. The
 * output says by `info.source` whose it is.
 *
 * @example
 * const asleep = new Map<string, unknown>();
 * merged$.pipe(inferBy(network, { hop: 13, idle: 100_000, onEvict: (key, state) => asleep.set(key, state), recall: key => asleep.get(key) }))
 */
export function inferBy(network: AnyNetwork, options: InferByOptions = {}): OperatorFunction<AnyFrame, AnyFrame> {
  const { dialect, mode = 'auto', ...own } = checkOptions('inferBy', options, OPTIONS);
  const { hop } = own;
  const compiled = compile(
    networkForHop(network, { ...(hop !== undefined && { hop }), mode }),
    dialect ? { dialect } : {},
  );
  return frameOperator('inferBy', () => inferByStage(compiled, own));
}
