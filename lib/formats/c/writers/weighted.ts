import { elementsOf } from '../../../graph/tensor.js';
import type { ConvolutionConstants } from '../../../kernels/calls/convolution.js';
import type { Helper } from '../helper.js';
import { type Types, writeSums } from './sums.js';
import {
  convFunction,
  convStruct,
  denseFunction,
  denseStruct,
  depthwiseFunction,
  transposedFunction,
} from './weightedHelpers.js';
import type { CallTensors, Target, WriteCall } from './writeCall.js';

/** (rows, in) -> (rows, out). */
export const writeDense: WriteCall<'dense'> = (constants, { reads: [input], writes: [output] }, target) => {
  const { types, fields } = writeSums(constants, input, output, target, false);
  const outputs = constants.bias.length;
  const inputs = constants.weights.length / outputs;
  const rows = elementsOf(input.shape) / inputs;
  const name = target.struct('layer', denseStruct(types), { rows, inputs, outputs, ...fields });
  return [`${target.use(denseFunction(types))}(&${name}, ${target.read(0)}, ${target.write()});`];
};

/** Convolution over planes. */
export const writeConvolution: WriteCall<'convolution'> = (constants, tensors, target) =>
  overPlanes(constants, tensors, target, reachesPadding(constants), convFunction);

/** Convolution of each channel by itself. */
export const writeDepthwise: WriteCall<'depthwise'> = (constants, tensors, target) =>
  overPlanes(constants, tensors, target, reachesPadding(constants), depthwiseFunction);

/** The transpose of a convolution. */
export const writeTransposedConvolution: WriteCall<'transposedConvolution'> = (constants, tensors, target) =>
  overPlanes(constants, tensors, target, true, transposedFunction);

function overPlanes(
  constants: ConvolutionConstants,
  { reads: [input], writes: [output] }: CallTensors,
  target: Target,
  padded: boolean,
  functionOf: (types: Types) => Helper,
): readonly string[] {
  const { types, fields } = writeSums(constants, input, output, target, padded);
  const { plane, made, kernel, stride, dilation, before, groups, bias } = constants;
  const [height, width, channels] = plane;
  const name = target.struct('layer', convStruct(types), {
    planes: elementsOf(input.shape) / (height * width * channels),
    height,
    width,
    channels,
    out_height: made[0],
    out_width: made[1],
    filters: bias.length,
    filters_per_group: bias.length / groups,
    kernel_height: kernel[0],
    kernel_width: kernel[1],
    depth: channels / groups,
    stride_height: stride[0],
    stride_width: stride[1],
    dilation_height: dilation[0],
    dilation_width: dilation[1],
    before_height: before[0],
    before_width: before[1],
    ...fields,
  });
  return [`${target.use(functionOf(types))}(&${name}, ${target.read(0)}, ${target.write()});`];
}

/** Whether a window reaches beyond the input. */
function reachesPadding({ plane, made, kernel, stride, dilation, before }: ConvolutionConstants): boolean {
  return [0, 1].some(k => {
    const last = (made[k] - 1) * stride[k] - before[k] + dilation[k] * (kernel[k] - 1);
    return before[k] > 0 || last >= plane[k];
  });
}
