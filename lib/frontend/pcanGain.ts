/** Fractional bits of the ratio of signal to noise, and of the output. */
export const RATIO_BITS = 12;
const OUTPUT_BITS = 6;
/** Octaves of the noise that the table covers. */
const OCTAVES = 32;
const INT16_MAX = 0x7fff;

/** Options of {@link pcanGain}. */
export interface PcanGainOptions {
  readonly channels: number;
  /** Exponent of the noise that the signal is divided by. */
  readonly pcanStrength: number;
  /** What is added to the noise before. */
  readonly pcanOffset: number;
  /** Fractional bits of the gain. */
  readonly gainBits: number;
  /** Bits by which the noise is scaled up. */
  readonly smoothingBits: number;
  /** Bits that the transform has taken from the signal. */
  readonly correctionBits: number;
}

/** Divides a signal by a power of its noise. */
export interface PcanGain {
  /** Changes amplitudes in place, both uint32, shape (channels). */
  apply(signal: Uint32Array, noise: Uint32Array): void;
}

/**
 * Per-channel automatic gain: the signal times (noise + offset)^-strength, then squared where it is small and linear where it is
 * large. The gain is a parabola over each octave of the noise, out of a table of int16.
 *
 * @internal
 *
 * @see Y. Wang et al., Trainable frontend for robust and far-field keyword spotting, ICASSP 2017, for per-channel energy normalization
 */
export function pcanGain(options: PcanGainOptions): PcanGain {
  const { channels, gainBits, correctionBits } = options;
  const table = gainTable(options);
  const divisor = 2 ** (gainBits - correctionBits - RATIO_BITS);
  return {
    apply(signal, noise) {
      for (let c = 0; c < channels; c++) {
        const gain = gainOf(noise[c], table);
        signal[c] = shrunk(
          gain >= 0 ? Math.floor((signal[c] * gain) / divisor) >>> 0 : wrapped(signal[c], gain, divisor),
        );
      }
    },
  };
}

/** Three int16 an octave from place 2 on, in rows of four: the value at its begin, slope and curvature; 0 and 1 stand for themselves. */
function gainTable({ pcanStrength, pcanOffset, gainBits, smoothingBits, correctionBits }: PcanGainOptions): Int16Array {
  const one = 2 ** (smoothingBits - correctionBits);
  const offset = Math.fround(pcanOffset);
  const strength = Math.fround(pcanStrength);
  const at = (x: number): number => {
    const noise = Math.fround(Math.fround(Math.fround(x) / one) + offset);
    const gain = Math.fround(2 ** gainBits * Math.fround(noise ** -strength));
    return gain > INT16_MAX ? INT16_MAX : Math.trunc(Math.fround(gain + 0.5));
  };
  const table = new Int16Array(4 * OCTAVES - 3);
  table[0] = at(0);
  table[1] = at(1);
  for (let octave = 2; octave <= OCTAVES; octave++) {
    const begin = 2 ** (octave - 1);
    const end = octave === OCTAVES ? 2 * begin - 1 : 2 * begin;
    const low = at(begin);
    const middle = at(begin * 1.5) - low;
    const whole = at(end) - low;
    const slope = 4 * middle - whole;
    const row = 4 * octave - 6;
    table[row] = low;
    table[row + 1] = slope;
    table[row + 2] = whole - slope;
  }
  return table;
}

function gainOf(noise: number, table: Int16Array): number {
  if (noise <= 2) return table[noise];
  const octave = 32 - Math.clz32(noise);
  const row = 4 * octave - 6;
  const part = (octave < 11 ? noise << (11 - octave) : noise >>> (octave - 11)) & 0x3ff;
  const bent = ((table[row + 2] * part) >> 5) + (table[row + 1] << 5);
  return ((((Math.imul(bent, part) + (1 << 14)) >> 15) + table[row]) << 16) >> 16;
}

/** The product with a gain that the parabola has bent below 0: in C it is a large unsigned number. */
function wrapped(signal: number, gain: number, divisor: number): number {
  return Number(BigInt.asUintN(32, (BigInt(signal) * BigInt(gain >>> 0)) / BigInt(divisor)));
}

/** x^2 / 4 for a ratio x below 2, x - 1 above. */
function shrunk(x: number): number {
  return x < 2 << RATIO_BITS
    ? (x * x) >>> (2 + 2 * RATIO_BITS - OUTPUT_BITS)
    : (x >>> (RATIO_BITS - OUTPUT_BITS)) - (1 << OUTPUT_BITS);
}
