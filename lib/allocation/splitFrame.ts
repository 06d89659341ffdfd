import { decodeChannel } from '../decode.js';
import { DataError } from '../errors.js';
import { type Frame, type QFrame, type SensorMap, type StreamInfo, when } from '../frame.js';
import { sensorMap } from '../sensorDomain.js';

/**
 * A block whose channels are coded apart, each with bits of its own: one frame of codes of a single channel for each, or
 * nothing for a channel that got 0 bits. Every part decodes, packs and is metered as any frame of codes.
 */
export interface SplitFrame extends SensorMap {
  /** One entry a channel; undefined where the channel is left out and stands for zeros. */
  readonly parts: readonly (QFrame | undefined)[];
  /** Bits of each channel. */
  readonly bits: readonly number[];
  readonly length: number;
  readonly start: number;
  /** Of all channels together. */
  readonly info: StreamInfo;
}

/**
 * The real values of a block whose channels were coded apart; channels that were left out are 0.
 *
 * @throws {DataError} when a part does not cover the block
 */
export function joinFrame(split: SplitFrame): Frame {
  const { parts, length, start, info } = split;
  const channels = parts.length;
  const data = new Float32Array(channels * length);
  parts.forEach((part, c) => {
    if (!part) return;
    if (part.channels !== 1 || part.length !== length || part.start !== start) {
      throw new DataError(
        'data-channels',
        `join: part ${c} of the block at ${when(info, start)} must be one channel of ${length} samples, ` +
          `got ${part.channels} of ${part.length} at ${when(part.info, part.start)}`,
      );
    }
    decodeChannel(part, 0, data, c * length);
  });
  return { data, channels, length, start, info, ...sensorMap(split) };
}
