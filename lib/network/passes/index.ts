export { foldConstants } from './foldConstants.js';
export { foldNetwork, foldingPasses } from './foldNetwork.js';
export { foldNormalization } from './foldNormalization.js';
export { foldPadding } from './foldPadding.js';
export { foldReshapes } from './foldReshapes.js';
export { foldTransposes } from './foldTransposes.js';
export { fuseActivations } from './fuseActivations.js';
export { type GraphPass } from './graphPass.js';
export { removeUnused } from './removeUnused.js';
