import {
  add,
  averagePool1d,
  averagePool2d,
  concat,
  constant,
  conv1d,
  conv2d,
  dense,
  flatten,
  type FloatNetwork,
  type IntegerNetwork,
  type Layer,
  leakyRelu,
  logistic,
  maxPool1d,
  maxPool2d,
  mul,
  type Network,
  networkBuilder,
  pad,
  reduceMax,
  reduceMean,
  reduceSum,
  relu,
  reshape,
  slice,
  softmax,
  tanh,
  type Tensor,
  type TensorInfo,
  transpose,
} from '../../../lib/network.js';
import { softmaxParams, zeroToOne } from '../../../lib/ops/fixedParams.js';
import { opOf } from '../../../lib/ops/index.js';
import { realValues } from '../../../lib/graph/tensor.js';
import { activationRanges, quantizeNetwork } from '../../../lib/ptq/index.js';
import { type AffineParams, entry } from '../../../lib/qparams.js';
import { type Random, random } from '../../../lib/random.js';
import { halfAway } from '../../../lib/rounding.js';

/** A random network over a window: convolutions, pools, crops, residuals, branches, and a head. */
export function randomNetwork(seed: number): FloatNetwork {
  const generator = random(seed);
  const pick = <T>(...list: readonly T[]): T => list[generator.bits() % list.length];
  const upTo = (most: number): number => 1 + (generator.bits() % most);
  const builder = networkBuilder({ name: `random_${seed}`, seed });
  const batch = pick(true, false);
  let time = 14 + (generator.bits() % 40);
  let channels = upTo(4);
  const axis = batch ? 1 : 0;
  const shape = (length: number, depth: number) => (batch ? [1, length, depth] : [length, depth]);
  let x: TensorInfo = builder.input('x', shape(time, channels));
  const crop = (from: TensorInfo, begin: number, length: number, step = 1): TensorInfo => {
    const at = from.shape.map((_, k) => (k === axis ? begin : 0));
    const size = from.shape.map((n, k) => (k === axis ? length : n));
    return builder.add(slice({ begin: at, size, step: at.map((_, k) => (k === axis ? step : 1)) }), from);
  };

  for (let layers = 1 + upTo(5); layers > 0; layers--) {
    const kernel = upTo(7);
    const dilation = pick(1, 1, 1, 2, 3, 4);
    const stride = pick(1, 1, 1, 2, 3);
    const span = (kernel - 1) * dilation + 1;
    const kind = pick(
      'conv',
      'conv',
      'conv',
      'depthwise',
      'conv2d',
      'pool',
      'plane',
      'point',
      'residual',
      'branch',
      'crop',
      'constant',
      'turn',
    );
    if (kind === 'conv' && span <= time) {
      const filters = upTo(4);
      const groups = channels % 2 === 0 && filters % 2 === 0 ? pick(1, 2) : 1;
      x = builder.add(conv1d({ filters, kernel, stride, dilation, groups, activation: pick('none', 'relu') }), x);
      time = Math.floor((time - span) / stride) + 1;
      channels = filters;
    } else if (kind === 'depthwise' && span <= time) {
      x = builder.add(conv1d({ filters: channels, kernel, stride, dilation, groups: channels }), x);
      time = Math.floor((time - span) / stride) + 1;
    } else if (kind === 'conv2d' && span <= time) {
      // time is the width of a plane of one row, or its height
      const wide = pick(true, false);
      const filters = upTo(3);
      const plane = builder.add(reshape({ shape: wide ? [1, 1, time, channels] : [1, time, 1, channels] }), x);
      const both = (n: number) => (wide ? ([1, n] as const) : ([n, 1] as const));
      const options = { filters, kernel: both(kernel), stride: both(stride), dilation: both(dilation) };
      const made = builder.add(conv2d({ ...options, padding: span === 1 ? 'same' : 'valid' }), plane);
      time = span === 1 ? Math.ceil(time / stride) : Math.floor((time - span) / stride) + 1;
      channels = filters;
      x = builder.add(reshape({ shape: shape(time, channels) }), made);
    } else if (kind === 'pool' && kernel <= time) {
      x = builder.add(pick(maxPool1d, averagePool1d)({ size: kernel, stride }), x);
      time = Math.floor((time - kernel) / stride) + 1;
    } else if (kind === 'plane' && kernel <= time) {
      // channels as columns: padding beside time only
      const plane = builder.add(reshape({ shape: [...shape(time, channels), 1] }), x);
      const options = {
        size: [kernel, 3],
        stride: [stride, 1],
        padding: [
          [0, 0],
          [1, 1],
        ],
      } as const;
      const made = builder.add(pick(maxPool2d(options), averagePool2d(options)), plane);
      time = Math.floor((time - kernel) / stride) + 1;
      x = builder.add(reshape({ shape: shape(time, channels) }), made);
    } else if (kind === 'point') {
      x = builder.add(pick(relu(), tanh(), logistic(), leakyRelu({ alpha: 0.1 }), dense({ units: channels })), x);
    } else if (kind === 'residual' && span <= time) {
      const made = builder.add(conv1d({ filters: channels, kernel, dilation }), x);
      x = builder.add(
        add({ activation: pick('none', 'relu') }),
        made,
        crop(x, generator.bits() % span, time - span + 1),
      );
      time -= span - 1;
    } else if (kind === 'branch' && span <= time) {
      const length = Math.floor((time - span) / stride) + 1;
      const first = builder.add(conv1d({ filters: upTo(3), kernel, stride, dilation }), x);
      const second = builder.add(
        conv1d({ filters: upTo(3), kernel: 1 }),
        crop(x, generator.bits() % span, length, stride),
      );
      x = builder.add(concat({ axis: -1 }), first, second);
      channels = x.shape.at(-1) ?? 0;
      time = length;
    } else if (kind === 'crop' && time > 4) {
      const [before, behind] = [generator.bits() % 3, generator.bits() % 3];
      const margins = x.shape.map((_, k): [number, number] => (k === axis ? [-before, -behind] : [0, 0]));
      x = pick(true, false) ? builder.add(pad({ margins }), x) : crop(x, before, time - before - behind);
      time -= before + behind;
    } else if (kind === 'constant') {
      const values = Array.from({ length: channels }, () => generator.normal());
      x = builder.add(mul(), x, builder.add(constant({ shape: [channels], values })));
    } else if (kind === 'turn' && kernel <= time) {
      // channels first, a pool over time as width, and back
      const order = batch ? [0, 2, 1] : [1, 0];
      const turned = builder.add(transpose({ permutation: order }), x);
      const made = builder.add(relu(), turned);
      x = builder.add(transpose({ permutation: order }), made);
    }
  }
  return builder.build([head(x, axis)]);

  function head(body: TensorInfo, at: number): TensorInfo {
    switch (pick('flatten', 'mean', 'sum', 'pool', 'max', 'last', 'time', 'plane')) {
      case 'flatten':
        return builder.add(softmax(), builder.add(dense({ units: 3 }), builder.add(flatten(), body)));
      case 'mean': {
        const mean = builder.add(reduceMean({ axes: pick([at], [at, at + 1]), keepAxes: pick(true, false) }), body);
        return mean.shape.length === 0 ? mean : builder.add(dense({ units: 3 }), mean);
      }
      case 'sum':
        return builder.add(reduceSum({ axes: [at], keepAxes: pick(true, false) }), body);
      case 'pool':
        return builder.add(averagePool1d({ size: body.shape[at] }), body);
      case 'max':
        return builder.add(reduceMax({ axes: [at] }), body);
      case 'last': {
        const begin = body.shape.map((n, k) => (k === at ? n - 1 : 0));
        return builder.add(slice({ begin, size: body.shape.map((n, k) => (k === at ? 1 : n)) }), body);
      }
      case 'plane': {
        const plane = builder.add(reshape({ shape: [1, 1, body.shape[at], body.shape[at + 1]] }), body);
        return builder.add(averagePool2d({ size: [1, body.shape[at]] }), plane);
      }
      case 'time':
        return builder.add(relu(), body);
    }
  }
}

/** The same in int8, calibrated on a few random windows. */
export function quantized(network: FloatNetwork, seed = 1): IntegerNetwork {
  const ranges = activationRanges(network);
  const generator: Random = random(seed);
  const elements = network.inputs[0].shape.reduce((product, n) => product * n, 1);
  for (let k = 0; k < 4; k++) ranges.push(new Float32Array(elements).map(() => generator.normal()));
  return quantizeNetwork(network, ranges.value());
}

/** An int8 network with activations of 16 bits: symmetric codes of the same reach. */
export function widened(network: IntegerNetwork): IntegerNetwork {
  const scales = new Map<string, number>();
  const params = new Map<string, AffineParams>();
  const widen = (
    { name, params: narrow }: { readonly name: string; readonly params?: AffineParams },
    type?: string,
  ) => {
    if (!narrow) return undefined;
    const fixed = type === 'softmax' ? softmaxParams : type === 'logistic' || type === 'tanh' ? zeroToOne : [];
    const known = fixed.find(p => p.bits === 16 && p.zeroPoint[0] === 0);
    const reach = Math.max(...[narrow.qmin, narrow.qmax].map(q => Math.abs(q - narrow.zeroPoint[0]))) * narrow.scale[0];
    const wide: AffineParams = known ?? {
      kind: 'affine',
      bits: 16,
      qmin: -32768,
      qmax: 32767,
      scale: [Math.fround(reach / 32767)],
      zeroPoint: [0],
    };
    params.set(name, wide);
    scales.set(name, wide.scale[0]);
    return wide;
  };
  const inputs = network.inputs.map(input => ({ ...input, params: widen(input) as AffineParams }));
  const layers = network.layers.map((layer): Layer => {
    const moved = opOf(layer.name, layer.type).traits.codes === 'input' ? params.get(layer.inputs[0]) : undefined;
    const wide = moved ?? widen(layer, layer.type);
    if (moved) params.set(layer.name, moved);
    if (moved) scales.set(layer.name, moved.scale[0]);
    if (!wide) return layer;
    if (layer.type === 'constant') {
      const data = Int16Array.from(realValues(layer.value), x => halfAway(x / wide.scale[0]));
      return { ...layer, params: wide, value: { shape: layer.value.shape, data, params: wide } };
    }
    if (layer.type !== 'dense' && layer.type !== 'conv1d' && layer.type !== 'conv2d') return { ...layer, params: wide };
    return {
      ...layer,
      params: wide,
      bias: biasOf(layer.bias, layer.weights, scales.get(layer.inputs[0]) ?? 1, narrowOf(network, layer)),
    };
  });
  return { ...network, inputs, layers };
}

function narrowOf(network: Network, layer: Layer): number {
  const tensor = [...network.inputs, ...network.layers].find(({ name }) => name === layer.inputs[0]);
  return tensor?.params?.scale[0] ?? 1;
}

/** A bias in steps of the new input scale. */
function biasOf(bias: Tensor, weights: Tensor, scale: number, narrow: number): Tensor {
  const data = Float64Array.from(bias.data, (q, c) => {
    const step = entry(weights.params?.scale ?? [1], c);
    return halfAway((q * narrow * step) / (scale * step));
  });
  return { shape: bias.shape, data };
}

/** A network with the nearest powers of two as scales, as shifts take them. */
export function shifted(network: IntegerNetwork): IntegerNetwork {
  const nearest = (params: AffineParams): AffineParams => ({
    ...params,
    scale: params.scale.map(scale => 2 ** halfAway(Math.log2(scale))),
  });
  const coded = <T extends { readonly params?: AffineParams }>(tensor: T): T =>
    tensor.params ? { ...tensor, params: nearest(tensor.params) } : tensor;
  const layers = network.layers.map((layer): Layer => {
    const own = coded(layer);
    if (own.type === 'constant') return { ...own, value: coded(own.value) };
    return 'weights' in own && 'activation' in own
      ? { ...own, weights: coded(own.weights), bias: { shape: own.bias.shape, data: own.bias.data } }
      : own;
  });
  return { ...network, inputs: network.inputs.map(coded), layers };
}
