export { clusterDesign, type ClusterDesignOptions } from './clusterDesign.js';
export type { Density } from './density.js';
export { densityOf, type DensityOptions } from './densityOf.js';
export { gaussianDensity } from './gaussianDensity.js';
export { laplacianDensity } from './laplacianDensity.js';
export { lloydMaxDesign, type LevelDesign, type LloydMaxDesignOptions } from './lloydMaxDesign.js';
export { lloydMaxDesigner, type LloydMaxDesignerOptions } from './lloydMaxDesigner.js';
export { optimalStep, type OptimalStepOptions, type StepDesign } from './optimalStep.js';
export { pointDesign, type Points } from './pointDesign.js';
