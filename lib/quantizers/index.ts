export { encodeFrame, type Quantizer, type QuantizerOptions, type StreamQuantizer } from './quantizer.js';
export { quantizeStage, type QuantizeOptions } from './quantizeStage.js';
export { affine, affineParams, type AffineOptions, type AffineParamsOptions } from './affine.js';
export { muLaw, type MuLawOptions } from './muLaw.js';
export { symmetric, type SymmetricOptions } from './symmetric.js';
