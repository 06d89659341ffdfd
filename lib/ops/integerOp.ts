import type { Buffer } from '../engine/executor.js';
import type { Memory, Step } from './layerKind.js';
import type { Layer } from '../graph/network.js';
import { layerNamed, networkError } from '../graph/networkError.js';
import type { AffineParams, Codes } from '../qparams.js';
import type { Dialect } from '../dialects/dialect.js';

/** A buffer of codes with its shape and what its codes stand for. */
export interface CodeTensor extends Buffer<Codes> {
  readonly params: AffineParams;
}

/** What an op computes with. */
export interface IntegerContext {
  readonly dialect: Dialect;
  /** State that the op carries from run to run. */
  readonly memory: Memory;
}

/** The integer arithmetic of one kind of layer. */
export interface IntegerOp<L extends Layer> {
  readonly type: L['type'];
  /**
   * Computes all constants of a layer once, from its parameters; the step computes on integers alone.
   *
   * @throws {FormatError} when the layer cannot be computed on these codes
   */
  prepare(layer: L, inputs: readonly Buffer[], output: Buffer, context: IntegerContext): Step;
}

/**
 * A buffer as one of codes, of one of these widths.
 *
 * @throws {FormatError} when it holds real numbers, or other codes
 */
export function codesOf(layer: Layer, buffer: Buffer, ...widths: readonly CodeWidth[]): CodeTensor {
  const { name, params } = buffer;
  const width = params && widthOf(params);
  if (!width || (widths.length > 0 && !widths.includes(width))) {
    const wanted = widths.length > 0 ? widths.join(' or ') : 'codes';
    throw networkError(layerNamed(layer), `takes tensors of ${wanted}`, `${width ?? 'real numbers'} in ${name}`);
  }
  return buffer as CodeTensor;
}

/** The narrowest type that holds codes. */
export type CodeWidth = 'int8' | 'uint8' | 'int16' | 'uint16' | 'int32';

/** The type of the arrays that hold codes of these params. */
export function widthOf({ qmin, qmax }: AffineParams): CodeWidth {
  if (qmin >= -128 && qmax <= 127) return 'int8';
  if (qmin >= 0 && qmax <= 255) return 'uint8';
  if (qmin >= -32768 && qmax <= 32767) return 'int16';
  return qmin >= 0 && qmax <= 65535 ? 'uint16' : 'int32';
}
