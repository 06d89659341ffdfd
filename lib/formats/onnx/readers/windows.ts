import type { Margin } from '../../../graph/network.js';
import { onnxError } from '../reading/modelError.js';
import type { NodeReader } from '../reading/nodeReader.js';

/** How windows lie on the axes behind the channels. */
export interface AxisWindows {
  readonly stride: readonly number[];
  readonly dilation: readonly number[];
  readonly margins: readonly Margin[];
}

/**
 * Reads strides, dilations, pads and auto_pad.
 *
 * @param size    taps along each axis
 * @param lengths of the axes
 */
export function axisWindows(node: NodeReader, size: readonly number[], lengths: readonly number[]): AxisWindows {
  const axes = size.length;
  const ones = new Array<number>(axes).fill(1);
  const stride = positive(node, 'strides', node.integers('strides', axes) ?? ones);
  const dilation = positive(node, 'dilations', node.integers('dilations', axes) ?? ones);
  const pads = node.integers('pads', 2 * axes);
  const auto = node.text('auto_pad', 'NOTSET');
  const margins = size.map((taps, k): Margin => {
    if (auto === 'VALID') return [0, 0];
    if (auto === 'NOTSET') return pads ? [pads[k], pads[k + axes]] : [0, 0];
    if (auto !== 'SAME_UPPER' && auto !== 'SAME_LOWER') {
      throw onnxError(node.where, 'auto_pad must be NOTSET, VALID, SAME_UPPER or SAME_LOWER', auto);
    }
    const windows = Math.ceil(lengths[k] / stride[k]);
    const total = Math.max((windows - 1) * stride[k] + dilation[k] * (taps - 1) + 1 - lengths[k], 0);
    return halves(total, auto === 'SAME_UPPER');
  });
  return { stride, dilation, margins };
}

/** Padding split in two, with the odd sample behind (`upper`) or before. */
export function halves(total: number, upper: boolean): Margin {
  const less = Math.floor(total / 2);
  return upper ? [less, total - less] : [total - less, less];
}

/** Margins as layers have them: `valid` where there are none. */
export function padding1d([margin]: readonly Margin[]): Margin | 'valid' {
  return margin.every(x => x === 0) ? 'valid' : margin;
}

/** As {@link padding1d}, for two axes. */
export function padding2d([height, width]: readonly Margin[]): readonly [Margin, Margin] | 'valid' {
  return [...height, ...width].every(x => x === 0) ? 'valid' : [height, width];
}

function positive(node: NodeReader, name: string, list: readonly number[]): readonly number[] {
  for (const x of list) if (!(x >= 1)) throw onnxError(node.where, `${name} must be at least 1`, `${x}`);
  return list;
}
