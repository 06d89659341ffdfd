export { encodeAffine, type AffineEncoding } from './affine.js';
