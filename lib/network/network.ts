import type { AffineParams, Codes } from '../qparams.js';

/**
 * A constant of a network, row-major. In a float network `data` is a Float32Array; in an integer network it holds codes
 * and `params` says what they stand for (per tensor, or per entry of the first axis).
 */
export interface Tensor {
  readonly shape: readonly number[];
  readonly data: Float32Array | Codes;
  readonly params?: AffineParams;
}

/** Non-linearity computed with a layer, before its output is stored. */
export type Activation = 'none' | 'relu';

/** What every layer has. Its output is a tensor that goes by the layer's name. */
interface LayerBase {
  /** Unique in the network. */
  readonly name: string;
  /** Names of the network inputs or of earlier layers. */
  readonly inputs: readonly string[];
  /** Quantization of the output; present in integer networks only. */
  readonly params?: AffineParams;
}

/** Time-wise windowing of convolutions and pools over (time, channels). */
interface Windowed {
  readonly stride: number;
  /** `valid`: no padding; `same`: ceil(time / stride) outputs, padding split with the larger half behind. */
  readonly padding: 'valid' | 'same';
}

/** (in) -> (out): `y = W x + b`. */
export interface Dense extends LayerBase {
  readonly type: 'dense';
  /** Shape (out, in). */
  readonly weights: Tensor;
  /** Shape (out). */
  readonly bias: Tensor;
  readonly activation: Activation;
}

/** (time, in) -> (time', out): cross-correlation along time. */
export interface Conv1d extends LayerBase, Windowed {
  readonly type: 'conv1d';
  /** Shape (out, kernel, in). */
  readonly weights: Tensor;
  /** Shape (out). */
  readonly bias: Tensor;
  readonly dilation: number;
  readonly activation: Activation;
}

/** max(x, 0), any shape. */
export interface Relu extends LayerBase {
  readonly type: 'relu';
}

/** (time, channels) -> (time', channels): mean of the valid samples in each window. */
export interface AveragePool1d extends LayerBase, Windowed {
  readonly type: 'averagePool1d';
  readonly size: number;
}

/** (time, channels) -> (time', channels): largest sample in each window. */
export interface MaxPool1d extends LayerBase, Windowed {
  readonly type: 'maxPool1d';
  readonly size: number;
}

/** (time, channels) -> (time * channels), row-major: time outside, channels inside. */
export interface Flatten extends LayerBase {
  readonly type: 'flatten';
}

/** exp(x) / sum(exp(x)) along the last axis. */
export interface Softmax extends LayerBase {
  readonly type: 'softmax';
}

/** A layer. */
export type Layer = Dense | Conv1d | Relu | AveragePool1d | MaxPool1d | Flatten | Softmax;

/** A network input. */
export interface NetworkInput {
  readonly name: string;
  /** (time, channels), or (features). */
  readonly shape: readonly number[];
  /** Present in integer networks only. */
  readonly params?: AffineParams;
}

/**
 * A network: layers in an order in which each comes after its inputs. One representation for float and for integer
 * networks; they differ in their tensors' data and in whether `params` are present.
 *
 * Activations are row-major with time first and channels last, so that a new sample is one contiguous column and a
 * convolution window one contiguous run.
 */
export interface Network {
  readonly name: string;
  /** What the data are: real numbers, or codes. */
  readonly arithmetic: 'float32' | 'integer';
  readonly inputs: readonly NetworkInput[];
  readonly layers: readonly Layer[];
  /** Names of the layers whose outputs are the network's. */
  readonly outputs: readonly string[];
  /** Names of the output's entries, e.g. classes. */
  readonly labels?: readonly string[];
  /** Rate that the network was trained for, Hz. */
  readonly sampleRate?: number;
  /** Unit that the network was trained for, one for all channels. */
  readonly unit?: string;
}
