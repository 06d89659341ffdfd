import type { Layer } from '../../graph/network.js';
import { arithmeticCodes } from '../arithmeticCodes.js';
import { codesOf, widthOf } from '../codes.js';
import { type Lower, type Op, noMacs, onlyInput } from '../op.js';
import { lut16 } from './lut16.js';
import { realCode } from './realCode.js';
import { tabulated } from './tabulated.js';
import { everyColumn } from '../time.js';

/** A layer that is a function of every element by itself. */
export interface PointwiseOp<L extends Layer> extends Op<L> {
  /** That function, in double precision. */
  of(layer: L): (x: number) => number;
}

/** An op from its function; the output has the shape of the input. On codes it gives the nearest code, unless it is told otherwise. */
export function pointwiseOp<L extends Layer>(
  kind: Pick<PointwiseOp<L>, 'type' | 'traits' | 'read' | 'of'> & { readonly integer?: Lower<L> },
): PointwiseOp<L> {
  const givesCodes = kind.traits.codes.length > 0;
  return {
    ...kind,
    time: everyColumn,
    shape: (layer, inputs) => onlyInput(layer, inputs),
    macs: noMacs,
    float(layer, [{ data: x }], { data: out }) {
      const f = kind.of(layer);
      return () => {
        for (let i = 0; i < x.length; i++) out[i] = f(x[i]);
      };
    },
    integer: kind.integer ?? (givesCodes ? nearestCode(layer => kind.of(layer)) : undefined),
  };
}

/**
 * A real function of every code, by a table of the nearest code for each.
 *
 * @see TensorFlow Lite, `LUTPopulate` for int8; ONNX, DequantizeLinear and QuantizeLinear
 */
export function nearestCode<L extends Layer>(of: (layer: L) => (x: number) => number): Lower<L> {
  return (layer, [given], made, { rules }) => {
    const [input, output] =
      rules.nearest === 'lite'
        ? arithmeticCodes(layer, [given, made])
        : [given, made].map(tensor => codesOf(layer, tensor, 'int8', 'uint8', 'int16', 'uint16'));
    return tabulated(input, output, realCode(input.params, output.params, of(layer), rules.nearest));
  };
}

/**
 * The same where the runtimes have an arithmetic of their own for codes; what computes on real numbers in between has the nearest code.
 *
 * @param own of TensorFlow Lite
 */
export function ownArithmetic<L extends Layer>(of: (layer: L) => (x: number) => number, own: Lower<L>): Lower<L> {
  const nearest = nearestCode(of);
  return (layer, inputs, output, dialect) =>
    (dialect.rules.nearest === 'lite' ? own : nearest)(layer, inputs, output, dialect);
}

/**
 * The same for functions that the runtimes interpolate for int16 codes.
 *
 * @see TensorFlow Lite, `LUTPopulate` for int16
 */
export function interpolatedCode<L extends Layer>(of: (layer: L) => (x: number) => number): Lower<L> {
  const nearest = nearestCode(of);
  return ownArithmetic(of, (layer, inputs, made, dialect) => {
    const [input, output] = arithmeticCodes(layer, [...inputs, made]);
    if (widthOf(input.params) !== 'int16') return nearest(layer, inputs, made, dialect);
    const { qmin, qmax } = output.params;
    const table = lut16(input.params, output.params, of(layer));
    return { kernel: 'interpolated', constants: { table, low: qmin, high: qmax } };
  });
}
