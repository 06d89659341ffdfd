import type { OperatorFunction } from 'rxjs';
import type { Frame, QFrame } from '../lib/frame.js';
import { type FeatureCodesOptions, featureCodesStage } from '../lib/frontend/index.js';
import { frameOperator } from './frameOperator.js';

/**
 * Features of the micro front end as the int8 codes of a network's input, by the rule of `micro_speech` and microWakeWord; see
 * {@link featureCodesStage}.
 *
 * @example
 * from(wav('audio.wav')).pipe(microFrontend(MICRO_WAKE_WORD), featureCodes({ params: network.inputs[0].params }), infer(network))
 */
export function featureCodes(options: FeatureCodesOptions): OperatorFunction<Frame, QFrame> {
  return frameOperator('featureCodes', () => featureCodesStage(options));
}
