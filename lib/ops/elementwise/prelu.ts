import { show } from '../../check.js';
import type { PRelu, TensorInfo } from '../../graph/network.js';
import { layerNamed, networkError } from '../../graph/networkError.js';
import { broadcast, realValues, showShape } from '../../graph/tensor.js';
import { checkOptions, type OptionKeys } from '../../options.js';
import type { Codes } from '../../qparams.js';
import { arithmeticCodes, reachOf } from '../arithmeticCodes.js';
import { alignedInputs, broadcasting } from './broadcasting.js';
import { codesOf } from '../codes.js';
import { type Lower, type Lowered, type Op, noMacs, onlyInput } from '../op.js';
import { scaleBy } from './scaleBy.js';
import { constant, type LayerPlan, type LayerPlanOptions } from '../layerPlan.js';
import { broadcastColumns } from '../time.js';

/**
 * x from zero on, slope x below, with slopes of codes: of the input's type, or int8.
 *
 * @see TensorFlow Lite, `reference_ops::BroadcastPrelu4DSlow`; TensorFlow Lite Micro, prelu_common.cc, for int16
 */
const lowerPrelu: Lower<PRelu> = (layer, [given], made, dialect) => {
  if (dialect.rules.slope === 'real') return bySlopes(layer, given, made);
  const [input, output] = arithmeticCodes(layer, [given, made]);
  const [slope] = arithmeticCodes(layer, [slopeOf(layer)]);
  const [scale, slopeScale, outScale] = [input, slope, output].map(({ params }) => params.scale[0]);
  const [zeroPoint, slopeZero, outZero] = [input, slope, output].map(({ params }) => params.zeroPoint[0]);
  const { qmin, qmax } = output.params;
  return {
    kernel: 'prelu',
    constants: {
      zeroPoint,
      slopes: slope.data,
      slopeZero,
      broadcast: broadcasting([slope], output.shape),
      above: scaleBy(layer, dialect, scale / outScale, reachOf(input)),
      below: scaleBy(layer, dialect, (scale * slopeScale) / outScale, reachOf(input) * reachOf(slope)),
      outZero,
      low: qmin,
      high: qmax,
    },
  };
};

/** By way of the real numbers, which slopes may be as well. */
function bySlopes(layer: PRelu, given: TensorInfo, made: TensorInfo): Lowered {
  const [input, output] = [given, made].map(tensor => codesOf(layer, tensor, 'int8', 'uint8', 'int16', 'uint16'));
  const { scale, zeroPoint, qmin, qmax } = output.params;
  return {
    kernel: 'preluReal',
    constants: {
      scale: input.params.scale[0],
      zeroPoint: input.params.zeroPoint[0],
      slopes: realValues(layer.slope),
      broadcast: broadcasting([layer.slope], output.shape),
      outScale: scale[0],
      outZero: zeroPoint[0],
      low: qmin,
      high: qmax,
    },
  };
}

/** The slopes as a tensor of codes. */
function slopeOf(layer: PRelu): TensorInfo & { readonly data: Codes } {
  const { shape, data, params } = layer.slope;
  if (!params || params.scale.length > 1 || data instanceof Float32Array || data instanceof Float64Array) {
    throw networkError(layerNamed(layer), 'slope must hold codes of one scale', show(data.constructor.name));
  }
  return { name: 'slope', shape, data, params };
}

/** x where x >= 0, slope x below. */
export const preluOp: Op<PRelu> = {
  type: 'prelu',
  traits: { codes: 'own', action: 'pointwise' },
  time: (layer, [input], output) => broadcastColumns(layer, [input, layer.slope], output),
  read: fields => ({ slope: fields.tensor('slope') }),
  shape(layer, inputs) {
    const shape = onlyInput(layer, inputs);
    const { slope } = layer;
    if (showShape(broadcast(slope.shape, shape) ?? []) !== showShape(shape)) {
      throw networkError(layerNamed(layer), `slope must broadcast to ${showShape(shape)}`, showShape(slope.shape));
    }
    return shape;
  },
  macs: noMacs,
  integer: lowerPrelu,
  float({ slope }, [{ data: x, shape }], { data: out }) {
    const { operands, align } = alignedInputs([{ shape: slope.shape, data: realValues(slope) }], shape);
    const [slopes] = operands;
    align();
    return () => {
      for (let i = 0; i < x.length; i++) out[i] = x[i] < 0 ? slopes[i] * x[i] : x[i];
    };
  },
};

/** Options of {@link prelu}. */
export interface PReluOptions extends LayerPlanOptions {
  /** Slopes below 0, one a channel of the last axis. Defaults to 0.25 each. */
  readonly slope?: ArrayLike<number>;
}

const OPTIONS: OptionKeys<PReluOptions> = { slope: true, name: true };

/**
 * A parametric rectifier.
 *
 * @see K. He et al., ICCV 2015, section 2.1
 */
export function prelu(options: PReluOptions = {}): LayerPlan {
  const { slope, name } = checkOptions('prelu', options, OPTIONS);
  return {
    type: 'prelu',
    name,
    build: (at, [input]) => ({
      type: 'prelu',
      ...at,
      slope: constant('prelu', 'slope', [input.at(-1) ?? 1], slope, () => 0.25),
    }),
  };
}
