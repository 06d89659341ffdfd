import type { OptionKeys } from '../options.js';
import { checkInteger, checkOneOf } from '../check.js';
import { checkParamsFit } from '../decode.js';
import { DataError } from '../errors.js';
import { type Frame, type QFrame, when } from '../frame.js';
import type { Overflow } from '../overflow.js';
import { type Codes, newCodes, type QParams } from '../qparams.js';
import type { Range } from '../range.js';
import type { Rounding } from '../rounding.js';
import { marksOf } from '../marks.js';
import { sensorMap } from '../sensorDomain.js';
import type { Stage } from '../stage.js';

/**
 * A memoryless quantizer: a rule that makes parameters from a range, and codes from samples and parameters.
 * It holds no state, so one object may serve many streams.
 */
export interface Quantizer<P extends QParams = QParams> {
  readonly name: string;
  /** The parameters of a rule that leaves nothing to a range: a fixed-point format, a telephone law. */
  readonly params?: P;
  /**
   * The amplitude that such a rule takes for full scale. `quantize` ends a stream that is on another scale, whose samples are all
   * fractions within fullScale / 32768.
   */
  readonly fullScale?: number;
  /** Parameters that cover a range: one set for all channels, or one a channel. */
  design(range: Range): P;
  /**
   * Codes of channel `c`: reads `x[begin..end)`, writes `out[begin..end)`.
   *
   * @returns the number of samples that met the overflow rule, or ~i for the first i where x[i] is NaN
   */
  encode(x: Float32Array, begin: number, end: number, params: P, c: number, out: Codes): number;
}

/**
 * A quantizer with memory (adaptive step, predictor, dither, noise shaping), or one that makes its parameters from the samples
 * themselves (block scales). It brings its own stage, born for each subscription; the parameters it sends suffice to decode
 * every frame alone, so it starts frames at absolute sample indices only.
 */
export interface StreamQuantizer<I extends Frame = Frame> {
  readonly name: string;
  /** A new encoder with fresh state. */
  encoder(): Stage<I, QFrame>;
}

/** Options that every range-driven quantizer takes. */
export interface QuantizerOptions {
  /** Code width in bits, an integer in [1, 16]. Defaults to 8. */
  readonly bits?: number;
  /** One set of parameters for the whole frame (`tensor`) or one for each channel. Defaults to `channel`. */
  readonly axis?: 'tensor' | 'channel';
  /** Defaults to `halfEven`. */
  readonly rounding?: Rounding;
  /** Defaults to `saturate`. */
  readonly overflow?: Overflow;
}

/** Names of {@link QuantizerOptions}. */
export const QUANTIZER_OPTIONS: OptionKeys<QuantizerOptions> = {
  bits: true,
  axis: true,
  rounding: true,
  overflow: true,
};

/** Checks the options that all quantizers share. */
export function checkQuantizerOptions(who: string, bits: number, axis: string, minBits = 1): void {
  checkInteger(who, 'bits', bits, minBits, 16);
  checkOneOf(who, 'axis', axis, ['tensor', 'channel']);
}

/**
 * Quantizes a whole frame.
 *
 * @throws {DataError} at a NaN, saying which channel and when; when the parameters are for another number of channels
 */
export function encodeFrame<P extends QParams>(quantizer: Quantizer<P>, f: Frame, params: P): QFrame {
  checkParamsFit(quantizer.name, f, params);
  const data = newCodes(params, f.data.length);
  let clipped = 0;
  for (let c = 0; c < f.channels; c++) {
    const count = quantizer.encode(f.data, c * f.length, (c + 1) * f.length, params, c, data);
    if (count < 0) {
      throw new DataError(
        'data-non-finite',
        `${quantizer.name}: channel ${f.info.names[c]} is NaN at ${when(f.info, f.start + ~count - c * f.length)}; ` +
          `put fillMissing in front`,
      );
    }
    clipped += count;
  }
  const { channels, length, start, info } = f;
  return {
    data,
    channels,
    length,
    start,
    info,
    params,
    clipped,
    reference: f.reference ?? f,
    ...sensorMap(f),
    ...marksOf(f),
  };
}
