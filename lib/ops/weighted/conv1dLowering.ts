import { timeWindows } from './conv1d.js';
import type { Conv1d } from '../../graph/network.js';
import { convolution } from './convolution.js';
import { codesOf, type IntegerOp } from '../integerOp.js';

/** Convolution along time: a plane of one row. */
export const conv1dPrepared: IntegerOp<Conv1d> = {
  type: 'conv1d',
  prepare(layer, [given], made, context) {
    const [input, output] = [codesOf(layer, given, 'int8', 'uint8', 'int16', 'uint16'), codesOf(layer, made)];
    const [time, channels] = input.shape.slice(-2);
    const row = { size: 1, stride: 1, padding: 'valid' } as const;
    const geometry = { plane: [1, time, channels], along: row, across: timeWindows(layer) } as const;
    return convolution(layer, geometry, input, output, context);
  },
};
