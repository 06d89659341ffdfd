import type { AnyFrame } from '../frame.js';
import type { Executor } from '../engine/executor.js';
import type { Network } from '../graph/network.js';
import type { SlidingOptions } from './slidingStage.js';
import { elementsOf } from '../graph/tensor.js';
import { windowStage } from './windowStage.js';
import type { Stage } from '../stage.js';
import type { Json } from '../state.js';
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

/**
 * Runs a network in two dialects on sliding windows, as `infer` does, and reports where they part: one report a window; see
 * {@link dialectComparison}.
 *
 * @throws {FormatError} when the network has several inputs, or cannot run in one of the dialects
 * @throws {DataError} in `process`, as `infer` does
 */
export function dialectComparisonStage(
  network: Network,
  { dialects, hop }: CompareDialectsOptions,
): Stage<AnyFrame, WindowReport> {
  const comparison = dialectComparison(network, dialects);
  let reports: DialectReport[] = [];
  const executor = both(comparison.executors, input => void reports.push(comparison.run(input)));
  const [tensor] = executor.outputs;
  const channels = elementsOf(tensor.shape);
  const names = Array.from({ length: channels }, (_, k) => `${tensor.name}[${k}]`);
  const stage = windowStage('compareDialects', executor, hop, [{ tensor, channels, samples: 1, names }], f => f.start);
  return {
    ...stage,
    process(f, emit) {
      reports = [];
      stage.process(f, start => reports.forEach((report, k) => emit({ window: start + k, ...report })));
    },
    flush: () => {},
  };
}

/** The executors of both dialects as one. */
function both([left, right]: readonly [Executor, Executor], run: Executor['run']): Executor {
  const sides = [
    ['0', left],
    ['1', right],
  ] as const;
  return {
    ...left,
    run,
    state: new Map(sides.flatMap(([side, { state }]) => [...state].map(([name, data]) => [`${side}/${name}`, data]))),
    save: () => Object.fromEntries(sides.map(([side, executor]) => [side, executor.save()])),
    restore(saved) {
      const states = (saved ?? {}) as Readonly<Record<string, Json>>;
      for (const [side, executor] of sides) executor.restore(states[side]);
    },
    reset: () => sides.forEach(([, executor]) => executor.reset()),
  };
}
