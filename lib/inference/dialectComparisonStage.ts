import type { AnyFrame } from '../frame.js';
import type { Network } from '../graph/network.js';
import { checkOptions, type OptionKeys } from '../options.js';
import type { SlidingOptions } from './slidingStage.js';
import { outputViews } from './outputViews.js';
import type { Runner } from './runner.js';
import { windowStage } from './windowStage.js';
import type { Stage } from '../stage.js';
import { dialectComparison, type DialectReport } from '../engine/dialectComparison.js';
import type { Dialect } from '../dialects/dialect.js';

/** Options of {@link dialectComparisonStage}. */
export interface CompareDialectsOptions extends SlidingOptions {
  /** The two dialects. */
  readonly dialects: readonly [Dialect, Dialect];
}

/** What both dialects gave in one window. */
export interface WindowReport extends DialectReport {
  /** Index of the window: it begins at sample window * hop. */
  readonly window: number;
}

const OPTIONS: OptionKeys<CompareDialectsOptions> = {
  dialects: true,
  hop: true,
  inputs: true,
  atGap: true,
  missing: true,
};

/**
 * Runs a network in two dialects on sliding windows, as `infer` does, and reports where they part: one report a window; see
 * {@link dialectComparison}.
 *
 * @throws {FormatError} when the network cannot run in one of the dialects, or as `infer` does
 * @throws {DataError} in `process`, as `infer` does
 */
export function dialectComparisonStage(network: Network, given: CompareDialectsOptions): Stage<AnyFrame, WindowReport> {
  const { dialects, ...options } = checkOptions('compareDialects', given, OPTIONS);
  const comparison = dialectComparison(network, dialects);
  let reports: DialectReport[] = [];
  const { network: head, inputs, outputs } = comparison.compiled[0];
  const runner: Runner = {
    network: head,
    inputs,
    outputs,
    run: input => void reports.push(comparison.run(input)),
    save: () => comparison.save(),
    restore: saved => comparison.restore(saved),
    reset: () => comparison.reset(),
  };
  const [view] = outputViews(comparison.compiled[0]); // of which only the windows count
  const stage = windowStage('compareDialects', runner, options, [view], f => f);
  return {
    ...stage,
    process(f, emit) {
      reports = [];
      // a streaming network also runs before its windows are full
      stage.process(f, ({ start, length }) => {
        reports.slice(-length).forEach((report, k) => emit({ window: start + k, ...report }));
      });
    },
    flush: () => {},
  };
}
