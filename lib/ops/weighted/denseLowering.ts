import type { Dense } from '../../graph/network.js';
import { codesOf, type IntegerOp } from '../integerOp.js';
import { groupProducts } from './groupProducts.js';
import { paddedPlane } from './paddedPlane.js';
import { weighted } from './weighted.js';
import { windowSums } from './windowSums.js';

/** acc = sum of (w - weight zero point) (x - zero point) + bias, requantized; every row of the input is a window of its own. */
export const densePrepared: IntegerOp<Dense> = {
  type: 'dense',
  prepare(layer, [given], made, { dialect }) {
    const [input, output] = [codesOf(layer, given, 'int8', 'uint8', 'int16', 'uint16'), codesOf(layer, made)];
    const sums = weighted(layer, input, output, dialect);
    const { rows, taps, accumulators } = sums;
    const offsets = Array.from({ length: taps }, (_, i) => i);
    const products = groupProducts({ ...sums, groups: 1, offsets, depth: taps }, accumulators);
    const size = input.data.length;
    const starts = Int32Array.from({ length: size / taps }, (_, p) => p * taps);
    const part = { starts, places: starts.map((_, p) => p * rows), products };
    const plane = paddedPlane(
      [1, 1, size],
      [
        [0, 0],
        [0, 0],
      ],
      sums.zeroPoint,
    );
    return windowSums(
      [part],
      accumulators,
      plane,
      { input: input.data, output: output.data, size },
      output.data.length,
    );
  },
};
