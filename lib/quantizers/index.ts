export { encodeFrame, type Quantizer, type QuantizerOptions, type StreamQuantizer } from './quantizer.js';
export { quantizeStage, type QuantizeOptions } from './quantizeStage.js';
export type { AdaptiveQuantizerOptions } from './adaptiveQuantizer.js';
export { affine, affineParams, type AffineOptions, type AffineParamsOptions } from './affine.js';
export { aLaw, type ALawOptions } from './aLaw.js';
export { binary, type BinaryOptions } from './binary.js';
export { blockFloat, type BlockFloatOptions } from './blockFloat.js';
export { blockInt, type BlockIntOptions } from './blockInt.js';
export { blockMinifloat, type BlockMinifloatOptions } from './blockMinifloat.js';
export { codebook, type CodebookOptions, type CodebookScaling } from './codebook.js';
export { companded, type CompandedOptions } from './companded.js';
export { deltaModulation, type DeltaModulationOptions, type SlopeStep } from './deltaModulation.js';
export { deltaSigma, type DeltaSigmaOptions } from './deltaSigma.js';
export { dithered, type DitheredOptions, type DitherShape } from './dithered.js';
export { dpcm, type AdaptivePredictor, type DpcmOptions } from './dpcm.js';
export { encodeBlocks, type BlockElement, type EncodeBlocksOptions } from './encodeBlocks.js';
export { expressionCurve, type ExpressionCurve } from './expressionCurve.js';
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
export { g711, type G711Law, type G711Options, type G711Profile } from './g711.js';
export { imaAdpcm, type ImaAdpcmOptions } from './imaAdpcm.js';
export { jayant, type AdaptiveStep, type JayantOptions } from './jayant.js';
export { kMeans, type KMeansOptions } from './kMeans.js';
export { liveLloydMax, type LiveLloydMaxOptions } from './liveLloydMax.js';
export { lloydMax, type LloydMaxOptions } from './lloydMax.js';
export { logarithmic, type LogarithmicOptions } from './logarithmic.js';
export { midRise, type MidRiseOptions } from './midRise.js';
export { minifloat, type MinifloatOptions } from './minifloat.js';
export { muLaw, type MuLawOptions } from './muLaw.js';
export { mx, type MxOptions } from './mx.js';
export { nf4, type Nf4Options } from './nf4.js';
export { noiseFilters, type NoiseFilter } from './noiseFilters.js';
export { powerOfTwo, type PowerOfTwoOptions } from './powerOfTwo.js';
export { qFormat, type QFormatOptions } from './qFormat.js';
export { shaped, type ShapedOptions } from './shaped.js';
export type { LevelParams } from './levelGrid.js';
export { stochastic, type StochasticOptions } from './stochastic.js';
export { symmetric, type SymmetricOptions } from './symmetric.js';
export { ternary, type TernaryOptions } from './ternary.js';
export type { UniformParams } from './uniformGrid.js';
