import type { Step } from '../../kernels/kernel.js';
import type { Layer } from '../../graph/network.js';
import type { Dialect, Requantization } from '../integerOp.js';
import type { CodeTensor } from '../integerOp.js';

/** Accumulators are made and turned into codes this many at a time. */
const BLOCK = 256;

/** How the accumulators of an element-wise layer become codes: one scale for all. */
export interface ElementScaling extends Pick<Requantization, 'low' | 'high'> {
  readonly scale: number;
  /** The same as runtimes with float32 scales compute it. */
  readonly floatScale?: number;
  /** Largest magnitude of an accumulator. */
  readonly bound: number;
}

/**
 * Codes from one accumulator each.
 *
 * @internal
 *
 * @param fill writes the accumulators of the elements from `at` on, as many as `acc` holds
 * @throws {FormatError} when the layer cannot be computed in the dialect
 */
export function requantized(
  layer: Layer,
  dialect: Dialect,
  { data: out, params }: CodeTensor,
  { scale, floatScale, bound, low, high }: ElementScaling,
  fill: (acc: Int32Array, at: number) => void,
): Step {
  const width = Math.min(BLOCK, out.length);
  const all = (x: number) => new Array<number>(width).fill(x);
  const requantize = dialect.requantizer({
    op: layer.type,
    layer: layer.name,
    scales: all(scale),
    ...(floatScale !== undefined && { floatScales: all(floatScale) }),
    bounds: all(bound),
    zeroPoint: params.zeroPoint[0],
    low,
    high,
  });
  const acc = new Int32Array(width);
  const last = out.length - width; // the last block may overlap the one before
  return () => {
    for (let from = 0; from < out.length; from += width) {
      const at = from < last ? from : last;
      fill(acc, at);
      requantize(acc, out, at);
    }
  };
}
