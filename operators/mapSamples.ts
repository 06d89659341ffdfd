import type { OperatorFunction } from 'rxjs';
import type { Frame } from '../lib/frame.js';
import { mapSamplesStage, type SampleMap } from '../lib/framing/index.js';
import { frameOperator } from './frameOperator.js';

/**
 * Applies a function without memory to every sample, in the sensor's unit; see {@link mapSamplesStage}.
 *
 * @example
 * sensor$.pipe(mapSamples(celsius => celsius + 273.15))
 */
export function mapSamples(map: SampleMap): OperatorFunction<Frame, Frame> {
  return frameOperator('mapSamples', () => mapSamplesStage(map));
}
