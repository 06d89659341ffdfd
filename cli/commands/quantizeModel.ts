import { readFile } from 'node:fs/promises';
import { openSource, readModel, type ReadModelOptions } from '../../datasets/index.js';
import { DataError, FormatError } from '../../lib/errors.js';
import { type FloatNetwork, foldNetwork, summary } from '../../lib/network.js';
import { timeOf } from '../../lib/graph/timeLayout.js';
import {
  activationRanges,
  floatLayers,
  judge,
  layerReport,
  quantizeNetwork,
  type Recipe,
  recipeOf,
  type RecipeOptions,
  recipeText,
  recipeTrackers,
  type TargetName,
} from '../../lib/ptq/index.js';
import { reframe } from '../../operators/reframe.js';
import { through } from '../../operators/through.js';
import type { Output } from '../output.js';
import { withProgress } from '../progress.js';
import { db, short, table } from '../table.js';
import { terminalText } from '../terminalText.js';
import type { TargetName as FormatName } from '../targetNames.js';
import { converted, placeOf, TARGETS, writeAll } from './convert.js';
import { describeModel } from '../describeModel.js';

/** How to quantize a model. */
export interface QuantizeModelSettings {
  /** Paths of recordings, in the unit of the network. */
  readonly calibrate: readonly string[];
  /** Path of a recipe. */
  readonly recipe?: string | undefined;
  readonly target?: TargetName | undefined;
  /** Samples from one calibration window to the next; the window by default. */
  readonly hop?: number | undefined;
  /** One of {@link TARGETS}. */
  readonly to: FormatName;
  readonly out?: string | undefined;
  readonly name?: string | undefined;
  readonly force: boolean;
}

/** Windows that are kept, for recipes that need some and for the figures. */
const KEPT = 300;
/** Tensors that are shown. */
const SHOWN = 12;

/** Quantizes a model file, calibrated on recordings read once, shows what it loses where, and writes it. */
export async function quantizeModel(
  file: string,
  options: ReadModelOptions,
  settings: QuantizeModelSettings,
  out: Output,
): Promise<void> {
  const target = TARGETS[settings.to];
  const place = await placeOf(settings.out, target);
  const model = await readModel(file, options);
  const float = foldNetwork(model.network) as FloatNetwork; // checked where it is calibrated
  const recipe = await readRecipe(settings);
  const floats = floatLayers(float, recipe); // refuses before anything is read
  const size = timeOf(float.inputs);
  const hop = settings.hop ?? size;
  out.settings({
    file,
    ...describeModel(model),
    recipe: recipeText(recipe),
    calibrate: settings.calibrate,
    window: size,
    hop,
    to: settings.to,
  });

  const ranges = activationRanges(float, { tracker: recipeTrackers(float, recipe), keep: KEPT });
  for (const path of settings.calibrate) {
    const frames = withProgress(await openSource(path), 'calibrate');
    for await (const window of through(frames, reframe({ size, hop, tail: 'drop' }))) ranges.push(window);
  }
  if (ranges.windows === 0) {
    throw new DataError('data-no-range', `quantize-model: calibrate must hold at least one window of ${size} samples`);
  }
  const windows = ranges.sample();
  const text = `${recipeText(recipe)}, calibrated on ${ranges.windows} windows of ${size} samples`;
  const network = { ...quantizeNetwork(float, ranges.value(), { recipe, windows }), recipe: text };
  const { written, sizes } = converted(network, { ...settings, target, place, file });
  await writeAll(written, place, settings.force);

  const [before, after] = [summary(float), summary(network)];
  const figures = judge(float, network, windows);
  const layers = layerReport(float, network, windows);
  const files = written.map(({ path, bytes }) => ({ path, bytes }));
  out.result('recipe', recipe);
  out.result('windows', ranges.windows);
  out.result('bytes', { float: before.bytes, integer: after.bytes });
  out.result('floatLayers', floats);
  out.result('figures', figures);
  out.result('layers', layers);
  out.result('files', files);
  if (sizes) out.result('sizes', sizes);
  out.section(
    terminalText(text),
    `${before.bytes} bytes in float32, ${after.bytes} in integers\n` +
      `on ${figures.windows} of the calibration windows: output ${db(figures.output)} dB, logits ${db(figures.logits)} dB, ` +
      `agreement ${short(figures.agreement)}, clipped at the input ${short(100 * figures.inputClipped)} %, ` +
      `at the logits ${short(100 * figures.logitsClipped)} %`,
  );
  if (floats.length > 0) {
    const rows = floats.map(({ name, type, reason }) => [name, type, reason].map(terminalText));
    out.section('on real numbers', table(['layer', 'type', 'why'], rows));
  }
  out.section(
    'where most is lost',
    table(
      ['tensor', 'type', 'bits', 'dB', 'dB by itself', 'error in steps', 'clipped %'],
      layers
        .slice(0, SHOWN)
        .map(one => [
          terminalText(one.name),
          one.type,
          `${one.bits}`,
          db(one.cumulative),
          db(one.local),
          short(one.steps),
          short(100 * one.clipped),
        ]),
    ),
  );
  out.section(
    'written',
    table(
      ['file', 'bytes'],
      files.map(({ path, bytes }) => [path, `${bytes}`]),
    ),
  );
}

async function readRecipe({ recipe: path, target }: QuantizeModelSettings): Promise<Recipe> {
  const asked = target === undefined ? {} : { target };
  if (path === undefined) return recipeOf(asked);
  let given: RecipeOptions;
  try {
    given = JSON.parse(await readFile(path, 'utf8')) as RecipeOptions;
  } catch (cause) {
    throw new FormatError('format-source', `quantize-model: ${path}: must be a recipe in JSON`, { cause });
  }
  return recipeOf({ ...given, ...asked });
}
