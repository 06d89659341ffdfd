import { checkNumber } from '../check.js';
import { OptionRangeError } from '../errors.js';
import type { FloatNetwork } from '../graph/arithmetic.js';
import type { Conv1d, Dense, Layer, Tensor } from '../graph/network.js';
import { layerNamed, networkError } from '../graph/networkError.js';
import { checkOptions, type OptionKeys } from '../options.js';
import { checkNetwork } from './shapes.js';
import type { Shape } from '../graph/tensor.js';

/** Options of {@link foldGains}. */
export interface FoldGainsOptions {
  /** Factors, finite and above 0, one for all channels or one a channel of the network's input (the last axis). */
  readonly gains: readonly number[];
  /** Taken off before the factor, one for all channels or one per channel, as `centre` does. Defaults to none. */
  readonly centres?: readonly number[];
}

const OPTIONS: OptionKeys<FoldGainsOptions> = { gains: true, centres: true };

/**
 * The network that takes x where `network` takes gains * (x - centres): the subtraction and the multiplication move into the weights
 * and biases of its first dense and conv1d layers, w' = w gain, b' = b - sum w gain centre, and cost nothing at run time.
 *
 * So a network trained on centred and equalized samples runs on the sensor's; with gains 1 / g and centres -c g one trained on the
 * sensor's runs on samples that `centre` and `equalize` have made of them. Flatten, average and max pools on the way carry gains and centres unchanged. Weights and biases are rounded to
 * float32 once, so outputs agree within float rounding, exactly for power-of-two gains without centres (no overflow or underflow).
 *
 * @throws {RangeError} when gains or centres do not fit the input
 * @throws {FormatError} when the network is no float one with one input, when the input meets a layer that cannot take them in, or
 * when centres meet a conv1d whose padding `same` would have to be offset too
 */
export function foldGains(network: FloatNetwork, options: FoldGainsOptions): FloatNetwork {
  const { gains, centres = [0] } = checkOptions('foldGains', options, OPTIONS);
  if (network.arithmetic !== 'float32') {
    throw networkError('arithmetic', 'foldGains takes float32 networks', network.arithmetic);
  }
  const shapes = checkNetwork(network);
  if (network.inputs.length !== 1) {
    throw networkError('inputs', 'foldGains takes networks with one input', `${network.inputs.length}`);
  }
  const [{ name, shape }] = network.inputs;
  const channels = shape[shape.length - 1];
  const factors = perChannel('gains', gains, channels, 'a finite number above 0', x => x > 0);
  const off = perChannel('centres', centres, channels, 'a finite number', () => true);
  const affine = { gains: factors, offsets: factors.map((gain, c) => -gain * off[c]) };
  const unfolded = new Set([name]); // tensors that still lack their gains
  const layers = network.layers.map(layer => {
    if (!layer.inputs.some(input => unfolded.has(input))) return layer;
    if (layer.type === 'dense' || layer.type === 'conv1d') return foldLayer(layer, affine, shapes.get(layer.inputs[0]));
    if (!carries(layer) || network.outputs.includes(layer.name)) {
      throw networkError(layerNamed(layer), 'gains fold into dense and conv1d layers only', layer.type);
    }
    unfolded.add(layer.name);
    return layer;
  });
  return { ...network, layers };
}

interface ChannelAffine {
  readonly gains: readonly number[];
  readonly offsets: readonly number[];
}

/** Layers that do to gains * x + offsets what they do to x. */
function carries({ type }: Layer): boolean {
  return type === 'flatten' || type === 'averagePool1d' || type === 'maxPool1d';
}

/** Weights and biases that take the gains and offsets in; the last axis of the weights runs over the channels, again and again. */
function foldLayer<L extends Dense | Conv1d>(layer: L, { gains, offsets }: ChannelAffine, input: Shape = []): L {
  if (layer.type === 'conv1d' && layer.padding === 'same' && offsets.some(o => o !== 0)) {
    throw networkError(
      layerNamed(layer),
      'centres do not fold into a conv1d with padding, which stands for zeros after centring; use padding valid',
      `${layer.padding} on ${input[0]} samples`,
    );
  }
  const { weights, bias } = layer;
  const [rows, n, channels] = [weights.shape[0], weights.data.length / weights.shape[0], gains.length];
  const folded = new Float32Array(weights.data.length);
  const biases = new Float32Array(rows);
  for (let o = 0; o < rows; o++) {
    let sum = bias.data[o];
    for (let i = 0; i < n; i++) {
      const w = weights.data[o * n + i];
      folded[o * n + i] = w * gains[i % channels];
      sum += w * offsets[i % channels];
    }
    biases[o] = sum;
  }
  const tensor = ({ shape }: Tensor, data: Float32Array): Tensor => ({ shape, data });
  return { ...layer, weights: tensor(weights, folded), bias: tensor(bias, biases) };
}

function perChannel(
  option: string,
  list: readonly number[],
  channels: number,
  rule: string,
  test: (x: number) => boolean,
): number[] {
  if (list.length !== 1 && list.length !== channels) {
    throw new OptionRangeError(
      `foldGains: ${option} must hold 1 or ${channels} numbers, one a channel of the input, got ${list.length}`,
    );
  }
  return Array.from({ length: channels }, (_, c) =>
    checkNumber('foldGains', `${option}[${c}]`, list[list.length === 1 ? 0 : c], rule, test),
  );
}
