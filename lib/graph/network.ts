import type { Values } from '../kernels/kernel.js';
import type { AffineParams } from '../qparams.js';

export type { Values } from '../kernels/kernel.js';

/**
 * A constant of a network, row-major. Without `params`, `data` is a Float32Array of real numbers; with them it holds the codes of
 * real numbers, one scale for all or one per entry of the first axis.
 *
 * A bias goes with codes but needs no params: its step is input scale * weight scale. Biases beyond int32, as layers with int16
 * activations have them, are integers in a Float64Array, exact up to 2^53.
 */
export interface Tensor {
  readonly shape: readonly number[];
  readonly data: Values | Float64Array;
  readonly params?: AffineParams;
}

/** Non-linearity computed with a layer, before its output is stored: none, max(x, 0), or x limited to [0, 6] or [-1, 1]. */
export type Activation = 'none' | 'relu' | 'relu6' | 'relu1';

/** Two entries, for height and width. */
export type Pair = readonly [number, number];

/** Samples of padding before the first and behind the last; a negative number cuts samples off. */
export type Margin = readonly [before: number, behind: number];

/**
 * Padding of windows. `valid`: none; `same`: ceil(size / stride) windows, the padding split with the larger half behind; or explicit
 * margins. Padding counts as zeros in sums, and not at all in pools.
 */
export type Padding1d = 'valid' | 'same' | Margin;

/** As {@link Padding1d}, for height and width. */
export type Padding2d = 'valid' | 'same' | readonly [height: Margin, width: Margin];

/**
 * What every layer has. Its output is a tensor that goes by the layer's name.
 *
 * Where a layer works on certain trailing axes, it treats all axes before them as independent: a batch of any rank.
 */
interface LayerBase {
  /** Unique in the network. */
  readonly name: string;
  /** Names of network inputs, variables or earlier layers. */
  readonly inputs: readonly string[];
  /** Quantization of the output, whose values are then codes; real numbers without. */
  readonly params?: AffineParams;
}

/** Time-wise windowing of convolutions and pools over (..., time, channels). */
interface Windowed {
  readonly stride: number;
  readonly padding: Padding1d;
}

/** Windowing over (..., height, width, channels). */
interface Windowed2d {
  readonly stride: Pair;
  readonly padding: Padding2d;
}

/** (..., in) -> (..., out): `y = W x + b`. */
export interface Dense extends LayerBase {
  readonly type: 'dense';
  /** Shape (out, in). */
  readonly weights: Tensor;
  /** Shape (out). */
  readonly bias: Tensor;
  readonly activation: Activation;
}

/** (..., time, in) -> (..., time', out): cross-correlation along time. */
export interface Conv1d extends LayerBase, Windowed {
  readonly type: 'conv1d';
  /** Shape (out, kernel, in / groups). */
  readonly weights: Tensor;
  /** Shape (out). */
  readonly bias: Tensor;
  readonly dilation: number;
  /** Output channels o of group floor(o * groups / out) see the input channels of that group only; depthwise when groups = in. */
  readonly groups: number;
  readonly activation: Activation;
}

/** (..., height, width, in) -> (..., height', width', out): cross-correlation. */
export interface Conv2d extends LayerBase, Windowed2d {
  readonly type: 'conv2d';
  /** Shape (out, kernel height, kernel width, in / groups). */
  readonly weights: Tensor;
  /** Shape (out). */
  readonly bias: Tensor;
  readonly dilation: Pair;
  /** As in {@link Conv1d}; depthwise when groups = in. */
  readonly groups: number;
  readonly activation: Activation;
}

/**
 * (..., height, width, in) -> (..., height', width', out): the transpose of a convolution. Each input sample adds its kernel to the
 * output at stride times its place; `crop` samples are then cut off at the edges (negative: zeros are added, with the bias on them).
 * height' = (height - 1) * stride + dilation * (kernel - 1) + 1 - before - behind.
 */
export interface ConvTranspose2d extends LayerBase {
  readonly type: 'convTranspose2d';
  /** Shape (out, kernel height, kernel width, in / groups). */
  readonly weights: Tensor;
  /** Shape (out). */
  readonly bias: Tensor;
  readonly stride: Pair;
  readonly dilation: Pair;
  readonly crop: readonly [height: Margin, width: Margin];
  readonly groups: number;
  readonly activation: Activation;
}

/** (..., n, k) x (..., k, m) -> (..., n, m), leading axes broadcast; either operand may come transposed. */
export interface MatMul extends LayerBase {
  readonly type: 'matMul';
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

/**
 * In which order ONNX Runtime sums a window: the columns by themselves, then their sums; row by row; or, of a window that is the whole
 * plane, in four lanes. Where a pool does not say, it follows from the plane; a pool over a part of a plane says that of the whole.
 */
export type PoolOrder = 'columns' | 'rows' | 'lanes';

/** (..., time, channels) -> (..., time', channels): mean of the valid samples in each window. */
export interface AveragePool1d extends LayerBase, Windowed {
  readonly type: 'averagePool1d';
  readonly size: number;
  readonly order?: PoolOrder;
}

/** (..., time, channels) -> (..., time', channels): largest sample in each window. */
export interface MaxPool1d extends LayerBase, Windowed {
  readonly type: 'maxPool1d';
  readonly size: number;
}

/** (..., height, width, channels) -> (..., height', width', channels): mean of each window. */
export interface AveragePool2d extends LayerBase, Windowed2d {
  readonly type: 'averagePool2d';
  readonly size: Pair;
  /** Whether padding counts as samples of value 0; otherwise only valid samples count. */
  readonly countPadding: boolean;
  readonly order?: PoolOrder;
  readonly activation: Activation;
}

/** (..., height, width, channels) -> (..., height', width', channels): largest sample in each window. */
export interface MaxPool2d extends LayerBase, Windowed2d {
  readonly type: 'maxPool2d';
  readonly size: Pair;
  readonly activation: Activation;
}

/** Mean, sum, product or an extreme over some axes. */
export interface Reduce extends LayerBase {
  readonly type: 'reduceMean' | 'reduceSum' | 'reduceMax' | 'reduceMin' | 'reduceProd';
  /** Axes of the input, increasing. */
  readonly axes: readonly number[];
  /** Whether they stay as axes of length 1. */
  readonly keepAxes: boolean;
}

/** Index of the largest or the smallest entry along an axis, which disappears; the first of equals. */
export interface ArgMax extends LayerBase {
  readonly type: 'argMax' | 'argMin';
  readonly axis: number;
}

/**
 * Sums along an axis: entry k is the sum of all up to it, or of all before it (`exclusive`); from the last one on where it is `reverse`.
 */
export interface CumSum extends LayerBase {
  readonly type: 'cumSum';
  readonly axis: number;
  readonly exclusive: boolean;
  readonly reverse: boolean;
}

/** Functions of one number; see `layers/unary.ts` for each. */
export type UnaryType =
  | 'abs'
  | 'ceil'
  | 'cos'
  | 'erf'
  | 'exp'
  | 'floor'
  | 'hardSwish'
  | 'log'
  | 'logistic'
  | 'negate'
  | 'not'
  | 'reciprocal'
  | 'relu'
  | 'round'
  | 'rsqrt'
  | 'sign'
  | 'sin'
  | 'softplus'
  | 'sqrt'
  | 'square'
  | 'tanh';

/** A function of every element, any shape. `relu` is max(x, 0), `round` goes half to even, `not` is 1 where x = 0. */
export interface Unary extends LayerBase {
  readonly type: UnaryType;
}

/** Every element limited to [low, high], both finite: the largest float32 stands for no limit. */
export interface Clip extends LayerBase {
  readonly type: 'clip';
  readonly low: number;
  readonly high: number;
}

/** x where x >= 0, alpha x below. */
export interface LeakyRelu extends LayerBase {
  readonly type: 'leakyRelu';
  readonly alpha: number;
}

/** x where x >= 0, slope x below. */
export interface PRelu extends LayerBase {
  readonly type: 'prelu';
  /** A shape that broadcasts to the input's. */
  readonly slope: Tensor;
}

/** x where x >= 0, alpha (exp(x) - 1) below. */
export interface Elu extends LayerBase {
  readonly type: 'elu';
  readonly alpha: number;
}

/** max(0, min(1, alpha x + beta)). */
export interface HardSigmoid extends LayerBase {
  readonly type: 'hardSigmoid';
  readonly alpha: number;
  readonly beta: number;
}

/** x Phi(x), Phi the normal distribution; or its approximation by tanh (Hendrycks and Gimpel 2016). */
export interface Gelu extends LayerBase {
  readonly type: 'gelu';
  readonly approximation: 'none' | 'tanh';
}

/** exp(beta x) / sum(exp(beta x)) along the last axis. */
export interface Softmax extends LayerBase {
  readonly type: 'softmax';
  readonly beta: number;
}

/** Arithmetic on two tensors, broadcast as in numpy; `squaredDifference` is (a - b)^2. */
export interface Binary extends LayerBase {
  readonly type: 'add' | 'sub' | 'mul' | 'div' | 'minimum' | 'maximum' | 'pow' | 'squaredDifference';
  readonly activation: Activation;
}

/** Comparisons and logic on two tensors, broadcast: 1 where it holds, else 0. */
export interface Compare extends LayerBase {
  readonly type: 'equal' | 'notEqual' | 'less' | 'lessOrEqual' | 'greater' | 'greaterOrEqual' | 'and' | 'or' | 'xor';
}

/** (condition, x, y): x where the condition is not 0, else y; broadcast. */
export interface Where extends LayerBase {
  readonly type: 'where';
}

/** (x - mean) / sqrt(variance + epsilon) * scale + bias, one entry each a channel of the last axis. */
export interface BatchNormalization extends LayerBase {
  readonly type: 'batchNormalization';
  readonly scale: Tensor;
  readonly bias: Tensor;
  readonly mean: Tensor;
  readonly variance: Tensor;
  readonly epsilon: number;
}

/** Normalized to mean 0 and variance 1 over the axes from `axis` on, then * scale + bias (shape of those axes). */
export interface LayerNormalization extends LayerBase {
  readonly type: 'layerNormalization';
  readonly scale: Tensor;
  readonly bias: Tensor;
  readonly axis: number;
  readonly epsilon: number;
}

/** (batch, ..., channels): each channel of each batch entry normalized over the axes between, then * scale + bias (channels). */
export interface InstanceNormalization extends LayerBase {
  readonly type: 'instanceNormalization';
  readonly scale: Tensor;
  readonly bias: Tensor;
  readonly epsilon: number;
}

/** All elements in one row, row-major: time outside, channels inside. */
export interface Flatten extends LayerBase {
  readonly type: 'flatten';
}

/** The same elements in the same order, in another shape. */
export interface Reshape extends LayerBase {
  readonly type: 'reshape';
  readonly shape: readonly number[];
}

/** Axis k of the output is axis permutation[k] of the input. */
export interface Transpose extends LayerBase {
  readonly type: 'transpose';
  readonly permutation: readonly number[];
}

/** Broadcast to a shape. */
export interface Expand extends LayerBase {
  readonly type: 'expand';
  readonly shape: readonly number[];
}

/** Several tensors, one behind the other along an axis. */
export interface Concat extends LayerBase {
  readonly type: 'concat';
  readonly axis: number;
}

/** `size[k]` entries of every axis k, from `begin[k]` in steps of `step[k]` (not 0; may be negative). A split is several of these. */
export interface Slice extends LayerBase {
  readonly type: 'slice';
  readonly begin: readonly number[];
  readonly size: readonly number[];
  readonly step: readonly number[];
}

/** (data, indices): entries of an axis, in the order of the indices, whose shape takes the axis's place; negative ones count from the end. */
export interface Gather extends LayerBase {
  readonly type: 'gather';
  readonly axis: number;
}

/** Every axis k lengthened by margins[k]: by a value, the nearest entry, or the mirrored entries without (`reflect`) or with the edge (`symmetric`). */
export interface Pad extends LayerBase {
  readonly type: 'pad';
  readonly margins: readonly Margin[];
  readonly mode: 'constant' | 'edge' | 'reflect' | 'symmetric';
  /** The value, a real number also in integer networks. */
  readonly value: number;
}

/**
 * (..., height, width, channels) -> (..., size, channels): each output entry is the input entry at
 * rounding(coordinate(i)), coordinate `asymmetric`: i in / out; `halfPixel`: (i + 1/2) in / out - 1/2 (`halfPixelFloor`: i + 1/2 without
 * the subtraction, as TensorFlow); `alignCorners`: i (in - 1) / (out - 1).
 */
export interface ResizeNearest extends LayerBase {
  readonly type: 'resizeNearest';
  readonly size: Pair;
  readonly coordinates: 'asymmetric' | 'halfPixel' | 'halfPixelFloor' | 'alignCorners';
  readonly rounding: 'floor' | 'ceil' | 'halfUp' | 'halfDown';
}

/**
 * (..., height, width, channels) -> (..., size, channels): each output entry is interpolated between the four input entries around its
 * place; coordinates as in {@link ResizeNearest}, beyond an edge the edge.
 */
export interface ResizeLinear extends LayerBase {
  readonly type: 'resizeLinear';
  readonly size: Pair;
  readonly coordinates: 'asymmetric' | 'halfPixel' | 'alignCorners';
}

/** Numbers as another type would hold them: integers truncate towards 0 and saturate, `bool` is x != 0. */
export interface Cast extends LayerBase {
  readonly type: 'cast';
  /** Where the input is of an integer type: its numbers wrap in a narrower one instead. */
  readonly from?: 'integers';
  readonly to: 'float32' | 'float16' | 'int32' | 'int64' | 'int16' | 'int8' | 'uint8' | 'bool';
}

/** A tensor that never changes; it has no inputs. */
export interface Constant extends LayerBase {
  readonly type: 'constant';
  readonly value: Tensor;
}

/** Real numbers, or codes of other params, as the codes of `params`. */
export interface Quantize extends LayerBase {
  readonly type: 'quantize';
  readonly rounding: 'halfAway' | 'halfEven';
}

/** Codes as real numbers. */
export interface Dequantize extends LayerBase {
  readonly type: 'dequantize';
}

/**
 * What recurrent layers over (..., time, in) -> (..., time, units) have. Behind the first input there may be one for each of their states,
 * (..., units): what a run begins with instead of zeros.
 */
interface Recurrent extends LayerBase {
  /** Runs from the last sample to the first. */
  readonly reverse: boolean;
  /** Whether the state is kept from run to run; otherwise every run begins with zeros, or with what the inputs say. */
  readonly carry: boolean;
}

/**
 * Long short-term memory, whose states are hidden and cell. Gates in the order input, forget, cell, output; c = f c + i g, h = o tanh(c). In an integer network the cell is
 * int16 with a power-of-two scale, and the input and the output have their own params.
 */
export interface Lstm extends Recurrent {
  readonly type: 'lstm';
  /** Shape (units, in) for each gate. */
  readonly weights: readonly [input: Tensor, forget: Tensor, cell: Tensor, output: Tensor];
  /** Shape (units, units) for each gate. */
  readonly recurrent: readonly [input: Tensor, forget: Tensor, cell: Tensor, output: Tensor];
  /** Shape (units) for each gate. */
  readonly bias: readonly [input: Tensor, forget: Tensor, cell: Tensor, output: Tensor];
  /** Limit of |c|; 0: none. */
  readonly cellClip: number;
  /** Params of the cell state; in integer networks only. */
  readonly cellParams?: AffineParams;
  /** What the output holds: h of every sample, or c of every sample. */
  readonly output: 'hidden' | 'cell';
}

/**
 * Gated recurrent unit. Gates in the order update z, reset r, hidden n;
 * h = (1 - z) n + z h. `resetAfter`: n = tanh(W x + b + r (R h + rb)), else n = tanh(W x + b + R (r h) + rb).
 */
export interface Gru extends Recurrent {
  readonly type: 'gru';
  readonly weights: readonly [update: Tensor, reset: Tensor, hidden: Tensor];
  readonly recurrent: readonly [update: Tensor, reset: Tensor, hidden: Tensor];
  readonly bias: readonly [update: Tensor, reset: Tensor, hidden: Tensor];
  readonly recurrentBias: readonly [update: Tensor, reset: Tensor, hidden: Tensor];
  readonly resetAfter: boolean;
}

/** The simple recurrent network: h = f(W x + R h + b). */
export interface Rnn extends Recurrent {
  readonly type: 'rnn';
  /** Shape (units, in). */
  readonly weights: Tensor;
  /** Shape (units, units). */
  readonly recurrent: Tensor;
  /** Shape (units). */
  readonly bias: Tensor;
  readonly function: 'tanh' | 'relu' | 'logistic' | 'none';
}

/**
 * Singular value decomposition filter: (..., in) -> (..., units), its memory kept from run to run. Filter u * rank + r of the features is
 * one number a run; the last `memory` of them, weighted over time, are summed over the ranks.
 *
 * @see Nakkiran et al., Interspeech 2015
 */
export interface Svdf extends LayerBase {
  readonly type: 'svdf';
  /** Shape (units * rank, in). */
  readonly features: Tensor;
  /** Shape (units * rank, memory), oldest first. */
  readonly time: Tensor;
  /** Shape (units). */
  readonly bias: Tensor;
  readonly rank: number;
  readonly activation: Activation;
  /** Params of the memory; in integer networks only. */
  readonly stateParams?: AffineParams;
}

/**
 * The newest `size` columns of a stream along an axis, of which every run brings some: the older ones are kept from run to run, zeros at
 * first. Where `every` is above 1, so many windows take turns from run to run.
 */
export interface TimeWindow extends LayerBase {
  readonly type: 'timeWindow';
  readonly axis: number;
  readonly size: number;
  readonly every: number;
}

/**
 * What a sum over a {@link TimeWindow} gives, in integers without summing anew: the sum, the mean, or the mean as pools round it, over some
 * axes of the window, among them time.
 */
export interface RunningSum extends LayerBase {
  readonly type: 'runningSum';
  readonly axis: number;
  readonly size: number;
  readonly every: number;
  readonly function: 'sum' | 'mean' | 'pool';
  /** Axes that are summed, increasing. */
  readonly axes: readonly number[];
  /** Whether they stay as axes of length 1. */
  readonly keepAxes: boolean;
}

/** A layer of weights, one row of them an output channel. */
export type Weighted = Dense | Conv1d | Conv2d | ConvTranspose2d;

/** A layer. */
export type Layer =
  | Dense
  | Conv1d
  | Conv2d
  | ConvTranspose2d
  | MatMul
  | AveragePool1d
  | MaxPool1d
  | AveragePool2d
  | MaxPool2d
  | Reduce
  | ArgMax
  | CumSum
  | Unary
  | Clip
  | LeakyRelu
  | PRelu
  | Elu
  | HardSigmoid
  | Gelu
  | Softmax
  | Binary
  | Compare
  | Where
  | BatchNormalization
  | LayerNormalization
  | InstanceNormalization
  | Flatten
  | Reshape
  | Transpose
  | Expand
  | Concat
  | Slice
  | Gather
  | Pad
  | ResizeNearest
  | ResizeLinear
  | Cast
  | Constant
  | Quantize
  | Dequantize
  | Lstm
  | Gru
  | Rnn
  | Svdf
  | TimeWindow
  | RunningSum;

/** The layers of a type. */
export type LayerOf<T extends Layer['type']> = Layer extends infer L
  ? L extends { readonly type: infer U }
    ? T extends U
      ? L
      : never
    : never
  : never;

/** Name, shape and quantization of a tensor that a run makes. */
export interface TensorInfo {
  readonly name: string;
  readonly shape: readonly number[];
  /** Quantization of its values, which are then codes; real numbers without. */
  readonly params?: AffineParams;
}

/** What an input takes of samples x in the network's unit: (x - mean) / std, each one number for all channels, or one per channel. */
export interface Normalization {
  readonly mean: readonly number[];
  /** Above 0. */
  readonly std: readonly number[];
}

/**
 * What the entries of an output are. `probabilities`: of classes, of which the largest is the decision; `logits`: the same before a softmax;
 * `detector`: each entry by itself says how sure it is, from 0 to 1; `reconstruction`: the input again, whose distance from it is an anomaly
 * score; `values`: numbers that decide nothing.
 */
export type OutputKind = 'probabilities' | 'logits' | 'detector' | 'reconstruction' | 'values';

/** A network input. */
export interface NetworkInput {
  readonly name: string;
  /** E.g. (time, channels), (features), (1, time, channels), (1, height, width, channels). */
  readonly shape: readonly number[];
  /** Quantization of its values, which are then codes. */
  readonly params?: AffineParams;
  /**
   * The axes in which its elements are samples of channels, where its own do not show them: (26, 3) of 78 entries x, y, z, x, y, z, ...
   * As many elements in the same order; by default its shape.
   */
  readonly timeShape?: readonly number[];
  /** The axis of `timeShape` that is time; by default the first of two, the second (behind the batch) of more, none of one. */
  readonly timeAxis?: number;
  /** What samples become before they go in; by default they go in as they are. */
  readonly normalization?: Normalization;
}

/**
 * State carried from run to run: in a run a tensor of its name holds what the run before left there. All layers read the value of before
 * the run; after it the variable takes the value of the tensor `next`.
 */
export interface Variable {
  readonly name: string;
  readonly shape: readonly number[];
  readonly params?: AffineParams;
  /** Value before the first run, same shape and params; real zeros by default. */
  readonly initial?: Tensor;
  /** Name of the tensor that it becomes. */
  readonly next: string;
}

/**
 * What a streaming network computes: every run takes the `hop` samples behind those of the run before, and gives what another network gives
 * over the window of samples that ends with them.
 */
export interface Streaming {
  /** Samples of that window. */
  readonly window: number;
  /** Samples of a run. */
  readonly hop: number;
  /** Samples of no meaning that come before the first one of a stream, so that runs end where windows end. */
  readonly lead: number;
  /** Runs at the beginning, and after a gap, whose outputs are not valid yet. */
  readonly warmUp: number;
}

/**
 * A network: layers in an order in which each comes after its inputs. One representation for float and for integer networks: a tensor
 * with `params` holds codes, one without holds real numbers.
 *
 * Activations are row-major with time first and channels last, so that a new sample is one contiguous column and a convolution window one
 * contiguous run.
 */
export interface Network {
  readonly name: string;
  /** `float32`: no tensor but weights holds codes; `integer`: all inputs and outputs do; `mixed`: anything else. */
  readonly arithmetic: 'float32' | 'integer' | 'mixed';
  readonly inputs: readonly NetworkInput[];
  /** State carried from run to run; none by default. */
  readonly variables?: readonly Variable[];
  readonly layers: readonly Layer[];
  /** Names of the layers whose outputs are the network's. */
  readonly outputs: readonly string[];
  /** Names of the output's entries, e.g. classes. */
  readonly labels?: readonly string[];
  /** Rate that the network was trained for, Hz. */
  readonly sampleRate?: number;
  /** Unit that the network was trained for, one for all channels. */
  readonly unit?: string;
  /** What its outputs are, one entry an output, where its layers do not show it; see `outputKinds`. */
  readonly kinds?: readonly OutputKind[];
  /**
   * From where on detectors are positive and reconstructions anomalous: one number for all; or one per entry of a detector and one per
   * reconstruction, in the order of the outputs. By default 0.5 for detectors, and none for reconstructions.
   */
  readonly thresholds?: readonly number[];
  /** How it was quantized, in words. */
  readonly recipe?: string;
  /** Its version, as who trained it counts them. */
  readonly version?: string;
  /** Name of the dialect that its codes are computed in unless one is asked for: that of the runtime which it was made for. */
  readonly dialect?: string;
  /** What a network over the new samples of a stream stands for; absent where a run takes a whole window. */
  readonly streaming?: Streaming;
}
