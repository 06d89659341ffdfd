import { checkInteger, checkOneOf } from '../../check.js';
import type { Activation, Svdf } from '../../graph/network.js';
import { layerNamed, networkError } from '../../graph/networkError.js';
import { elementsOf, realValues } from '../../graph/tensor.js';
import { checkOptions, type OptionKeys } from '../../options.js';
import { activationLimits, activations } from '../elementwise/activations.js';
import { dot } from '../weighted/dot.js';
import { lowerSvdf } from './lowerSvdf.js';
import { type Op, requireShape, trailingAxes } from '../op.js';
import { constant, heNormal, type LayerPlan, type LayerPlanOptions } from '../layerPlan.js';
import { streaming, whole } from '../time.js';

/**
 * Singular value decomposition filter: one run is one step in time. The memory is float32, shape (batch, units * rank, memory), oldest
 * first, kept from run to run, and zeros before the first.
 *
 * @see P. Nakkiran et al., Interspeech 2015
 */
export const svdfOp: Op<Svdf> = {
  type: 'svdf',
  traits: { codes: 'own', action: 'other' },
  time: () => whole(streaming),
  read(fields) {
    const stateParams = fields.params('stateParams');
    return {
      features: fields.tensor('features'),
      time: fields.tensor('time'),
      bias: fields.bias('bias'),
      rank: fields.integer('rank'),
      activation: fields.oneOf('activation', activations),
      ...(stateParams && { stateParams }),
    };
  },
  shape(layer, inputs) {
    const { lead, axes } = trailingAxes(layer, inputs, 'features');
    const { features, time, bias, rank } = layer;
    requireShape(layer, 'features', features.shape, 'units * rank, in', [0, axes[0]]);
    const [filters] = features.shape;
    if (filters % rank !== 0)
      throw networkError(layerNamed(layer), `rank must divide the ${filters} filters`, `${rank}`);
    requireShape(layer, 'time', time.shape, 'units * rank, memory', [filters, 0]);
    requireShape(layer, 'bias', bias.shape, 'units', [filters / rank]);
    return [...lead, filters / rank];
  },
  macs: ({ features, time }, [input]) => elementsOf(input.slice(0, -1)) * (features.data.length + time.data.length),
  state({ time, stateParams }, [{ shape }]) {
    const [filters, length] = time.shape;
    const own = [elementsOf(shape.slice(0, -1)), filters, length];
    return [
      {
        name: 'memory',
        shape: own,
        initial: stateParams?.zeroPoint[0] ?? 0,
        ...(stateParams && { params: stateParams }),
      },
    ];
  },
  integer: lowerSvdf,
  float({ features, time, bias, rank, activation }, [{ data: x, shape }], { data: out }, memory) {
    const [w, v, b] = [features, time, bias].map(realValues);
    const n = shape[shape.length - 1];
    const [, length] = time.shape;
    const state = memory.state('memory') as Float32Array; // real numbers in float arithmetic
    const [low, high] = activationLimits[activation];
    return () => {
      state.copyWithin(0, 1); // the last place of each filter is written anew
      for (let begin = 0, o = 0, s = 0; begin < x.length; begin += n) {
        // features (units * rank, in) . x (batch, in), time (units * rank, memory) . state (batch, units * rank, memory)
        for (let u = 0, f = 0; u < b.length; u++) {
          let sum = b[u];
          for (let r = 0; r < rank; r++, f++, s += length) {
            state[s + length - 1] = dot(0, w, f * n, x, begin, n, 1);
            sum = dot(sum, v, f * length, state, s, length, 1);
          }
          out[o++] = sum < low ? low : sum > high ? high : sum;
        }
      }
    };
  },
};

/** Options of {@link svdf}. */
export interface SvdfOptions extends LayerPlanOptions {
  /** Number of outputs, an integer of at least 1. */
  readonly units: number;
  /** Runs that the layer remembers, this one among them, an integer of at least 1. */
  readonly memory: number;
  /** Filters a unit, an integer of at least 1. Defaults to 1. */
  readonly rank?: number;
  /** Limits of the output. Defaults to `none`. */
  readonly activation?: Activation;
  /** Shape (units * rank, in), row-major; random (He) by default. */
  readonly features?: ArrayLike<number>;
  /** Shape (units * rank, memory), oldest first; random (He) by default. */
  readonly time?: ArrayLike<number>;
  /** Shape (units); zeros by default. */
  readonly bias?: ArrayLike<number>;
}

const OPTIONS: OptionKeys<SvdfOptions> = {
  units: true,
  memory: true,
  rank: true,
  activation: true,
  features: true,
  time: true,
  bias: true,
  name: true,
};

/** A singular value decomposition filter. */
export function svdf(options: SvdfOptions): LayerPlan {
  const {
    units,
    memory,
    rank = 1,
    activation = 'none',
    features,
    time,
    bias,
    name,
  } = checkOptions('svdf', options, OPTIONS);
  checkInteger('svdf', 'units', units, 1);
  checkInteger('svdf', 'memory', memory, 1);
  checkInteger('svdf', 'rank', rank, 1);
  checkOneOf('svdf', 'activation', activation, activations);
  return {
    type: 'svdf',
    name,
    build(at, [input], random) {
      const n = input.at(-1) ?? 0;
      return {
        type: 'svdf',
        ...at,
        features: constant('svdf', 'features', [units * rank, n], features, heNormal(random, n)),
        time: constant('svdf', 'time', [units * rank, memory], time, heNormal(random, memory * rank)),
        bias: constant('svdf', 'bias', [units], bias, () => 0),
        rank,
        activation,
      };
    },
  };
}
