import type { Layer, TensorInfo } from '../graph/network.js';
import { layerNamed, networkError } from '../graph/networkError.js';
import { type CodeInfo, codesOf, type CodeWidth, widthOf } from './codes.js';

const limits = { int8: [-128, 127], uint8: [0, 255], int16: [0, 0] } as const;

/**
 * Tensors as codes that arithmetic takes: all of one type, int8, uint8 or int16. Zero points are codes of the type, so that code - zero
 * point has at most 9 bits; those of int16 are 0.
 *
 * @internal
 *
 * @throws {FormatError} when they are not
 * @see TensorFlow Lite 8-bit quantization specification, and its 16x8 one
 */
export function arithmeticCodes<T extends TensorInfo>(layer: Layer, given: readonly T[]): readonly (T & CodeInfo)[] {
  const tensors = given.map(tensor => codesOf(layer, tensor, ...ARITHMETIC));
  const [{ params: first, name }] = tensors;
  const width = widthOf(first) as (typeof ARITHMETIC)[number];
  const [least, most] = limits[width];
  for (const tensor of tensors) {
    const got = widthOf(tensor.params);
    if (got !== width) {
      const rule = 'takes tensors of one type of codes';
      throw networkError(layerNamed(layer), rule, `${width} in ${name} and ${got} in ${tensor.name}`);
    }
    const [zeroPoint] = tensor.params.zeroPoint;
    if (zeroPoint < least || zeroPoint > most) {
      const rule = `zero points of ${width} codes must lie in [${least}, ${most}]`;
      throw networkError(layerNamed(layer), rule, `${zeroPoint} in ${tensor.name}`);
    }
  }
  return tensors;
}

const ARITHMETIC = ['int8', 'uint8', 'int16'] as const satisfies readonly CodeWidth[];

/** The largest |code - zero point| of a type of codes that {@link arithmeticCodes} lets through. */
export function reachOf({ params }: CodeInfo): number {
  return widthOf(params) === 'int16' ? 32768 : 255;
}

/** Whether all tensors hold int8 or uint8 codes, that of zero among them: what XNNPACK takes. */
export function areBytes(tensors: readonly CodeInfo[]): boolean {
  return tensors.every(({ params }) => {
    const width = widthOf(params);
    if (width !== 'int8' && width !== 'uint8') return false;
    const [zeroPoint] = params.zeroPoint;
    return zeroPoint >= limits[width][0] && zeroPoint <= limits[width][1];
  });
}
