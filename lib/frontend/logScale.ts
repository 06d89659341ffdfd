import { halfEven } from '../rounding.js';

/** Fractional bits of logarithms. */
const BITS = 16;
const ONE = 2 ** BITS;
/** Segments of an octave. */
const SEGMENTS = 128;
/** ln 2. */
const LN2 = 45426;

/** log2(1 + x) - x at the borders of the segments, and 0 behind them. */
const BEND = Int32Array.from({ length: SEGMENTS + 2 }, (_, k) =>
  k <= SEGMENTS ? halfEven(ONE * (Math.log2(1 + k / SEGMENTS) - k / SEGMENTS)) : 0,
);

/**
 * 2^scaleShift ln(x 2^correctionBits) of amplitudes, rounded; 0 where that is below 2. Values are at most 65535.
 *
 * @internal
 *
 * @param signal uint32
 * @param out uint16, of the same length
 */
export function logScale(signal: Uint32Array, correctionBits: number, scaleShift: number, out: Uint16Array): void {
  for (let c = 0; c < signal.length; c++) {
    const x = correctionBits < 0 ? signal[c] >>> -correctionBits : (signal[c] << correctionBits) >>> 0;
    const value = x > 1 ? scaledLog(x, scaleShift) : 0;
    out[c] = value < 65535 ? value : 65535;
  }
}

function scaledLog(x: number, scaleShift: number): number {
  const octave = 31 - Math.clz32(x);
  const rest = x - 2 ** octave;
  const fraction = octave < BITS ? rest << (BITS - octave) : rest >>> (octave - BITS);
  const segment = Math.floor((fraction * SEGMENTS) / ONE);
  const inside = fraction - (segment * ONE) / SEGMENTS;
  // C shifts by the bits of an octave, not of a segment: the way between two borders all but vanishes
  const bend = BEND[segment] + (((BEND[segment + 1] - BEND[segment]) * inside) >> BITS);
  const log2 = octave * ONE + fraction + bend;
  const natural = Math.floor((LN2 * log2 + ONE / 2) / ONE); // below 2^37: exact
  return (((natural << scaleShift) >>> 0) + ONE / 2) >>> BITS;
}
