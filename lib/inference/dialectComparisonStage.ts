import type { AnyFrame } from '../frame.js';
import type { Network } from '../graph/network.js';
import { checkOptions, type OptionKeys } from '../options.js';
import type { SlidingOptions } from './slidingStage.js';
import { elementsOf } from '../graph/tensor.js';
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

const OPTIONS: OptionKeys<CompareDialectsOptions> = { dialects: true, hop: true };

/**
 * Runs a network in two dialects on sliding windows, as `infer` does, and reports where they part: one report a window; see
 * {@link dialectComparison}.
 *
 * @throws {FormatError} when the network has several inputs, or cannot run in one of the dialects
 * @throws {DataError} in `process`, as `infer` does
 */
export function dialectComparisonStage(
  network: Network,
  options: CompareDialectsOptions,
): Stage<AnyFrame, WindowReport> {
  const { dialects, hop } = checkOptions('dialectComparison', options, OPTIONS);
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
  };
  const [tensor] = outputs;
  const channels = elementsOf(tensor.shape);
  const names = Array.from({ length: channels }, (_, k) => `${tensor.name}[${k}]`);
  const view = { tensor, values: comparison.compiled[0].tap(tensor.name), channels, samples: 1, names };
  const stage = windowStage('compareDialects', runner, hop, [view], f => f);
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
