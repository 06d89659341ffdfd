import { marginOf, type PaddedPlane, paddedPlane } from './paddedPlane.js';
import type { PlaneGeometry } from './planeGeometry.js';

/** How the windows of a convolution lie in a plane with zeros around it. */
export interface PlaneLayout {
  readonly padded: PaddedPlane;
  /** Where each window begins, row by row. */
  readonly starts: Int32Array;
  /** Where the first channel of each tap lies in a window. */
  readonly taps: readonly number[];
}

/**
 * Padding is written out around a copy of the plane, and a table says where the sample of each tap lies, so that every window is summed in
 * the same way.
 *
 * @internal
 */
export function planeLayout(
  { plane, made, kernel, stride, dilation, before }: PlaneGeometry,
  zeroPoint: number,
): PlaneLayout {
  const [height, width, channels] = plane;
  const last = [0, 1].map(k => (made[k] - 1) * stride[k] - before[k] + dilation[k] * (kernel[k] - 1));
  const margins = [marginOf(-before[0], last[0], height), marginOf(-before[1], last[1], width)] as const;
  const padded = paddedPlane(plane, margins, zeroPoint);
  const [top, left] = [margins[0][0] - before[0], margins[1][0] - before[1]];
  const starts = new Int32Array(made[0] * made[1]);
  for (let i = 0, p = 0; i < made[0]; i++) {
    for (let j = 0; j < made[1]; j++, p++) {
      starts[p] = (top + i * stride[0]) * padded.row + (left + j * stride[1]) * channels;
    }
  }
  const taps = Array.from({ length: kernel[0] * kernel[1] }, (_, k) => {
    const [y, x] = [Math.floor(k / kernel[1]), k % kernel[1]];
    return y * dilation[0] * padded.row + x * dilation[1] * channels;
  });
  return { padded, starts, taps };
}
