export { encodeFrame, type Quantizer, type QuantizerOptions, type StreamQuantizer } from './quantizer.js';
export { quantizeStage, type QuantizeOptions } from './quantizeStage.js';
export type { AdaptiveQuantizerOptions } from './adaptiveQuantizer.js';
export { affine, affineParams, type AffineOptions, type AffineParamsOptions } from './affine.js';
export { binary, type BinaryOptions } from './binary.js';
export { blockFloat, type BlockFloatOptions } from './blockFloat.js';
export { blockInt, type BlockIntOptions } from './blockInt.js';
export { blockMinifloat, type BlockMinifloatOptions } from './blockMinifloat.js';
export { deltaModulation, type DeltaModulationOptions, type SlopeStep } from './deltaModulation.js';
export { deltaSigma, type DeltaSigmaOptions } from './deltaSigma.js';
export { dithered, type DitheredOptions, type DitherShape } from './dithered.js';
export { dpcm, type AdaptivePredictor, type DpcmOptions } from './dpcm.js';
export { encodeBlocks, type BlockElement, type EncodeBlocksOptions } from './encodeBlocks.js';
export {
  fixedPoint,
  type FixedPointFormat,
  type FixedPointOptions,
  type FixedPointQuantizer,
  type SignBit,
} from './fixedPoint.js';
export { fixedPointModes } from './fixedPointModes.js';
export { floatFormat, type FloatFormat, type FloatFormatOptions } from './floatFormat.js';
export { e2m1, e2m3, e3m2, e4m3fn, e5m2 } from './floatFormats.js';
export type { EveryOptions } from './frameQuantizer.js';
export { imaAdpcm, type ImaAdpcmOptions } from './imaAdpcm.js';
export { jayant, type AdaptiveStep, type JayantOptions } from './jayant.js';
export { midRise, type MidRiseOptions } from './midRise.js';
export { minifloat, type MinifloatOptions } from './minifloat.js';
export { muLaw, type MuLawOptions } from './muLaw.js';
export { mx, type MxOptions } from './mx.js';
export { noiseFilters, type NoiseFilter } from './noiseFilters.js';
export { powerOfTwo, type PowerOfTwoOptions } from './powerOfTwo.js';
export { qFormat, type QFormatOptions } from './qFormat.js';
export { shaped, type ShapedOptions } from './shaped.js';
export { stochastic, type LevelParams, type StochasticOptions } from './stochastic.js';
export { symmetric, type SymmetricOptions } from './symmetric.js';
export { ternary, type TernaryOptions } from './ternary.js';
export type { UniformParams } from './uniformGrid.js';
