export { activationRanges, type ActivationRanges, type ActivationRangesOptions } from './activationRanges.js';
export { type ActivationCoding, type RangeRule, type WeightCoding } from './coding.js';
export {
  floatLayers,
  type FloatLayer,
  passes,
  quantizeNetwork,
  type QuantizeNetworkOptions,
} from './quantizeNetwork.js';
export { layerReport, type TensorReport } from './layerReport.js';
export { prepareNetwork, preparingPasses } from './prepareNetwork.js';
export {
  type Recipe,
  recipeOf,
  type RecipeOptions,
  type RecipeRule,
  type RuleMatch,
  type WeightRounding,
} from './recipe.js';
export { targets, type Target, type TargetName } from './targets.js';
export { type Pass, type QuantizationPlan } from './passes/pass.js';
export { activationParams } from './passes/activationParams.js';
export { quantizeBias } from './passes/quantizeBias.js';
export { quantizeMemories } from './passes/quantizeMemories.js';
export { quantizeWeights } from './passes/quantizeWeights.js';
export { calibrated } from './calibrated.js';
export { crossJudge, type CrossJudgement, type CrossJudgeOptions } from './crossJudge.js';
export { judge, type Judgement } from './judge.js';
export { recipeText } from './recipeText.js';
export { recipeTrackers } from './recipeTrackers.js';
export { type Window as NetworkWindow } from './windowRuns.js';
