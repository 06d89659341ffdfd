import { show } from '../check.js';
import { dialects } from '../dialects/index.js';
import { faultsOf } from '../engine/lower.js';
import { FormatError, OptionRangeError, OptionTypeError } from '../errors.js';
import type { FloatNetwork, IntegerNetwork } from '../graph/arithmetic.js';
import type { Network } from '../graph/network.js';
import { layerNamed } from '../graph/networkError.js';
import { opOf } from '../ops/index.js';
import { checkOptions, type OptionKeys } from '../options.js';
import type { AffineParams } from '../qparams.js';
import { type Range, range } from '../range.js';
import { codingsOf } from './codings.js';
import { activationParams } from './passes/activationParams.js';
import type { Pass, QuantizationPlan } from './passes/pass.js';
import { quantizeBias } from './passes/quantizeBias.js';
import { quantizeMemories } from './passes/quantizeMemories.js';
import { quantizeWeights } from './passes/quantizeWeights.js';
import { roundWeights } from './passes/roundWeights.js';
import { prepareNetwork } from './prepareNetwork.js';
import { recipeOf, type RecipeOptions } from './recipe.js';
import type { Window } from './windowRuns.js';
import { givenParams, requireUnits } from './inputCodes.js';

/** The passes of {@link quantizeNetwork} behind those of `prepareNetwork`, in their order. */
export const passes: readonly Pass[] = Object.freeze([
  activationParams,
  quantizeWeights,
  quantizeMemories,
  quantizeBias,
]);

/** Options of {@link quantizeNetwork}. */
export interface QuantizeNetworkOptions {
  /** How tensors are coded; int8 by default. */
  readonly recipe?: RecipeOptions;
  /**
   * Parameters of the input, e.g. those that the sensor's quantizer has: its codes then go into the network as they are. One scale, codes
   * within int8 or int16. Of several inputs, by name. Chosen from the input's range by default.
   */
  readonly input?: AffineParams | Readonly<Record<string, AffineParams>>;
  /**
   * Windows of real numbers, one array an input: some hundreds that look like those it will run on. Needed where the recipe chooses codes of
   * weights by their output, or corrects biases.
   */
  readonly windows?: readonly Window[];
}

/** A layer that computes on real numbers in a quantized network. */
export interface FloatLayer {
  readonly name: string;
  readonly type: string;
  /** Why it does. */
  readonly reason: string;
}

const OPTIONS: OptionKeys<QuantizeNetworkOptions> = { recipe: true, input: true, windows: true };

/**
 * Post-training quantization: a float network as one with codes in and codes out. Layers that have no integer arithmetic, normalizations
 * among them, compute on real numbers between codes, or are refused where the recipe says so.
 *
 * @param ranges range of every tensor, by name, as `activationRanges` finds them
 * @throws {RangeError} when a tensor has no range, an option does not suit, or channels of the input vanish beside others
 * @throws {FormatError} when the network is malformed or not a float one; or a layer cannot be computed in integers and the recipe refuses that
 * @see TensorFlow Lite 8-bit quantization specification
 */
export function quantizeNetwork(
  network: Network,
  ranges: ReadonlyMap<string, Range>,
  options: QuantizeNetworkOptions = {},
): IntegerNetwork {
  const { recipe: rules, input, windows = [] } = checkOptions('quantizeNetwork', options, OPTIONS);
  if (!(ranges instanceof Map)) throw new OptionTypeError(`quantizeNetwork: ranges must be a Map, got ${show(ranges)}`);
  const recipe = recipeOf(rules);
  const prepared = prepareNetwork(network);
  const given = givenParams(prepared, input);
  requireUnits(prepared, ranges, given, recipe);
  const codings = codingsOf(recipe, prepared);
  const { network: nearest } = quantized(prepared, { recipe, codings, ranges, given });
  if (recipe.rounding === 'nearest' && !recipe.correctBias) return nearest;
  if (windows.length === 0) {
    throw new OptionRangeError(`quantizeNetwork: windows must hold some for rounding ${recipe.rounding}, got none`);
  }
  return roundWeights(nearest, prepared, recipe, name => codings.weights(name), windows) as IntegerNetwork;
}

/**
 * The layers that would compute on real numbers, whatever the ranges: what can be known before calibration.
 *
 * @throws {FormatError} when the network is malformed or not a float one; naming all of those layers when the recipe refuses them
 */
export function floatLayers(network: Network, options?: RecipeOptions): readonly FloatLayer[] {
  const recipe = recipeOf(options);
  const prepared = prepareNetwork(network);
  const anyRange = range(-8, 8);
  const ranges = new Map(tensorNames(prepared).map(name => [name, anyRange]));
  const { floats } = quantized(prepared, { recipe, codings: codingsOf(recipe, prepared), ranges, given: new Map() });
  return prepared.layers.flatMap(({ name, type }) => {
    const reason = floats.get(name);
    return reason === undefined ? [] : [{ name, type, reason }];
  });
}

/** Names of all tensors that need a range. */
function tensorNames({ inputs, variables = [], layers }: Network): string[] {
  const fields = layers.flatMap(({ name, type }) =>
    type === 'lstm' ? [`${name}/cell`] : type === 'svdf' ? [`${name}/memory`] : [],
  );
  return [...[...inputs, ...variables, ...layers].map(({ name }) => name), ...fields];
}

/** Quantizes with all layers in integers that can be; those that a dialect has no arithmetic for compute on real numbers. */
function quantized(
  prepared: FloatNetwork,
  plan: Omit<QuantizationPlan, 'floats'>,
): { readonly network: IntegerNetwork; readonly floats: ReadonlyMap<string, string> } {
  const { recipe, codings } = plan;
  const names = new Set(prepared.layers.map(({ name }) => name));
  let floats: ReadonlyMap<string, string> = new Map(
    prepared.layers.flatMap(layer => {
      if (codings.isFloat(layer.name)) return [[layer.name, 'the recipe asks for it']];
      const { integer } = opOf(layerNamed(layer), layer.type);
      return integer || layer.type === 'constant' ? [] : [[layer.name, `there is none for ${layer.type}`]];
    }),
  );
  // every round finds a layer more, or is the last
  for (;;) {
    const coded = passes.reduce<Network>((current, pass) => pass.run(current, { ...plan, floats }), prepared);
    const network: Network = { ...coded, arithmetic: 'integer', dialect: recipe.dialect };
    const faults = faultsOf(network, dialects[recipe.dialect]);
    for (const [name, error] of faults) {
      if (!names.has(name) || floats.has(name)) throw error; // no layer between codes, but a conversion
    }
    if (faults.size === 0) {
      if (recipe.floatLayers === 'refuse') refuse(floats);
      return { network: network as IntegerNetwork, floats }; // activationParams gave the inputs their params
    }
    floats = new Map([...floats, ...[...faults].map(([name, { message }]) => [name, message] as const)]);
  }
}

function refuse(floats: ReadonlyMap<string, string>): void {
  if (floats.size === 0) return;
  const list = [...floats].map(([name, reason]) => `${JSON.stringify(name)} (${reason})`).join('; ');
  throw new FormatError('format-network', `quantizeNetwork: all layers must have integer arithmetic, got ${list}`);
}
