/**
 * The first input channel of the group that each output channel belongs to.
 *
 * @internal
 */
export function firstChannels(groups: number, channels: number, filters: number): Int32Array {
  return Int32Array.from({ length: filters }, (_, o) => Math.floor((o * groups) / filters) * (channels / groups));
}
