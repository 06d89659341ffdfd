import FFT from 'fft.js';
import { checkOneOf, show } from '../check.js';
import { DataError, OptionRangeError } from '../errors.js';
import { spectralWindows } from './spectralWindows.js';
import { type Weighting, weightings } from './weightings.js';

/** What of the spectrum a meter judges: of the signal and of the error alike. */
export interface BandOptions {
  /** Ends of the band in Hz: 0 <= f1 < f2 <= half the sample rate. All of it by default. */
  readonly band?: readonly [f1: number, f2: number];
  /** A weighting of {@link weightings}. None by default. */
  readonly weighting?: Weighting;
}

/** Kaiser's beta: 140 dB of rejection, for modulators that move a thousand times the noise out of the band. */
const BETA = 14;
/** The most taps on each side. */
const MOST = 2 ** 18;

/**
 * Throws when the options are no band.
 *
 * @internal
 */
export function checkBand(who: string, { band, weighting }: BandOptions): void {
  if (weighting !== undefined) checkOneOf(who, 'weighting', weighting, Object.keys(weightings) as Weighting[]);
  if (band === undefined) return;
  const list: unknown = band;
  if (Array.isArray(list) && list.length === 2 && band[0] >= 0 && band[1] > band[0] && band[1] < Infinity) return;
  throw new OptionRangeError(`${who}: band must be [f1, f2] in Hz, 0 <= f1 < f2, got ${show(band)}`);
}

/**
 * The impulse response of a band and a weighting, symmetric, odd in length: by frequency sampling under a Kaiser window.
 *
 * It reaches as far as the finest part of the curve asks for: 1.25 periods of f1, 45 of f2 (an edge 10 % of f2 wide), a fifth of a second for
 * a weighting.
 *
 * @throws {DataError} when the band ends above half the rate, or would take more than 2^19 taps
 * @internal
 */
export function bandTaps(who: string, { band, weighting }: BandOptions, sampleRate: number): Float64Array {
  const [f1, f2] = band ?? [0, sampleRate / 2];
  if (f2 > sampleRate / 2) {
    throw new DataError(
      'data-info',
      `${who}: band must end at half the sample rate at most, got ${f2} Hz for ${sampleRate} Hz`,
    );
  }
  const reach = Math.ceil(
    Math.max(
      f1 > 0 ? (1.25 * sampleRate) / f1 : 0,
      f2 < sampleRate / 2 ? (45 * sampleRate) / f2 : 0,
      weighting ? 0.2 * sampleRate : 0,
      1,
    ),
  );
  if (reach > MOST) {
    throw new DataError(
      'data-info',
      `${who}: band [${f1}, ${f2}] Hz is too narrow or too low for ${sampleRate} Hz: it would take ${2 * reach + 1} taps, ` +
        `at most ${2 * MOST + 1}; decimate first`,
    );
  }
  const gain = weighting ? weightings[weighting] : () => 1;
  const size = 2 ** Math.ceil(Math.log2(8 * reach));
  const fft = new FFT(size);
  const [lines, taps] = [fft.createComplexArray().fill(0), fft.createComplexArray()];
  for (let k = 0; k <= size / 2; k++) {
    const f = (k * sampleRate) / size;
    // an edge between two lines counts as much as it covers of the cell of a line
    const cell = sampleRate / size;
    const covered = Math.min(Math.max(Math.min(f2, f + cell / 2) - Math.max(f1, f - cell / 2), 0) / cell, 1);
    const inside = k === 0 && f1 === 0 ? 1 : k === size / 2 && f2 === sampleRate / 2 ? 1 : covered;
    const value = inside > 0 ? inside * gain(f) : 0;
    lines[2 * k] = value;
    if (k > 0 && k < size / 2) lines[2 * (size - k)] = value;
  }
  fft.inverseTransform(taps, lines);
  const window = spectralWindows.kaiser(BETA).samples(2 * reach + 1);
  return window.map((w, n) => w * taps[2 * ((n - reach + size) % size)]);
}
