import type { Layer, TensorInfo } from '../graph/network.js';
import { layerNamed, networkError } from '../graph/networkError.js';
import type { AffineParams } from '../qparams.js';

/** A tensor of codes: its shape, and what its codes stand for. */
export interface CodeInfo extends TensorInfo {
  readonly params: AffineParams;
}

/**
 * A tensor as one of codes, of one of these widths.
 *
 * @throws {FormatError} when it holds real numbers, or other codes
 */
export function codesOf<T extends TensorInfo>(layer: Layer, tensor: T, ...widths: readonly CodeWidth[]): T & CodeInfo {
  const { name, params } = tensor;
  const width = params && widthOf(params);
  if (!width || (widths.length > 0 && !widths.includes(width))) {
    const wanted = widths.length > 0 ? widths.join(' or ') : 'codes';
    throw networkError(layerNamed(layer), `takes tensors of ${wanted}`, `${width ?? 'real numbers'} in ${name}`);
  }
  return tensor as T & CodeInfo;
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
