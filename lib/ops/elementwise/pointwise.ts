import type { Layer } from '../../graph/network.js';
import { type LayerKind, noMacs, onlyInput } from '../layerKind.js';

/** A kind of layer that is a function of every element by itself. */
export interface PointwiseKind<L extends Layer> extends LayerKind<L> {
  /** That function, in double precision. */
  of(layer: L): (x: number) => number;
}

/** A kind from its function; the output has the shape of the input. */
export function pointwiseKind<L extends Layer>(
  kind: Pick<PointwiseKind<L>, 'type' | 'output' | 'read' | 'of'>,
): PointwiseKind<L> {
  return {
    ...kind,
    shape: (layer, inputs) => onlyInput(layer, inputs),
    macs: noMacs,
    bind(layer, [{ data: x }], { data: out }) {
      const f = kind.of(layer);
      return () => {
        for (let i = 0; i < x.length; i++) out[i] = f(x[i]);
      };
    },
  };
}
