import type { ConvTranspose2d } from '../../graph/network.js';
import { codesOf, type IntegerOp } from '../integerOp.js';
import { groupProducts } from './groupProducts.js';
import { marginOf, paddedPlane } from './paddedPlane.js';
import { type Phase, transposedPhases } from './transposedPhases.js';
import { weighted } from './weighted.js';
import { windowSums } from './windowSums.js';

/**
 * The transpose of a convolution, as one convolution for each phase of the output against the stride: its taps are those of the kernel
 * that meet the input there.
 */
export const convTranspose2dPrepared: IntegerOp<ConvTranspose2d> = {
  type: 'convTranspose2d',
  prepare(layer, [given], made, { dialect }) {
    const [input, output] = [codesOf(layer, given, 'int8', 'uint8', 'int16', 'uint16'), codesOf(layer, made)];
    const [height, width, channels] = input.shape.slice(-3);
    const [outHeight, outWidth, filters] = output.shape.slice(-3);
    const [, kernelHeight, kernelWidth, depth] = layer.weights.shape;
    const { stride, dilation, crop, groups } = layer;
    const along = transposedPhases(kernelHeight, stride[0], dilation[0], crop[0][0], outHeight);
    const across = transposedPhases(kernelWidth, stride[1], dilation[1], crop[1][0], outWidth);
    const sums = weighted(layer, input, output, dialect);
    const margins = [marginAround(along, height), marginAround(across, width)] as const;
    const plane = paddedPlane([height, width, channels], margins, sums.zeroPoint);

    /** The windows that lie in one phase along height and in one across width. */
    function part(rows: Phase, columns: Phase) {
      const taps = rows.taps.flatMap(y =>
        columns.taps.flatMap(x => Array.from({ length: depth }, (_, c) => (y * kernelWidth + x) * depth + c)),
      );
      const offsets = rows.offsets.flatMap(y =>
        columns.offsets.flatMap(x => Array.from({ length: depth }, (_, c) => y * plane.row + x * channels + c)),
      );
      const weights = new Int32Array(filters * taps.length);
      for (let o = 0; o < filters; o++) {
        for (let i = 0; i < taps.length; i++) weights[o * taps.length + i] = sums.weights[o * sums.taps + taps[i]];
      }
      const matrix = { weights, rows: filters, groups, offsets, depth, samples: sums.samples };
      const [top, left] = [margins[0][0], margins[1][0]];
      return {
        starts: Int32Array.from(
          rows.starts.flatMap(y => columns.starts.map(x => (y + top) * plane.row + (x + left) * channels)),
        ),
        places: Int32Array.from(rows.places.flatMap(y => columns.places.map(x => (y * outWidth + x) * filters))),
        products: groupProducts(matrix, sums.accumulators),
      };
    }
    const parts = along.flatMap(rows => across.map(columns => part(rows, columns)));
    const planes = { input: input.data, output: output.data, size: height * width * channels };
    return windowSums(parts, sums.accumulators, plane, planes, outHeight * outWidth * filters);
  },
};

/** Zeros that the windows of all phases need around an axis. */
function marginAround(phases: readonly Phase[], length: number) {
  const first = phases.map(({ starts }) => Math.min(...starts));
  const last = phases.map(({ starts, offsets }) => Math.max(...starts) + Math.max(0, ...offsets));
  return marginOf(Math.min(...first), Math.max(...last), length);
}
