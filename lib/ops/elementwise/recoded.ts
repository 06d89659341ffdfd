import type { Step } from '../../kernels/kernel.js';
import type { Layer } from '../../graph/network.js';
import type { Dialect } from '../integerOp.js';
import { codeMap, limitTo } from './codeMap.js';
import type { CodeTensor } from '../integerOp.js';
import { type ElementScaling, requantized } from './requantized.js';

/**
 * Codes under other params: code - zero point, saturated to int32 and to what the output can hold, and requantized.
 *
 * @internal
 *
 * @param scaling scale: steps of the output that one step of the input is worth
 * @throws {FormatError} when the layer cannot be computed in the dialect
 */
export function recoded(
  layer: Layer,
  dialect: Dialect,
  input: CodeTensor,
  output: CodeTensor,
  scaling: Omit<ElementScaling, 'bound'>,
): Step {
  const [zeroPoint] = input.params.zeroPoint;
  const bound = Math.min(reachOf(input), saturation(output, scaling));
  const x = input.data;
  if (x.BYTES_PER_ELEMENT > 1) {
    return requantized(layer, dialect, output, { ...scaling, bound }, (acc, at) => {
      for (let i = 0; i < acc.length; i++) acc[i] = limitTo(x[at + i] - zeroPoint, -bound, bound);
    });
  }
  return codeMap(input, output, single(layer, dialect, output, { ...scaling, bound }, zeroPoint));
}

/** One code at a time. */
function single(layer: Layer, dialect: Dialect, output: CodeTensor, scaling: ElementScaling, zeroPoint: number) {
  const data = new Int32Array(1);
  let acc = 0;
  const step = requantized(layer, dialect, { ...output, data }, scaling, room => {
    room[0] = acc;
  });
  return (q: number) => {
    acc = limitTo(q - zeroPoint, -scaling.bound, scaling.bound);
    step();
    return data[0];
  };
}

/** The largest |code - zero point|, which an int32 must hold. */
function reachOf({ data, params }: CodeTensor): number {
  const [zeroPoint] = params.zeroPoint;
  const count = 2 ** (8 * data.BYTES_PER_ELEMENT);
  const least = data instanceof Uint8Array || data instanceof Uint16Array ? 0 : -count / 2;
  return Math.min(Math.max(zeroPoint - least, least + count - 1 - zeroPoint), 2 ** 31 - 1);
}

/** The |code - zero point| from which on the output is saturated. */
function saturation({ params }: CodeTensor, { scale, low, high }: Omit<ElementScaling, 'bound'>): number {
  const [zeroPoint] = params.zeroPoint;
  return Math.ceil((Math.max(Math.abs(low - zeroPoint), Math.abs(high - zeroPoint)) + 1) / scale);
}
