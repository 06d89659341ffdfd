import type { Codes } from '../../qparams.js';
import type { Kernel } from '../kernel.js';
import { accumulators } from '../sums/accumulators.js';
import { groupProducts } from '../sums/groupProducts.js';
import { marginOf, paddedPlane } from '../sums/paddedPlane.js';
import { type Phase, transposedPhases } from '../sums/transposedPhases.js';
import { unpackWeights } from '../sums/weights.js';
import { windowSums } from '../sums/windowSums.js';
import type { ConvolutionConstants } from './convolution.js';

/**
 * The transpose of a convolution, as one convolution for each phase of the output against the stride: its taps are those of the kernel
 * that meet the input there.
 */
export const transposedConvolution: Kernel<ConvolutionConstants> = (constants, [x], [out], tools) => {
  const { plane: shape, made, kernel, stride, dilation, before, groups, bias, samples, zeroPoint } = constants;
  const [height, width, channels] = shape;
  const filters = bias.length;
  const depth = channels / groups;
  const along = transposedPhases(kernel[0], stride[0], dilation[0], before[0], made[0]);
  const across = transposedPhases(kernel[1], stride[1], dilation[1], before[1], made[1]);
  const acc = accumulators(constants, tools);
  const all = unpackWeights(constants.weights);
  const margins = [marginAround(along, height), marginAround(across, width)] as const;
  const plane = paddedPlane(shape, margins, zeroPoint);

  /** The windows that lie in one phase along height and in one across width. */
  function part(rows: Phase, columns: Phase) {
    const taps = rows.taps.flatMap(y =>
      columns.taps.flatMap(k => Array.from({ length: depth }, (_, c) => (y * kernel[1] + k) * depth + c)),
    );
    const offsets = rows.offsets.flatMap(y =>
      columns.offsets.flatMap(k => Array.from({ length: depth }, (_, c) => y * plane.row + k * channels + c)),
    );
    const weights = new Int32Array(filters * taps.length);
    const size = all.length / filters;
    for (let o = 0; o < filters; o++) {
      for (let i = 0; i < taps.length; i++) weights[o * taps.length + i] = all[o * size + taps[i]];
    }
    const [top, left] = [margins[0][0], margins[1][0]];
    return {
      starts: Int32Array.from(
        rows.starts.flatMap(y => columns.starts.map(k => (y + top) * plane.row + (k + left) * channels)),
      ),
      places: Int32Array.from(rows.places.flatMap(y => columns.places.map(k => (y * made[1] + k) * filters))),
      products: groupProducts({ weights, rows: filters, groups, offsets, depth, samples }, acc),
    };
  }
  const parts = along.flatMap(rows => across.map(columns => part(rows, columns)));
  const planes = { input: x as Codes, output: out as Codes, size: height * width * channels };
  return windowSums(parts, acc, plane, planes, made[0] * made[1] * filters);
};

/** Zeros that the windows of all phases need around an axis. */
function marginAround(phases: readonly Phase[], length: number) {
  let [first, last] = [Infinity, -Infinity];
  for (const { starts, offsets } of phases) {
    const reach = offsets.reduce((a, b) => Math.max(a, b), 0);
    for (const start of starts) {
      first = Math.min(first, start);
      last = Math.max(last, start + reach);
    }
  }
  return marginOf(first, last, length);
}
