import type { Step } from '../kernel.js';
import type { Codes } from '../../qparams.js';
import type { Accumulators } from './accumulators.js';
import type { PaddedPlane } from './paddedPlane.js';
import type { Product } from './product.js';

/** Windows of one kind, and what multiplies them. */
export interface WindowSums {
  /** Where each window begins in the padded plane. */
  readonly starts: Int32Array;
  /** Where its codes go, less the begin of the plane's output. */
  readonly places: Int32Array;
  /** One a group of channels. */
  readonly products: readonly Product[];
}

/** What a layer reads and writes: planes one after another. */
export interface Planes {
  readonly input: Codes;
  readonly output: Codes;
  /** Elements of one input plane. */
  readonly size: number;
}

/**
 * Multiplies all windows of each plane, two at a time.
 *
 * @internal
 *
 * @param outSize elements of one output plane
 */
export function windowSums(
  parts: readonly WindowSums[],
  acc: Accumulators,
  plane: PaddedPlane,
  { input, output, size }: Planes,
  outSize: number,
): Step {
  const x = plane.data;
  return () => {
    for (let begin = 0, base = 0; begin < input.length; begin += size, base += outSize) {
      plane.load(input, begin);
      for (let k = 0; k < parts.length; k++) {
        const { starts, places, products } = parts[k];
        let p = 0;
        for (; p + 1 < starts.length; p += 2) {
          for (let g = 0; g < products.length; g++) products[g].twice(x, starts[p], starts[p + 1]);
          acc.store(0, output, base + places[p]);
          acc.store(1, output, base + places[p + 1]);
        }
        if (p < starts.length) {
          for (let g = 0; g < products.length; g++) products[g].once(x, starts[p]);
          acc.store(0, output, base + places[p]);
        }
      }
    }
  };
}
