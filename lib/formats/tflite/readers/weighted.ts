import type { Conv2d, Margin, Tensor } from '../../../graph/network.js';
import { Unsupported } from '../../problems.js';
import { elementsOf, showShape } from '../../../graph/tensor.js';
import { FLOAT32 } from '../reading/elementTypes.js';
import { tfliteError } from '../reading/modelError.js';
import { fusedActivation, type Handlers, type Op, type Options, paddingOf, sameAs } from '../reading/op.js';
import type { Activation, Value } from '../reading/values.js';
import { biasOf } from './bias.js';

/**
 * Operators with weights, and products of matrices.
 *
 * @internal
 */
export const weighted = {
  CONV_2D: conv2d,
  DEPTHWISE_CONV_2D: depthwiseConv2d,
  TRANSPOSE_CONV: transposeConv,
  FULLY_CONNECTED: fullyConnected,
  BATCH_MATMUL: batchMatMul,
} satisfies Handlers;

/** Filter (out, height, width, in / groups). */
function conv2d(op: Op) {
  const options = op.options(1);
  const [x, weights] = [op.activation(0), op.weights(1, [0, 1, 2, 3])];
  const channels = x.shape.at(-1) ?? 0;
  const groups = channels / weights.shape[3];
  if (!Number.isInteger(groups) || groups < 1) {
    const got = `${channels} and ${showShape(weights.shape)}`;
    throw tfliteError('operator CONV_2D', 'channels of the input must be a multiple of those of the filter', got);
  }
  const windows = strides(options, { padding: 0, width: 1, height: 2, dilationWidth: 4, dilationHeight: 5 });
  const activation = fusedActivation(options, 3);
  return op.emit({ type: 'conv2d', weights, bias: bias(op, 2, x, weights), ...windows, groups, activation }, [x]);
}

/** Filter (1, height, width, in * multiplier): output channel c * multiplier + m sees input channel c. */
function depthwiseConv2d(op: Op) {
  const options = op.options(2);
  const [x, weights] = [op.activation(0), op.weights(1, [3, 1, 2, 0])];
  const groups = x.shape.at(-1) ?? 0;
  const windows = strides(options, { padding: 0, width: 1, height: 2, dilationWidth: 5, dilationHeight: 6 });
  const activation = fusedActivation(options, 4);
  return op.emit({ type: 'conv2d', weights, bias: bias(op, 2, x, weights), ...windows, groups, activation }, [x]);
}

/** One entry a row of the weights. */
function bias(op: Op, k: number, { params }: Activation, weights: Tensor): Tensor {
  return biasOf(op, k, weights.shape[0], params, weights.params);
}

/** Windowing from options with these field numbers. */
function strides(
  options: Options,
  at: Readonly<Record<'padding' | 'width' | 'height' | 'dilationWidth' | 'dilationHeight', number>>,
): Pick<Conv2d, 'stride' | 'padding' | 'dilation'> {
  return {
    stride: [options.number('int32', at.height), options.number('int32', at.width)],
    padding: paddingOf(options, at.padding),
    dilation: [options.number('int32', at.dilationHeight, 1), options.number('int32', at.dilationWidth, 1)],
  };
}

/**
 * Inputs (output shape, filter (out, height, width, in), x, bias). Where the shape comes only at run time, that of the output tensor in the
 * file stands for it.
 *
 * @see TensorFlow Lite, kernels/transpose_conv.cc: padding is that of the convolution from the output to the input
 */
function transposeConv(op: Op) {
  const options = op.options(49);
  const [x, weights] = [op.activation(2), op.weights(1, [0, 1, 2, 3])];
  const shape = outputShape(op);
  const stride = [options.number('int32', 2), options.number('int32', 1)] as const;
  const padding = paddingOf(options, 0);
  const crop = (axis: 0 | 1): Margin => {
    const [from, to, kernel] = [x.shape[axis + 1], shape[axis + 1], weights.shape[axis + 1]];
    const windows = Math.ceil(to / stride[axis]);
    const total = padding === 'same' ? Math.max((windows - 1) * stride[axis] + kernel - to, 0) : 0;
    const before = Math.floor(total / 2);
    return [before, (from - 1) * stride[axis] + kernel - to - before];
  };
  if (x.shape.length !== 4 || shape.length !== 4) {
    throw tfliteError(
      'operator TRANSPOSE_CONV',
      'shapes must have 4 axes',
      `${showShape(x.shape)} to ${showShape(shape)}`,
    );
  }
  return op.emit(
    {
      type: 'convTranspose2d',
      weights,
      bias: bias(op, 3, x, weights),
      stride,
      dilation: [1, 1],
      crop: [crop(0), crop(1)],
      groups: 1,
      activation: fusedActivation(options, 3),
    },
    [x],
  );
}

function outputShape(op: Op): readonly number[] {
  if (op.value(0).kind === 'constant') return op.integers(0);
  const { shape, dynamic } = op.output();
  if (dynamic) throw new Unsupported('output shape that is no constant');
  return shape;
}

/** Filter (out, in) on the input's elements in rows of `in`. */
function fullyConnected(op: Op) {
  const options = op.options(8);
  if (options.number('int8', 1) !== 0) throw new Unsupported('shuffled weights');
  const x = op.activation(0);
  const filter = op.value(1);
  const [, size = 0] = filter.shape;
  const keep = options.boolean(2);
  const rows = elementsOf(x.shape) / size;
  if (!Number.isInteger(rows)) {
    const got = `${showShape(x.shape)} and ${showShape(filter.shape)}`;
    throw tfliteError('operator FULLY_CONNECTED', 'the input must hold rows as long as those of the filter', got);
  }
  const flat = keep || (x.shape.length === 2 && x.shape[1] === size);
  const input = flat ? x : op.step({ type: 'reshape', shape: [rows, size] }, [x], sameAs(x));
  const activation = fusedActivation(options, 0);
  if (filter.kind === 'activation') return matrixProduct(op, input, filter, activation === 'none');
  const weights = op.weights(1, [0, 1]);
  return op.emit({ type: 'dense', weights, bias: bias(op, 2, x, weights), activation }, [input]);
}

/** A filter that is made at run time. */
function matrixProduct(op: Op, x: Value, filter: Value, plain: boolean) {
  if (!plain || op.has(2)) throw new Unsupported('weights that are no constant with a bias or an activation');
  return op.emit({ type: 'matMul', transposeA: false, transposeB: true }, [x, filter]);
}

function batchMatMul(op: Op) {
  const options = op.options(101);
  const [a, b] = [op.value(0), op.value(1)];
  // codes of a constant are decoded where the other side holds real numbers
  const decode = (value: Value): Value =>
    value.kind === 'constant' && !op.output().params ? { ...value, type: FLOAT32 } : value;
  return op.emit({ type: 'matMul', transposeA: options.boolean(0), transposeB: options.boolean(1) }, [
    decode(a),
    decode(b),
  ]);
}
