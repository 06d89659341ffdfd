import { checkNumber, checkPositive, checkStrategy } from '../check.js';
import { decodeFrame } from '../decode.js';
import { OptionRangeError } from '../errors.js';
import { frame } from '../frame.js';
import { checkOptions, type OptionKeys } from '../options.js';
import { encodeFrame, type Quantizer } from '../quantizers/quantizer.js';
import { range as rangeOf } from '../range.js';
import { decibels } from './decibels.js';

/** Options of {@link sqnrAgainstLevel}. */
export interface SqnrAgainstLevelOptions {
  readonly quantizer: Quantizer;
  /** Amplitude that the codes cover: 32768 for `g711()`. Defaults to 1. */
  readonly fullScale?: number;
  /** Levels to try, dBFS. Defaults to 0, -1, ..., -60. */
  readonly levels?: readonly number[];
  /**
   * The signal, as long as there is to measure, about its mean and of any level. Defaults to 65,536 samples of a sine of
   * 8,219 cycles, as telephony tests with.
   */
  readonly signal?: Float32Array;
}

/** One level of the curve. */
export interface LevelRow {
  /** Level of the signal, dB below a sine of full scale. */
  readonly dbfs: number;
  /** SQNR about the mean, dB. */
  readonly sqnr: number;
  /** Samples that met the overflow rule. */
  readonly clipped: number;
}

const OPTIONS: OptionKeys<SqnrAgainstLevelOptions> = { quantizer: true, fullScale: true, levels: true, signal: true };

/**
 * The SQNR of a quantizer at every level of a signal: what companding keeps and uniform steps lose, 1 dB a dB.
 *
 * The quantizer is designed once, for [-fullScale, fullScale], and the signal brought to each level.
 *
 * @see ITU-T G.712 (2001), clause 9 (total distortion against level); G.711 for the laws
 */
export function sqnrAgainstLevel(options: SqnrAgainstLevelOptions): readonly LevelRow[] {
  const {
    quantizer,
    fullScale = 1,
    levels = Array.from({ length: 61 }, (_, k) => -k),
    signal = Float32Array.from({ length: 65536 }, (_, i) => Math.sin((2 * Math.PI * 8219 * i) / 65536 + 0.3)),
  } = checkOptions('sqnrAgainstLevel', options, OPTIONS);
  checkStrategy('sqnrAgainstLevel', 'quantizer', quantizer, 'encode');
  checkPositive('sqnrAgainstLevel', 'fullScale', fullScale);
  levels.forEach((level, k) => checkNumber('sqnrAgainstLevel', `levels[${k}]`, level));
  const params = quantizer.design(rangeOf(-fullScale, fullScale));
  const [, rms] = levelOf(signal);
  if (!(rms > 0 && rms < Infinity)) {
    throw new OptionRangeError(`sqnrAgainstLevel: signal must vary and be finite, got a deviation of ${rms}`);
  }
  return levels.map(dbfs => {
    const gain = ((fullScale / Math.SQRT2) * 10 ** (dbfs / 20)) / rms;
    const x = frame(signal.map(v => v * gain));
    const codes = encodeFrame(quantizer, x, params);
    const y = decodeFrame(codes).data;
    const [, deviation] = levelOf(x.data);
    let noise = 0;
    for (let i = 0; i < y.length; i++) noise += (x.data[i] - y[i]) ** 2;
    return { dbfs, sqnr: decibels(deviation ** 2, noise / y.length), clipped: codes.clipped };
  });
}

/** Mean and standard deviation. */
function levelOf(x: Float32Array): readonly [mean: number, deviation: number] {
  let [sum, squares] = [0, 0];
  for (let i = 0; i < x.length; i++) sum += x[i];
  const mean = sum / x.length;
  for (let i = 0; i < x.length; i++) squares += (x[i] - mean) ** 2;
  return [mean, Math.sqrt(squares / x.length)];
}
