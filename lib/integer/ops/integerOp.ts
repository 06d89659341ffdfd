import type { Buffer } from '../../network/executor.js';
import type { Step } from '../../network/layers/layerKind.js';
import type { Layer } from '../../network/network.js';
import type { AffineParams } from '../../qparams.js';
import type { Dialect } from '../dialects/dialect.js';

/** A buffer of int8 activations with its shape and what its codes stand for. */
export interface CodeTensor extends Buffer<Int8Array> {
  readonly params: AffineParams;
}

/** The integer arithmetic of one kind of layer. */
export interface IntegerOp<L extends Layer> {
  readonly type: L['type'];
  /**
   * Computes all constants of a layer once, from its parameters; the step computes on integers alone.
   *
   * @throws {FormatError} when the layer cannot be computed in int8
   */
  prepare(layer: L, inputs: readonly CodeTensor[], output: CodeTensor, dialect: Dialect): Step;
}
