import type { OperatorFunction } from 'rxjs';
import type { AnyFrame, Frame } from '../lib/frame.js';
import { type MicroFrontendOptions, microFrontendStage } from '../lib/frontend/index.js';
import { frameOperator } from './frameOperator.js';

/**
 * The features of audio that keyword and wake-word networks take, as TensorFlow Lite's micro front end computes them; see
 * {@link microFrontendStage}.
 *
 * @example
 * from(wav('audio.wav')).pipe(microFrontend(MICRO_WAKE_WORD), featureCodes({ params: network.inputs[0].params }), infer(network))
 */
export function microFrontend(options?: MicroFrontendOptions): OperatorFunction<AnyFrame, Frame> {
  return frameOperator('microFrontend', () => microFrontendStage(options));
}
