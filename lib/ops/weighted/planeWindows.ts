import type { Padding2d, Pair } from '../../graph/network.js';
import type { Windows } from './windowing.js';

/**
 * What decides how windows lie on the axes of a plane.
 *
 * @internal
 *
 * @param size taps of a window along height and width
 */
export function planeWindows(
  size: Pair,
  { stride, padding, dilation = [1, 1] }: { stride: Pair; padding: Padding2d; dilation?: Pair },
): readonly [height: Windows, width: Windows] {
  const along = (axis: 0 | 1): Windows => ({
    size: size[axis],
    stride: stride[axis],
    dilation: dilation[axis],
    padding: typeof padding === 'string' ? padding : padding[axis],
  });
  return [along(0), along(1)];
}
