export { encodeAffine, type AffineEncoding } from './affine.js';
export { centre } from './centre.js';
export { counterUniform } from './counterRandom.js';
export { dotRows, dotRowsTwice, packRows } from './dotRows.js';
export { requantizeDouble, type FixedPointEncoding } from './requantize.js';
