import { OptionRangeError } from '../errors.js';
import type { Random } from '../random.js';
import type { Layer, Tensor } from '../graph/network.js';
import { elementsOf, MAX_ELEMENTS, type Shape } from '../graph/tensor.js';

/** What every layer function takes. */
export interface LayerPlanOptions {
  /** Unique in the network; the type and a count by default, e.g. `conv1d_1`. */
  readonly name?: string;
}

/** Name and inputs that the network gives to a layer. */
export interface Placement {
  readonly name: string;
  readonly inputs: readonly string[];
}

/** A layer to be: it waits for its place in a network, the shapes of its inputs, and random numbers. */
export interface LayerPlan {
  readonly type: Layer['type'];
  readonly name: string | undefined;
  build(at: Placement, inputs: readonly Shape[], random: Random): Layer;
}

/**
 * A float tensor from given numbers, or from `fill`, called once an element, where there are none.
 *
 * @throws {RangeError} when there are not as many as the shape says, or too many
 */
export function constant(
  who: string,
  option: string,
  shape: Shape,
  given: ArrayLike<number> | undefined,
  fill: () => number,
): Tensor {
  const length = elementsOf(shape);
  if (given !== undefined && given.length !== length) {
    throw new OptionRangeError(
      `${who}: ${option} must hold ${shape.join(' x ')} = ${length} numbers, got ${given.length}`,
    );
  }
  if (length > MAX_ELEMENTS) {
    throw new OptionRangeError(`${who}: ${option} may hold 2^28 numbers, got a shape of ${shape.join(' x ')}`);
  }
  return { shape, data: given ? Float32Array.from(given) : new Float32Array(length).map(fill) };
}

/** Normal weights of variance 2 / fanIn: K. He et al., ICCV 2015, equation (10). */
export function heNormal(random: Random, fanIn: number): () => number {
  const deviation = Math.sqrt(2 / fanIn);
  return () => deviation * random.normal();
}
