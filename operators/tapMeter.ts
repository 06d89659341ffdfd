import type { MonoTypeOperatorFunction, Observable } from 'rxjs';
import type { AnyFrame } from '../lib/frame.js';
import { type TapOptions as StageOptions, tapStage } from '../lib/meters/index.js';
import { checkOptions, type OptionKeys } from '../lib/options.js';
import { frameOperator } from './frameOperator.js';

/** Options of {@link tapMeter} where the meter takes frames as they are. */
export type TapFramesOptions<F extends AnyFrame, R> = Omit<StageOptions<F, F, R>, 'show'>;

/** Options of {@link tapMeter} where the meter is shown something made of each frame. */
export type TapShownOptions<F extends AnyFrame, I, R> = StageOptions<F, I, R>;

const OPTIONS: OptionKeys<TapShownOptions<AnyFrame, unknown, unknown>> = {
  meter: true,
  show: true,
  onReport: true,
  onError: true,
  every: true,
};

/**
 * Lets frames through as they are and shows them to any tracker or meter on the side: sensor frames, weights, activations,
 * codes; see {@link tapStage}.
 *
 * @example
 * source$.pipe(tapMeter({ meter: () => spectralMeter({ size: 4096 }), onReport: r => console.log(r[0].sinad) }))
 * codes$.pipe(tapMeter({ meter: codeUsageMeter, every: '10s', onReport: r => console.log(r[0].entropy) }))
 * codes$.pipe(tapMeter({ meter: () => emaSqnrMeter({ samples: 500 }), show: comparisonOf, every: 500, onReport }))
 */
export function tapMeter<F extends AnyFrame, R>(
  options: TapFramesOptions<F, R>,
): <G extends F>(source: Observable<G>) => Observable<G>;
export function tapMeter<F extends AnyFrame, I, R>(options: TapShownOptions<F, I, R>): MonoTypeOperatorFunction<F>;
export function tapMeter<F extends AnyFrame, I, R>(
  options: Omit<TapShownOptions<F, I, R>, 'show'> & { readonly show?: (frame: F) => I },
): MonoTypeOperatorFunction<F> {
  const { show, ...rest } = checkOptions('tapMeter', options, OPTIONS);
  const shown = show ?? ((frame: F) => frame as unknown as I); // the overloads see to it that the meter takes frames
  return frameOperator('tapMeter', () => tapStage({ ...rest, show: shown }));
}
