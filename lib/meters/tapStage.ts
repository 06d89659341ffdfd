import type { Summary } from '../accumulator.js';
import { checkFunction, checkInteger } from '../check.js';
import type { AnyFrame } from '../frame.js';
import { checkOptions, type OptionKeys } from '../options.js';
import { sliceFrame } from '../sliceFrame.js';
import type { Stage } from '../stage.js';
import { loadState } from '../state.js';

/** Options of {@link tapStage}. */
export interface TapOptions<F extends AnyFrame, I, R> {
  /** Makes the tracker or meter; called once for each subscription. */
  readonly meter: () => Summary<I, R>;
  /** What of a frame the meter is shown. */
  readonly show: (frame: F) => I;
  /** Told of the value so far: after each `every` samples and at the end. */
  readonly onReport: (value: R) => void;
  /** Samples between reports, counted in absolute indices; by default one report, at the end. */
  readonly every?: number | undefined;
}

const OPTIONS: OptionKeys<TapOptions<AnyFrame, unknown, unknown>> = {
  meter: true,
  show: true,
  onReport: true,
  every: true,
};

/** Lets frames through as they are and shows them to a meter on the side. */
export function tapStage<F extends AnyFrame, I, R>(given: TapOptions<F, I, R>): Stage<F, F> {
  const { meter, show, onReport, every } = checkOptions('tap', given, OPTIONS);
  checkFunction('tap', 'meter', meter);
  checkFunction('tap', 'onReport', onReport);
  if (every !== undefined) checkInteger('tap', 'every', every, 1);
  const options = { every: every ?? null };
  const summary = meter();

  return {
    process(f, emit) {
      for (let from = 0; from < f.length;) {
        const left = every === undefined ? Infinity : every - modulo(f.start + from, every);
        const to = Math.min(f.length, from + left);
        summary.push(show(sliceFrame(f, from, to)));
        if (to - from === left) onReport(summary.value());
        from = to;
      }
      emit(f);
    },
    flush: () => onReport(summary.value()),
    save: () => ({ who: 'tap', version: 2, options, meter: summary.save() }),
    restore: state => summary.restore(loadState('tap', 2, state, options).meter),
  };
}

function modulo(index: number, n: number): number {
  return ((index % n) + n) % n;
}
