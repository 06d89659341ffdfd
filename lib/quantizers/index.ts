export { encodeFrame, type Quantizer, type QuantizerOptions } from './quantizer.js';
export { affine, affineParams, type AffineOptions, type AffineParamsOptions } from './affine.js';
export { muLaw, type MuLawOptions } from './muLaw.js';
export { symmetric, type SymmetricOptions } from './symmetric.js';
