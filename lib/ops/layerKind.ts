import type { AffineParams } from '../qparams.js';
import type { Layer, Values } from '../graph/network.js';
import { layerNamed, networkError } from '../graph/networkError.js';
import { type Shape, showShape } from '../graph/tensor.js';
import type { Fields } from '../graph/fields.js';

/** A buffer of activations with its shape. */
export interface FloatTensor {
  readonly shape: Shape;
  readonly data: Float32Array;
}

/** Computes one layer: reads the buffers it was bound to, writes its output buffer. */
export type Step = () => void;

/** What a layer keeps from run to run. */
export interface Memory {
  /**
   * State under a name that is unique in the layer. The array is saved, restored and reset to `initial` from outside.
   *
   * @returns a copy of `initial`, the layer's to write on
   */
  state<T extends Values>(name: string, initial: T): T;
}

/** All that is known about one kind of layer, whatever the arithmetic, and its float arithmetic. */
export interface LayerKind<L extends Layer> {
  readonly type: L['type'];
  /**
   * Parameters of the output where it holds codes: of its `own` range, the same as those of all `input`s that hold codes, or one of
   * these fixed ones, the 8-bit ones first; an empty list where it never holds codes.
   *
   * @see TensorFlow Lite 8-bit quantization specification, operator restrictions
   */
  readonly output: 'own' | 'input' | readonly AffineParams[];
  /** The fields that only this kind has, checked one by one. */
  read(fields: Fields): Omit<L, 'type' | 'name' | 'inputs' | 'params'>;
  /** Shape of the output; throws a FormatError when the layer does not fit its inputs. */
  shape(layer: L, inputs: readonly Shape[]): Shape;
  /** Multiply-accumulates of one run. */
  macs(layer: L, inputs: readonly Shape[], output: Shape): number;
  /** The layer in float arithmetic: sums in double, stores float32. */
  bind(layer: L, inputs: readonly FloatTensor[], output: FloatTensor, memory: Memory): Step;
}

/** No multiply-accumulates. */
export const noMacs = (): number => 0;

/** Throws unless a layer has this many inputs. */
export function requireInputs(layer: Layer, inputs: readonly Shape[], count: number): void {
  if (inputs.length !== count) {
    throw networkError(layerNamed(layer), `takes ${count === 1 ? 'one input' : `${count} inputs`}`, `${inputs.length}`);
  }
}

/**
 * The shape of the only input of a layer, cut into the axes that the layer works on, which it must have, and those before.
 *
 * @param axes names of those axes, for messages: `time, channels`
 */
export function trailingAxes(
  layer: Layer,
  inputs: readonly Shape[],
  axes: string,
): { readonly lead: Shape; readonly axes: Shape } {
  requireInputs(layer, inputs, 1);
  const rank = axes.split(',').length;
  const [shape] = inputs;
  if (shape.length < rank) {
    throw networkError(layerNamed(layer), `the input must have shape (..., ${axes})`, showShape(shape));
  }
  return { lead: shape.slice(0, shape.length - rank), axes: shape.slice(shape.length - rank) };
}

/** The shape of the only input of a layer. */
export function onlyInput(layer: Layer, inputs: readonly Shape[]): Shape {
  requireInputs(layer, inputs, 1);
  return inputs[0];
}

/** Throws unless a tensor of a layer has the shape; 0 stands for any length. */
export function requireShape(layer: Layer, field: string, got: Shape, axes: string, wanted: Shape): void {
  if (got.length !== wanted.length || wanted.some((axis, k) => axis !== 0 && axis !== got[k])) {
    const names = axes.split(', ').map((name, k) => (wanted[k] === 0 ? name : `${name} = ${wanted[k]}`));
    throw networkError(layerNamed(layer), `${field} must have shape (${names.join(', ')})`, showShape(got));
  }
}
