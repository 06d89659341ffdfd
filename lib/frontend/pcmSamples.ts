import { DataError } from '../errors.js';
import { type AnyFrame, type Frame, when } from '../frame.js';
import { halfEven } from '../rounding.js';

/** Takes the samples of frames as int16. */
export interface PcmSamples {
  /**
   * Copies samples [from, to) of a frame, counted from its first one, to `out` from `at` on.
   *
   * @returns how many did not fit and were clipped
   */
  copy(f: AnyFrame, from: number, to: number, out: Int16Array, at: number): number;
}

/**
 * int16 samples of one channel. Real ones are multiplied by 32768 / fullScale, rounded half to even and clipped; codes of 16 bits around
 * 0 are taken as they are, whatever their scale.
 *
 * @internal
 *
 * @throws {DataError} from `copy` at a NaN or an infinity, at several channels, and at codes of other widths
 */
export function pcmSamples(fullScale: number): PcmSamples {
  const factor = 32768 / fullScale;
  return {
    copy(f, from, to, out, at) {
      if ('params' in f) {
        out.set(f.data.subarray(from, to), at);
        return 0;
      }
      let clipped = 0;
      for (let i = from; i < to; i++, at++) {
        const x = halfEven(f.data[i] * factor);
        if (x >= -32768 && x <= 32767) {
          out[at] = x;
        } else {
          if (!(Math.abs(f.data[i]) < Infinity)) throw nonFinite(f, i);
          out[at] = x < 0 ? -32768 : 32767;
          clipped++;
        }
      }
      return clipped;
    },
  };
}

/**
 * Throws when a frame has not one channel of real samples or 16-bit codes.
 *
 * @internal
 */
export function checkPcm(f: AnyFrame): void {
  const at = `microFrontend: frame at ${when(f.info, f.start)}`;
  if (f.channels !== 1) {
    throw new DataError(
      'data-channels',
      `${at} has ${f.channels} channels, the front end takes one; choose it with columns`,
    );
  }
  if ('params' in f && !(f.data instanceof Int16Array && 'zeroPoint' in f.params && f.params.zeroPoint[0] === 0)) {
    throw new DataError(
      'data-params',
      `${at} has ${f.params.bits}-bit ${f.params.kind} codes, the front end takes 16-bit ones around 0; dequantize before`,
    );
  }
}

function nonFinite(f: Frame, i: number): DataError {
  return new DataError(
    'data-non-finite',
    `microFrontend: channel ${f.info.names[0]} is ${f.data[i]} at ${when(f.info, f.start + i)}; put fillMissing in front`,
  );
}
