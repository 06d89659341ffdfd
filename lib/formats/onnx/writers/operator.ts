import type { Activation, Layer, LayerOf } from '../../../graph/network.js';
import { activationLimits } from '../../../ops/elementwise/activations.js';
import type { Shape } from '../../../graph/tensor.js';
import type { GraphBuilder } from '../writing/graph.js';
import type { Held, Layout } from '../writing/layouts.js';
import type { Value, Values } from '../writing/values.js';

/** What an operator writes with. */
export interface Scope {
  readonly graph: GraphBuilder;
  readonly values: Values;
  /** The inputs of the layer. */
  readonly inputs: readonly Held[];
  /** Shape of its output. */
  readonly shape: Shape;
  /** An input in a layout, by default its own axes. */
  input(k: number, layout?: Layout): Value;
  /** The same as real numbers. */
  real(k: number, layout?: Layout): string;
  /** What the layer has computed, in a layout. */
  computed(real: string, layout?: Layout): Made;
  /** An input that was moved; its codes are those of the layer. */
  moved(value: Value, layout?: Layout): Made;
}

/** The output of a layer. */
export interface Made {
  readonly value: Value;
  readonly layout: Layout;
}

/**
 * Writes one kind of layer.
 *
 * @throws {Unsupported} when ONNX has no operator that does the same
 */
export type Operator<L extends Layer> = (layer: L, scope: Scope) => Made;

/** A layer with an activation. */
type Activated = Pick<Layer, 'params'> & { readonly activation: Activation };

/** Operators by the type of their layers. */
export type Operators = { readonly [T in Layer['type']]?: Operator<LayerOf<T>> };

/**
 * What a layer has computed, after its activation. Where the codes of the output stand for no number beyond the activation's limits, their
 * saturation does the same, and the node is left out: an operator and its QuantizeLinear then stand side by side, as runtimes look for.
 */
export function activated({ graph }: Scope, real: string, { activation, params }: Activated): string {
  if (activation === 'none') return real;
  const [low, high] = activationLimits[activation];
  if (params) {
    const { qmin, qmax, scale, zeroPoint } = params;
    const [least, largest] = [qmin, qmax].map(q => scale[0] * (q - zeroPoint[0]));
    if (least >= low && largest <= high) return real;
  }
  if (activation === 'relu') return graph.node('Relu', [real]);
  return graph.node('Clip', [real, graph.scalar('low', low), graph.scalar('high', high)]);
}
