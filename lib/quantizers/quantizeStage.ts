import { checkStrategy } from '../check.js';
import { OptionRangeError } from '../errors.js';
import type { Frame, QFrame, RangedFrame } from '../frame.js';
import { checkOptions, type OptionKeys } from '../options.js';
import type { QParams } from '../qparams.js';
import { perRange } from '../ranges/perRange.js';
import { fixedRange, type Range } from '../range.js';
import { fuse, type Stage, stateless } from '../stage.js';
import { encodeFrame, type Quantizer, type StreamQuantizer } from './quantizer.js';
import { scaleWatch } from './scaleWatch.js';

/** Options of {@link quantizeStage}. */
export interface QuantizeOptions<P extends QParams = QParams> {
  /** The rule: `affine({ bits: 8 })`, `muLaw({ bits: 8 })`, ...; one with memory takes neither `range` nor `params`. */
  readonly quantizer: Quantizer<P> | StreamQuantizer<RangedFrame> | StreamQuantizer;
  /** A fixed range: [min, max] for all channels, or one a channel. By default each frame's own, from trackRange or calibrate. */
  readonly range?: Range | readonly [min: number, max: number];
  /** Fixed parameters, for example a network's input parameters; instead of a range. */
  readonly params?: P;
}

const OPTIONS: OptionKeys<QuantizeOptions> = { quantizer: true, range: true, params: true };

/**
 * Encodes frames. Parameters come from `params`, from `range`, from the quantizer itself, or from the range each frame carries; they travel with the
 * codes, so that every frame decodes alone.
 */
export function quantizeStage<P extends QParams>(options: QuantizeOptions<P>): Stage<Frame | RangedFrame, QFrame>;
export function quantizeStage(options: Omit<QuantizeOptions, 'params'>): Stage<Frame | RangedFrame, QFrame>;
export function quantizeStage(options: QuantizeOptions): Stage<Frame | RangedFrame, QFrame> {
  const { quantizer, range, params } = checkOptions('quantize', options, OPTIONS);
  if (typeof quantizer === 'object' && 'encoder' in quantizer) {
    if (!range && !params) return quantizer.encoder();
    throw new OptionRangeError(
      `quantize: ${quantizer.name} takes its parameters from the stream; leave out range and params`,
    );
  }
  checkStrategy('quantize', 'quantizer', quantizer, 'encode');
  if (range && params) throw new OptionRangeError('quantize: give either range or params, got both');
  const fixed = fixedRange(range);
  const given = params ?? (fixed ? undefined : quantizer.params);
  const paramsOf = given ? () => given : perRange('quantize', fixed, r => quantizer.design(r));
  const coder = stateless('quantize', (f: Frame | RangedFrame) => encodeFrame(quantizer, f, paramsOf(f)));
  return quantizer.fullScale === undefined ? coder : fuse(scaleWatch(quantizer.name, quantizer.fullScale), coder);
}
