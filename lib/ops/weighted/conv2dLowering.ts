import { kernelWindows } from './conv2d.js';
import type { Conv2d } from '../../graph/network.js';
import { convolution } from './convolution.js';
import { codesOf, type IntegerOp } from '../integerOp.js';

/** Convolution over height and width. */
export const conv2dPrepared: IntegerOp<Conv2d> = {
  type: 'conv2d',
  prepare(layer, [given], made, context) {
    const [input, output] = [codesOf(layer, given, 'int8', 'uint8', 'int16', 'uint16'), codesOf(layer, made)];
    const [height, width, channels] = input.shape.slice(-3);
    const [along, across] = kernelWindows(layer);
    return convolution(layer, { plane: [height, width, channels], along, across }, input, output, context);
  },
};
