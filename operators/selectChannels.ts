import type { OperatorFunction } from 'rxjs';
import type { Frame } from '../lib/frame.js';
import { type SelectChannelsOptions, selectChannelsStage } from '../lib/framing/index.js';
import { frameOperator } from './frameOperator.js';

/**
 * Chooses, reorders and renames channels; see {@link selectChannelsStage}.
 *
 * @example
 * sensor$.pipe(selectChannels({ channels: ['z', 'x'], names: ['up', 'ahead'] }))
 */
export function selectChannels(options: SelectChannelsOptions): OperatorFunction<Frame, Frame> {
  return frameOperator('selectChannels', () => selectChannelsStage(options));
}
