export { encodeAffine, type AffineEncoding } from './affine.js';
export { bitSums, gatherBits, packSigns } from './bitSums.js';
export { channelSums, pairSamples } from './channelSums.js';
export { counterUniform } from './counterRandom.js';
export { dotRows, packRows } from './dotRows.js';
export { addFields, FIELD_BITS, lanesOf, packFields, splitFields, type MatrixLayout } from './fields.js';
export { fieldSums, fieldSumsTwice } from './fieldSums.js';
export { averageWindows, maxWindows, type PoolWindows } from './poolWindows.js';
export { requantizeDouble, type FixedPointEncoding } from './requantize.js';
