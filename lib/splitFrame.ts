import { type QFrame, type SensorMap, type StreamInfo, streamInfo } from './frame.js';

/**
 * A block whose channels are coded apart, each with bits of its own: one frame of codes of a single channel for each, or
 * nothing for a channel that got 0 bits. Every part decodes, packs and is metered as any frame of codes.
 */
export interface SplitFrame extends SensorMap {
  /** One entry per channel; undefined where the channel is left out and stands for its mean. */
  readonly parts: readonly (QFrame | undefined)[];
  /** One per channel: what a channel that is left out stands for, a float32 number; 0 for the others. */
  readonly means: readonly number[];
  /** Bits of each channel. */
  readonly bits: readonly number[];
  readonly length: number;
  readonly start: number;
  /** Of all channels together. */
  readonly info: StreamInfo;
}

/** The descriptions of the parts of a stream, one per channel. */
export function partInfos(info: StreamInfo): readonly StreamInfo[] {
  const found = known.get(info);
  if (found) return found;
  const { sampleRate, epoch, names, units } = info;
  const made = names.map((name, c) => streamInfo({ channels: 1, sampleRate, epoch, names: [name], units: [units[c]] }));
  known.set(info, made);
  return made;
}

const known = new WeakMap<StreamInfo, readonly StreamInfo[]>();

/** What of a frame says how channel `c` stands to its sensor. */
export function partMap({ gains, centres }: SensorMap, c: number): SensorMap {
  return { ...(gains && { gains: [gains[c]] }), ...(centres && { centres: [centres[c]] }) };
}
