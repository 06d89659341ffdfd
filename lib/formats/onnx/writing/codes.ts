import type { Tensor } from '../../../graph/network.js';
import { realValues } from '../../../graph/tensor.js';
import { type AffineParams, entry } from '../../../qparams.js';
import { supported } from './exportError.js';
import type { GraphBuilder } from './graph.js';

/** Types of codes that QuantizeLinear and DequantizeLinear know, with the codes that they hold. */
const codeTypes = [
  ['int8', -128, 127],
  ['uint8', 0, 255],
  ['int16', -32768, 32767],
  ['uint16', 0, 65535],
] as const;

type CodeType = (typeof codeTypes)[number][0] | 'int32' | 'int4' | 'uint4';

/** The type of the codes of an activation, the narrowest of at least 8 bits. */
export function codeType({ qmin, qmax }: Pick<AffineParams, 'qmin' | 'qmax'>): CodeType {
  return codeTypes.find(([, low, high]) => qmin >= low && qmax <= high)?.[0] ?? 'int32';
}

/** The type of the codes of a constant, which may have 4 bits. */
export function packedType(params: AffineParams): CodeType {
  const { bits, qmin, qmax } = params;
  if (bits <= 4 && qmin >= -8 && qmax <= 7) return 'int4';
  return bits <= 4 && qmin >= 0 && qmax <= 15 ? 'uint4' : codeType(params);
}

/** The first operator set whose nodes know codes of a type. */
export function opsetOf(type: CodeType): number {
  return type === 'int8' || type === 'uint8' || type === 'int32' ? 13 : 21;
}

/** Scale and zero point of an activation, as inputs of QuantizeLinear and DequantizeLinear. */
export function scaleAndZero(graph: GraphBuilder, params: AffineParams): string[] {
  const type = codeType(params);
  const { scale, zeroPoint } = params;
  const [low, high] = limitsOf(type);
  supported(type !== 'int32', 'activations of more than 16 bits');
  supported(zeroPoint[0] >= low && zeroPoint[0] <= high, `a zero point that is no ${type} code`);
  return [graph.scalar('scale', scale[0]), graph.shared('zeroPoint', type, [], zeroPoint)];
}

/** Real numbers limited to those of the codes, where the type has more codes than them. */
export function clippedBelowType(graph: GraphBuilder, real: string, params: AffineParams): string {
  const { qmin, qmax, scale, zeroPoint } = params;
  const [low, high] = limitsOf(codeType(params));
  if (qmin === low && qmax === high) return real;
  const limits = [qmin, qmax].map(q => scale[0] * (q - zeroPoint[0]));
  return graph.node('Clip', [real, graph.scalar('low', limits[0]), graph.scalar('high', limits[1])]);
}

function limitsOf(type: CodeType): readonly [low: number, high: number] {
  const found = codeTypes.find(([name]) => name === type);
  return found ? [found[1], found[2]] : [-(2 ** 31), 2 ** 31 - 1];
}

/**
 * A constant as real numbers: its codes with a DequantizeLinear, or the numbers.
 *
 * @param axis of its scales, where it has several; undefined where they go along none, and its numbers are written out
 */
export function dequantizedConstant(
  graph: GraphBuilder,
  what: string,
  tensor: Tensor,
  axis: number | undefined,
): string {
  const { shape, data, params } = tensor;
  if (!params) return graph.floats(what, shape, data);
  const type = packedType(params);
  const one = params.scale.length === 1 && params.zeroPoint.length === 1;
  const zeros = params.zeroPoint.every(z => z === 0);
  if ((!one && axis === undefined) || (type === 'int32' && !zeros))
    return graph.floats(what, shape, realValues(tensor));
  const codes = graph.constant(what, type, shape, data);
  const channels = one ? 1 : shape[axis ?? 0];
  const list = (of: readonly number[]) => Array.from({ length: channels }, (_, c) => entry(of, c));
  const listShape = one ? [] : [channels];
  const scale = graph.floats(`${what}/scale`, listShape, list(params.scale));
  // int32 codes have no zero point
  const zero = type === 'int32' ? [] : [graph.constant(`${what}/zeroPoint`, type, listShape, list(params.zeroPoint))];
  return graph.node('DequantizeLinear', [codes, scale, ...zero], one ? {} : { axis: { integer: axis ?? 0 } });
}
