import type { Step } from '../../network/layers/layerKind.js';
import type { Layer } from '../../network/network.js';
import { layerNamed, networkError } from '../../network/networkError.js';
import type { Dialect } from '../dialects/dialect.js';
import { codeMap } from './codeMap.js';
import type { CodeTensor } from './integerOp.js';
import { type ElementScaling, requantized } from './requantized.js';

/**
 * Codes under other params: code - zero point, requantized.
 *
 * @internal
 *
 * @param scaling scale: steps of the output that one step of the input is worth
 * @throws {FormatError} when a code - zero point could leave int32
 */
export function recoded(
  layer: Layer,
  dialect: Dialect,
  input: CodeTensor,
  output: CodeTensor,
  scaling: Omit<ElementScaling, 'bound'>,
): Step {
  const [zeroPoint] = input.params.zeroPoint;
  const { least, most } = typeLimits(input);
  const bound = Math.max(Math.abs(least - zeroPoint), Math.abs(most - zeroPoint));
  if (bound > 2 ** 31 || most - zeroPoint === 2 ** 31) {
    throw networkError(layerNamed(layer), 'code - zero point of the input must fit int32', `up to ${bound}`);
  }
  const x = input.data;
  if (x.BYTES_PER_ELEMENT > 1) {
    return requantized(layer, dialect, output, { ...scaling, bound }, (acc, at) => {
      for (let i = 0; i < acc.length; i++) acc[i] = x[at + i] - zeroPoint;
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
    acc = q - zeroPoint;
    step();
    return data[0];
  };
}

/** The smallest and the largest number of the type that holds codes. */
function typeLimits({ data }: CodeTensor): { readonly least: number; readonly most: number } {
  const most = 2 ** (8 * data.BYTES_PER_ELEMENT);
  const signed = !(data instanceof Uint8Array || data instanceof Uint16Array);
  return signed ? { least: -most / 2, most: most / 2 - 1 } : { least: 0, most: most - 1 };
}
