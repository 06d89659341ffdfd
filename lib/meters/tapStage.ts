import { checkFunction } from '../check.js';
import { CallbackError } from '../errors.js';
import type { AnyFrame } from '../frame.js';
import { checkOptions, type OptionKeys } from '../options.js';
import { inTurn, type Stage } from '../stage.js';
import { type ReportPeriods, reporting } from './reporting.js';

/** Who is told of reports. */
export interface ReportCallbacks<R> {
  /** Called with the value so far: at each absolute index k * every that samples reach, and at the end where samples came since. */
  readonly onReport: (value: R) => void;
  /**
   * Called once, with the first error that `onReport` throws. The data go on all the same, and `onReport` is called with the next report. Without
   * it the error ends the stream behind the last frame, where the stream would have completed.
   */
  readonly onError?: ((error: unknown) => void) | undefined;
}

/** Options of {@link tapStage}. */
export interface TapOptions<F extends AnyFrame, I, R> extends ReportPeriods<F, I, R>, ReportCallbacks<R> {}

const OPTIONS: OptionKeys<TapOptions<AnyFrame, unknown, unknown>> = {
  meter: true,
  show: true,
  onReport: true,
  onError: true,
  every: true,
};

/**
 * Lets frames through as they are and shows them to a meter on the side; see {@link reportsStage} for when it reports.
 *
 * @throws {CallbackError} from `flush`, where `onReport` threw and there is no `onError`
 */
export function tapStage<F extends AnyFrame, I, R>(options: TapOptions<F, I, R>): Stage<F, F> {
  return tapping('tapMeter', checkOptions('tapMeter', options, OPTIONS));
}

/**
 * {@link tapStage} under the name of another operator.
 *
 * @internal
 */
export function tapping<F extends AnyFrame, I, R>(
  who: string,
  { onReport, onError, ...periods }: TapOptions<F, I, R>,
): Stage<F, F> {
  checkFunction(who, 'onReport', onReport);
  if (onError !== undefined) checkFunction(who, 'onError', onError);
  const reports = reporting(who, periods);
  let failure: { readonly error: unknown } | undefined; // the first

  function report(value: R): void {
    try {
      onReport(value);
    } catch (error) {
      if (failure) return;
      failure = { error };
      onError?.(error);
    }
  }
  return inTurn({
    ...reports,
    process(f, emit) {
      reports.process(f, report);
      emit(f);
    },
    flush() {
      reports.flush(report);
      if (!failure || onError) return;
      const { error: cause } = failure;
      throw new CallbackError(`${who}: onReport threw; all data went on. Mend it, or take its error by onError`, {
        cause,
      });
    },
  });
}
