import type { Dialect } from '../dialects/dialect.js';
import type { ConstantsOf, KernelName } from '../kernels/calls/index.js';
import type { Step, Values } from '../kernels/kernel.js';
import type { SumRange } from '../plan/accumulatorRange.js';
import type { AffineParams } from '../qparams.js';
import type { Layer, TensorInfo } from '../graph/network.js';
import { layerNamed, networkError } from '../graph/networkError.js';
import { type Shape, showShape } from '../graph/tensor.js';
import type { Fields } from '../graph/fields.js';
import type { TimeOf } from './time.js';

/** A tensor that runs make, with its values. */
export interface Buffer<T extends Values = Values> extends TensorInfo {
  readonly data: T;
}

/** Real numbers of a tensor, with its shape. */
export interface FloatTensor {
  readonly shape: Shape;
  readonly data: Float32Array;
}

/** Something that a layer keeps from run to run: a tensor of its own. */
export interface StateField {
  /** Unique in the layer. */
  readonly name: string;
  readonly shape: Shape;
  /** Quantization of its values, which are then codes; real numbers without. */
  readonly params?: AffineParams;
  /** What all its entries are before the first run. */
  readonly initial: number;
}

/** The state that a layer was given, by the names of its fields. */
export interface Memory {
  /** The array of a field, the layer's to read and write; it is saved, restored and reset from outside. */
  state(name: string): Values;
}

/** What a layer is in integers: a call of a kernel, all of whose constants are known. */
export type Lowered = {
  readonly [K in KernelName]: {
    readonly kernel: K;
    readonly constants: ConstantsOf<K>;
    /** Its sums of products, in the order in which the kernel asks for their requantizations. */
    readonly accumulators?: readonly SumRange[];
  };
}[KernelName];

/**
 * The integer arithmetic of a layer: computes all its constants from its parameters, once.
 *
 * @param inputs shape and params of the inputs, without values
 * @throws {FormatError} when the layer cannot be computed on these codes, or in this dialect
 */
export type Lower<L extends Layer> = (
  layer: L,
  inputs: readonly TensorInfo[],
  output: TensorInfo,
  dialect: Dialect,
) => Lowered;

/** What passes ask of a layer. */
export interface Traits {
  /**
   * Parameters of the output where it holds codes: of its `own` range, the same as those of all `input`s that hold codes, or one of
   * these fixed ones, the 8-bit ones first; an empty list where it never holds codes.
   *
   * @see TensorFlow Lite 8-bit quantization specification, operator restrictions
   */
  readonly codes: 'own' | 'input' | readonly AffineParams[];
  /**
   * How the output comes about: every entry from one entry of the input (`pointwise`), or from one of each input (`broadcast`); entries
   * of the input that lie elsewhere (`move`), or that are chosen by size (`select`); sums over entries (`sum`); anything else.
   */
  readonly action: 'pointwise' | 'broadcast' | 'move' | 'select' | 'sum' | 'other';
}

/** All that is known about one kind of layer: what it is, what it costs, its float arithmetic, its integer arithmetic, its traits. */
export interface Op<L extends Layer> {
  readonly type: L['type'];
  readonly traits: Traits;
  /** The fields that only this kind has, checked one by one. */
  read(fields: Fields): Omit<L, 'type' | 'name' | 'inputs' | 'params'>;
  /** Shape of the output; throws a FormatError when the layer does not fit its inputs. */
  shape(layer: L, inputs: readonly Shape[]): Shape;
  /** What it makes of time: which columns of the inputs a column of the output is made of. A layer without inputs is never asked. */
  readonly time: TimeOf<L>;
  /** Multiply-accumulates of one run. */
  macs(layer: L, inputs: readonly Shape[], output: Shape): number;
  /** What the layer keeps from run to run; nothing by default. */
  state?(layer: L, inputs: readonly TensorInfo[], output: TensorInfo): readonly StateField[];
  /** Whether the output itself is kept from run to run, its entries zero before the first; no by default. */
  keepsOutput?(layer: L): boolean;
  /** The layer in float arithmetic: sums in double, stores float32. */
  float(layer: L, inputs: readonly FloatTensor[], output: FloatTensor, memory: Memory): Step;
  /** The layer in integers; undefined where no runtime computes it so. */
  readonly integer?: Lower<L> | undefined;
}

/** For layers that carry nothing. */
export const noMemory: Memory = {
  state(name) {
    throw networkError('layers', 'a layer that is computed by itself must carry nothing', name);
  },
};

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
