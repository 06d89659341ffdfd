import type { Summary } from '../accumulator.js';
import { checkFunction } from '../check.js';
import { type Duration, timedStage } from '../duration.js';
import type { AnyFrame } from '../frame.js';
import { sliceFrame } from '../sliceFrame.js';
import type { Stage } from '../stage.js';
import { loadState } from '../state.js';

/** What a meter is shown, and when it is asked. */
export interface ReportPeriods<F extends AnyFrame, I, R> {
  /** Makes the tracker or meter; called once for each subscription. */
  readonly meter: () => Summary<I, R>;
  /** What of a frame the meter is shown. */
  readonly show: (frame: F) => I;
  /**
   * Samples between reports, an integer of at least 1, or a time such as `'1s'`: reports stand at the absolute indices k * every. By default
   * there is one report, at the end.
   */
  readonly every?: Duration | undefined;
}

/**
 * The stage behind every report: the value of a meter at each absolute index k * every that samples reach, and at the end where samples came
 * since. A stream without samples has one report, of nothing. It does not take an input while it gives out a report.
 *
 * @internal
 */
export function reporting<F extends AnyFrame, I, R>(
  who: string,
  { meter, show, every }: ReportPeriods<F, I, R>,
): Stage<F, R> {
  checkFunction(who, 'meter', meter);
  checkFunction(who, 'show', show);
  if (every === undefined) return periods(who, meter(), show, null);
  const durations = { every: { value: every, min: 1, max: Number.MAX_SAFE_INTEGER } };
  return timedStage(who, durations, samples => periods(who, meter(), show, samples.every));
}

function periods<F extends AnyFrame, I, R>(
  who: string,
  summary: Summary<I, R>,
  show: (frame: F) => I,
  every: number | null,
): Stage<F, R> {
  const options = { every };
  let news = true; // what the last report does not know

  return {
    process(f, emit) {
      for (let from = 0; from < f.length;) {
        const left = every === null ? Infinity : every - modulo(f.start + from, every);
        const to = Math.min(f.length, from + left);
        summary.push(show(sliceFrame(f, from, to)));
        news = to - from !== left;
        if (!news) emit(summary.value());
        from = to;
      }
    },
    flush(emit) {
      if (news) emit(summary.value());
      news = false;
    },
    save: () => ({ who, version: 3, options, meter: summary.save(), news }),
    restore(saved) {
      const state = loadState(who, 3, saved, options);
      summary.restore(state.meter);
      news = state.news !== false;
    },
  };
}

function modulo(index: number, n: number): number {
  return ((index % n) + n) % n;
}
