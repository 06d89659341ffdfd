export { edgesOf, pointsOf, type Histogram, type NonFinite } from './histogram.js';
export { histogramMoments } from './histogramMoments.js';
export { kolmogorovSmirnov } from './kolmogorovSmirnov.js';
export { moments, type MomentsOptions } from './moments.js';
export type { ChannelMoments } from './exactSums.js';
export { quantile, rankError } from './quantile.js';
export { sketch, type SketchOptions } from './sketch.js';
export { slidingMoments, type SlidingMomentsOptions } from './slidingMoments.js';
