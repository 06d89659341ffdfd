import type { Windowing, Windows } from './windowing.js';

/**
 * The taps [first, behind) of each window that lie inside an axis, flat: first0, behind0, first1, behind1, ...
 * A window wholly in the padding has none. Tap k of window i reads entry `i * stride - before + k * dilation`.
 *
 * @internal
 */
export function windowTaps(
  { count, before }: Windowing,
  { size, stride, dilation = 1 }: Windows,
  length: number,
): Int32Array {
  const taps = new Int32Array(2 * count);
  for (let i = 0; i < count; i++) {
    const begin = i * stride - before;
    const first = Math.min(Math.max(Math.ceil(-begin / dilation), 0), size);
    const behind = Math.min(Math.ceil((length - begin) / dilation), size);
    taps[2 * i] = first;
    taps[2 * i + 1] = Math.max(first, behind);
  }
  return taps;
}
