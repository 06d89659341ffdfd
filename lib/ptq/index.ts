export { activationRanges, type ActivationRanges, type ActivationRangesOptions } from './activationRanges.js';
export { passes, quantizeNetwork, type QuantizeNetworkOptions } from './quantizeNetwork.js';
export { type Pass, type QuantizationPlan } from './passes/pass.js';
export { activationParams } from './passes/activationParams.js';
export { quantizeBias } from './passes/quantizeBias.js';
export { quantizeWeights } from './passes/quantizeWeights.js';
