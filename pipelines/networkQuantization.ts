import { from, lastValueFrom, type ObservableInput, reduce } from 'rxjs';
import { DataError } from '../lib/errors.js';
import type { Frame } from '../lib/frame.js';
import type { FloatNetwork, InputOptions, IntegerNetwork } from '../lib/network.js';
import { timeOf } from '../lib/graph/timeLayout.js';
import { checkOptions, type OptionKeys } from '../lib/options.js';
import {
  activationRanges,
  floatLayers,
  quantizeNetwork,
  type QuantizeNetworkOptions,
  recipeOf,
  recipeText,
  recipeTrackers,
} from '../lib/ptq/index.js';
import { reframe } from '../operators/reframe.js';

/** Options of {@link networkQuantization}. */
export interface NetworkQuantizationOptions extends Omit<QuantizeNetworkOptions, 'windows'>, InputOptions {
  /** Samples from one calibration window to the next. Defaults to the network's window: no overlap. */
  readonly hop?: number;
}

const OPTIONS: OptionKeys<NetworkQuantizationOptions> = {
  hop: true,
  recipe: true,
  input: true,
  inputs: true,
};

/** Windows that are kept for recipes which choose codes by their output. */
const KEPT = 300;

/**
 * Quantizes a float network, calibrated on the windows of a stream in one pass, in constant memory. What a recipe refuses is refused before
 * the stream is read.
 *
 * @param source frames that look like those it will run on; read once
 * @throws {FormatError} when the recipe refuses layers without integer arithmetic, and there are some
 * @throws {DataError} when the stream holds no whole window
 */
export async function networkQuantization(
  network: FloatNetwork,
  source: ObservableInput<Frame>,
  options: NetworkQuantizationOptions = {},
): Promise<IntegerNetwork> {
  const { hop, inputs, ...rest } = checkOptions('networkQuantization', options, OPTIONS);
  const recipe = recipeOf(rest.recipe);
  floatLayers(network, recipe);
  const size = timeOf(network.inputs);
  const windows = reframe({ size, tail: 'drop', ...(hop === undefined ? {} : { hop }) });
  const keep = recipe.rounding === 'nearest' && !recipe.correctBias ? 0 : KEPT;
  const calibration = { tracker: recipeTrackers(network, recipe), keep, ...(inputs && { inputs }) };
  const ranges = await lastValueFrom(
    from(source).pipe(
      windows,
      reduce(
        (seen, window) => {
          seen.push(window);
          return seen;
        },
        activationRanges(network, calibration),
      ),
    ),
  );
  if (ranges.windows === 0) {
    throw new DataError(
      'data-no-range',
      `networkQuantization: the stream must hold at least one window of ${size} samples, got none`,
    );
  }
  const text = `${recipeText(recipe)}, calibrated on windows of ${size} samples every ${hop ?? size}`;
  return { ...quantizeNetwork(network, ranges.value(), { ...rest, windows: ranges.sample() }), recipe: text };
}
