import { decodeChannel } from '../decode.js';
import { DataError } from '../errors.js';
import { type Frame, when } from '../frame.js';
import { sensorMap } from '../sensorDomain.js';
import type { SplitFrame } from '../splitFrame.js';

/**
 * The real values of a block whose channels were coded apart; a channel that was left out is its mean.
 *
 * @throws {DataError} when a part does not cover the block
 */
export function unallocateFrame(split: SplitFrame): Frame {
  const { parts, bases, length, start, info } = split;
  const channels = parts.length;
  const data = new Float32Array(channels * length);
  parts.forEach((part, c) => {
    if (!part) {
      data.fill(bases[c], c * length, (c + 1) * length);
      return;
    }
    if (part.channels !== 1 || part.length !== length || part.start !== start) {
      throw new DataError(
        'data-channels',
        `unallocate: part ${c} of the block at ${when(info, start)} must be one channel of ${length} samples, ` +
          `got ${part.channels} of ${part.length} at ${when(part.info, part.start)}`,
      );
    }
    decodeChannel(part, 0, data, c * length);
    for (let i = c * length; i < (c + 1) * length; i++) data[i] += bases[c];
  });
  return { data, channels, length, start, info, ...sensorMap(split) };
}
