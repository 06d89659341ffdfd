import type { OperatorFunction } from 'rxjs';
import type { AnyFrame } from '../lib/frame.js';
import { type ReportsOptions, reportsStage } from '../lib/meters/index.js';
import { checkOptions, type OptionKeys } from '../lib/options.js';
import { frameOperator } from './frameOperator.js';

/** Options of {@link reports} where the meter takes frames as they are. */
export type ReportsOfFramesOptions<F extends AnyFrame, R> = Omit<ReportsOptions<F, F, R>, 'show'>;

const OPTIONS: OptionKeys<ReportsOptions<AnyFrame, unknown, unknown>> = { meter: true, show: true, every: true };

/**
 * The reports of a meter as a stream of their own, in place of the frames; see {@link reportsStage} for its periods. Beside the data, it is a
 * branch of `connect`; a subscriber that throws there is told to RxJS, and the data go on.
 *
 * @example
 * codes$.pipe(reports({ meter: codeUsageMeter, every: '10s' })).subscribe(r => console.log(r[0].entropy));
 */
export function reports<F extends AnyFrame, R>(options: ReportsOfFramesOptions<F, R>): OperatorFunction<F, R>;
export function reports<F extends AnyFrame, I, R>(options: ReportsOptions<F, I, R>): OperatorFunction<F, R>;
export function reports<F extends AnyFrame, I, R>(
  options: Omit<ReportsOptions<F, I, R>, 'show'> & { readonly show?: (frame: F) => I },
): OperatorFunction<F, R> {
  const { meter, show, every } = checkOptions('reports', options, OPTIONS);
  const shown = show ?? ((frame: F) => frame as unknown as I); // the overloads see to it that the meter takes frames
  return frameOperator('reports', () => reportsStage({ meter, show: shown, every }));
}
