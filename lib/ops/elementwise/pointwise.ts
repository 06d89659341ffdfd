import type { Layer } from '../../graph/network.js';
import { type Op, noMacs, onlyInput } from '../op.js';

/** A layer that is a function of every element by itself. */
export interface PointwiseOp<L extends Layer> extends Op<L> {
  /** That function, in double precision. */
  of(layer: L): (x: number) => number;
}

/** An op from its function; the output has the shape of the input. */
export function pointwiseOp<L extends Layer>(
  kind: Pick<PointwiseOp<L>, 'type' | 'traits' | 'read' | 'of' | 'integer'>,
): PointwiseOp<L> {
  return {
    ...kind,
    shape: (layer, inputs) => onlyInput(layer, inputs),
    macs: noMacs,
    float(layer, [{ data: x }], { data: out }) {
      const f = kind.of(layer);
      return () => {
        for (let i = 0; i < x.length; i++) out[i] = f(x[i]);
      };
    },
  };
}
