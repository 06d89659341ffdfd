import { type QFrame, type SensorMap, type StreamInfo, streamInfo } from './frame.js';
import { centreOf, gainOf } from './sensorDomain.js';

/**
 * A block whose channels are coded apart, each with bits of its own: one frame of codes of a single channel for each, or
 * nothing for a channel that got 0 bits. Every part decodes, packs and is metered as any frame of codes; it holds the channel's
 * distance from its base, which is also among the part's centres.
 */
export interface SplitFrame extends SensorMap {
  /** One entry per channel: its distance from its base; undefined where the channel is left out and is its base. */
  readonly parts: readonly (QFrame | undefined)[];
  /** What the part of each channel is counted from, a float32 number: the median of the block; the mean of a channel left out. */
  readonly bases: readonly number[];
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
  const { names, units } = info;
  const made = names.map((name, c) => streamInfo({ ...info, channels: 1, names: [name], units: [units[c]] }));
  known.set(info, made);
  return made;
}

const known = new WeakMap<StreamInfo, readonly StreamInfo[]>();

/** How channel `c` of a frame stands to its sensor when `base` has been taken off it. */
export function partMap(map: SensorMap, c: number, base: number): SensorMap {
  const centre = centreOf(map, c) + base / gainOf(map, c);
  return { ...(map.gains && { gains: [map.gains[c]] }), ...(centre !== 0 && { centres: [centre] }) };
}
