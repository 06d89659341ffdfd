import type { AffineParams } from '../../qparams.js';
import type { Layer } from '../network.js';
import { layerNamed, networkError } from '../networkError.js';
import { type Shape, showShape } from '../tensor.js';
import type { Fields } from './fields.js';

/** A buffer of activations with its shape. */
export interface FloatTensor {
  readonly shape: Shape;
  readonly data: Float32Array;
}

/** Computes one layer: reads the buffers it was bound to, writes its output buffer. */
export type Step = () => void;

/** All that is known about one kind of layer, whatever the arithmetic, and its float arithmetic. */
export interface LayerKind<L extends Layer> {
  readonly type: L['type'];
  /**
   * Parameters of the output in an integer network: of its `own` range, the same as the `input`'s, or these fixed ones.
   *
   * @see TensorFlow Lite 8-bit quantization specification, operator restrictions
   */
  readonly output: 'own' | 'input' | AffineParams;
  /** The fields that only this kind has, checked one by one. */
  read(fields: Fields): Omit<L, 'type' | 'name' | 'inputs' | 'params'>;
  /** Shape of the output; throws a FormatError when the layer does not fit its inputs. */
  shape(layer: L, inputs: readonly Shape[]): Shape;
  /** Multiply-accumulates of one run. */
  macs(layer: L, inputs: readonly Shape[], output: Shape): number;
  /** The layer in float arithmetic: sums in double, stores float32. */
  bind(layer: L, inputs: readonly FloatTensor[], output: FloatTensor): Step;
}

/** No multiply-accumulates. */
export const noMacs = (): number => 0;

/** The shape of the only input of a layer, of one of the allowed ranks. */
export function onlyInput(layer: Layer, inputs: readonly Shape[], axes: readonly string[]): Shape {
  if (inputs.length !== 1) throw networkError(layerNamed(layer), 'takes one input', `${inputs.length}`);
  const ranks = axes.map(names => names.split(',').length);
  if (!ranks.includes(inputs[0].length)) {
    const wanted = axes.map(names => `(${names})`).join(' or ');
    throw networkError(layerNamed(layer), `the input must have shape ${wanted}`, showShape(inputs[0]));
  }
  return inputs[0];
}

/** Throws unless a tensor of a layer has the shape; 0 stands for any length. */
export function requireShape(layer: Layer, field: string, got: Shape, axes: string, wanted: Shape): void {
  if (got.length !== wanted.length || wanted.some((axis, k) => axis !== 0 && axis !== got[k])) {
    const names = axes.split(', ').map((name, k) => (wanted[k] === 0 ? name : `${name} = ${wanted[k]}`));
    throw networkError(layerNamed(layer), `${field} must have shape (${names.join(', ')})`, showShape(got));
  }
}
