import { checkInteger, checkNumber, checkOneOf, show } from '../check.js';
import { type DialectName, dialects } from '../dialects/index.js';
import { OptionRangeError, OptionTypeError } from '../errors.js';
import type { ActivationCoding, RangeRule, WeightCoding } from './coding.js';
import { rangeRules } from './rangeRules.js';
import { type Target, targets, type TargetName } from './targets.js';
import { checkOptions, type OptionKeys } from '../options.js';

/**
 * Which tensors a rule is about. All that is given must hold: a name with `*` for any letters, the type of the layer, or its place: a
 * network input, the first or the last layer with weights, or the tensor that goes into the last one.
 */
export interface RuleMatch {
  readonly name?: string;
  readonly type?: string;
  readonly place?: 'input' | 'first' | 'intoLast' | 'last';
}

/** A change of codings for some tensors; the last rule that matches wins. */
export interface RecipeRule {
  readonly match: RuleMatch;
  /** Fields of the output's coding; `float` computes the layer on real numbers. */
  readonly activations?: Partial<ActivationCoding> | 'float';
  /** Fields of the coding of its weights. */
  readonly weights?: Partial<WeightCoding>;
}

/** How codes of weights are chosen: the nearest ones; those whose scale, or codes too (GPTQ), leave the least error in the layer's output. */
export type WeightRounding = 'nearest' | 'outputError' | 'gptq';

/** All decisions of a quantization, as data: JSON. */
export interface Recipe {
  readonly activations: ActivationCoding;
  readonly weights: WeightCoding;
  readonly rules: readonly RecipeRule[];
  /** What the calibrated ranges of outputs, and of what a softmax makes them of, are widened by, at least 1: what calibration has not seen. */
  readonly outputMargin: number;
  readonly rounding: WeightRounding;
  /** Whether chosen codes also make up for what the quantized layers before lose; without meaning for nearest ones. */
  readonly restore: boolean;
  /** Whether the bias takes up the mean error of its layer. */
  readonly correctBias: boolean;
  /** Whether layers without integer arithmetic compute on real numbers between codes, or are refused. */
  readonly floatLayers: 'allow' | 'refuse';
  /** Dialect that the network is made for. */
  readonly dialect: DialectName;
  /** Runtime that it must suit. */
  readonly target?: TargetName;
}

/** A recipe with what is left to its defaults left out. */
export interface RecipeOptions extends Partial<Omit<Recipe, 'activations' | 'weights'>> {
  readonly activations?: Partial<ActivationCoding>;
  readonly weights?: Partial<WeightCoding>;
}

const OPTIONS: OptionKeys<RecipeOptions> = {
  activations: true,
  weights: true,
  rules: true,
  outputMargin: true,
  rounding: true,
  restore: true,
  correctBias: true,
  floatLayers: true,
  dialect: true,
  target: true,
};

const activationDefaults: ActivationCoding = { bits: 8, scheme: 'asymmetric', range: 'minMax' };
const weightDefaults: WeightCoding = { bits: 8, scheme: 'symmetric', codes: 'restricted', axis: 'channel' };

/**
 * A complete recipe: what is not given is int8 activations from their extremes, int8 weights by channel, nearest codes, dialect `tflm`,
 * or what the target has instead. What comes out goes in again and is the same.
 *
 * @throws {RangeError} when a field has no such value, or the target does not have it
 */
export function recipeOf(options: RecipeOptions = {}): Recipe {
  const { target, rules = [] } = checkOptions('recipe', options, OPTIONS);
  if (target !== undefined) checkOneOf('recipe', 'target', target, Object.keys(targets) as TargetName[]);
  const own: Partial<Target['defaults']> = target === undefined ? {} : targets[target].defaults;
  const recipe: Recipe = {
    activations: { ...activationDefaults, ...own.activations, ...options.activations },
    weights: { ...weightDefaults, ...own.weights, ...options.weights },
    rules: rules.map(checkRule),
    outputMargin: options.outputMargin ?? 1,
    rounding: options.rounding ?? 'nearest',
    restore: options.restore ?? true,
    correctBias: options.correctBias ?? false,
    floatLayers: options.floatLayers ?? own.floatLayers ?? 'allow',
    dialect: options.dialect ?? own.dialect ?? 'tflm',
    ...(target !== undefined && { target }),
  };
  checkNumber('recipe', 'outputMargin', recipe.outputMargin, 'a finite number of at least 1', x => x >= 1);
  checkOneOf('recipe', 'rounding', recipe.rounding, ['nearest', 'outputError', 'gptq']);
  checkOneOf('recipe', 'floatLayers', recipe.floatLayers, ['allow', 'refuse']);
  checkOneOf('recipe', 'dialect', recipe.dialect, Object.keys(dialects) as DialectName[]);
  for (const flag of ['restore', 'correctBias'] as const) {
    if (typeof recipe[flag] !== 'boolean') {
      throw new OptionTypeError(`recipe: ${flag} must be a boolean, got ${show(recipe[flag])}`);
    }
  }
  checkActivations(recipe, 'activations', recipe.activations);
  checkWeights(recipe, 'weights', recipe.weights);
  recipe.rules.forEach(({ activations, weights }, k) => {
    if (activations !== undefined && activations !== 'float') {
      checkActivations(recipe, `rules[${k}].activations`, { ...recipe.activations, ...activations });
    }
    if (weights !== undefined) checkWeights(recipe, `rules[${k}].weights`, { ...recipe.weights, ...weights });
  });
  return recipe;
}

function checkActivations({ target }: Recipe, where: string, { bits, scheme, range }: ActivationCoding): void {
  if (bits !== 16) checkInteger('recipe', `${where}.bits`, bits, 2, 8);
  checkOneOf('recipe', `${where}.scheme`, scheme, ['asymmetric', 'symmetric', 'powerOfTwo']);
  checkOneOf('recipe', `${where}.range`, range, Object.keys(rangeRules) as RangeRule[]);
  if (target) targets[target].checkActivations(`recipe: ${where}: target ${target}`, { bits, scheme, range });
}

function checkWeights({ target }: Recipe, where: string, coding: WeightCoding): void {
  checkInteger('recipe', `${where}.bits`, coding.bits, 2, 8);
  checkOneOf('recipe', `${where}.scheme`, coding.scheme, ['symmetric', 'powerOfTwo']);
  checkOneOf('recipe', `${where}.codes`, coding.codes, ['restricted', 'full']);
  checkOneOf('recipe', `${where}.axis`, coding.axis, ['channel', 'tensor']);
  if (target) targets[target].checkWeights(`recipe: ${where}: target ${target}`, coding);
}

const KEYS = {
  match: ['name', 'type', 'place'],
  activations: ['bits', 'scheme', 'range'],
  weights: ['bits', 'scheme', 'codes', 'axis'],
} as const;

/** A rule, once it is known that it says nothing that is not understood. */
function checkRule(rule: RecipeRule, k: number): RecipeRule {
  const where = `rules[${k}]`;
  if (typeof rule.match !== 'object') {
    throw new OptionTypeError(`recipe: ${where}.match must be an object, got ${show(rule.match)}`);
  }
  for (const [key, value] of Object.entries(rule)) {
    if (!Object.hasOwn(KEYS, key)) throw new OptionRangeError(`recipe: ${where} has no field ${show(key)}`);
    if (key === 'activations' && value === 'float') continue;
    const known: readonly string[] = KEYS[key as keyof typeof KEYS];
    const unknown = Object.keys(value as object).find(field => !known.includes(field));
    if (unknown !== undefined) throw new OptionRangeError(`recipe: ${where}.${key} has no field ${show(unknown)}`);
  }
  if (rule.match.place !== undefined) {
    checkOneOf('recipe', `${where}.match.place`, rule.match.place, ['input', 'first', 'intoLast', 'last']);
  }
  return rule;
}
