import { decibels } from './decibels.js';

/** What a spectrum says of a tone. Levels are dB on the scale of the meter, ratios dB. */
export interface SpectrumFigures {
  /** Cycles of the tone in a window: a fraction under the sine fit, else those of the largest bin. */
  readonly cycles: number;
  /** The bin nearest to the tone. */
  readonly bin: number;
  /** Largest common divisor of the tone's whole cycles and the window's samples; 1 where the cycles are not whole. */
  readonly divisor: number;
  /**
   * Whether that divisor is above 1: the tone then repeats itself inside the window, a memoryless quantizer repeats its
   * error with it, and the error hides on the tone, its harmonics and DC. No figure below can be trusted.
   */
  readonly locked: boolean;
  /**
   * Whether the window is too short for its tone: less than one cycle under the sine fit, or lobes that leave nothing between the tone
   * and the mean, or nothing for noise. All ratios are then NaN.
   */
  readonly tooShort: boolean;
  /** Level of the tone, dB. */
  readonly level: number;
  /** Tone over all else but DC, dB: signal to noise and distortion. */
  readonly sinad: number;
  /** Tone over all else but DC and harmonics, dB. */
  readonly snr: number;
  /** Harmonics over the tone, dBc. */
  readonly thd: number;
  /** Tone over the largest other component, dB: spurious-free dynamic range. */
  readonly sfdr: number;
  /** (sinad - 1.76) / 6.02: bits of the ideal quantizer, driven over its full scale, that has this sinad. */
  readonly enob: number;
  /** `enob` with the head room up to full scale added, as if the tone had filled it. */
  readonly fullScaleEnob: number;
  /** Noise of a bin, the noise over size / 2 bins, dB. Without bias, unlike a median. Depends on `size`: 3 dB less per doubling. */
  readonly noiseFloor: number;
  /** Noise of a hertz, the noise over half the sample rate, dB; NaN where the rate is not known. */
  readonly noiseDensity: number;
}

/** Mean powers that the ratios are made of. */
export interface TonePowers {
  readonly cycles: number;
  readonly tone: number;
  /** Harmonics. */
  readonly distortion: number;
  /** All else but DC. */
  readonly noise: number;
  /** All but DC and the tone; `distortion + noise` unless noise was put back under harmonics. */
  readonly rest: number;
  /** The largest other component. */
  readonly spur: number;
  readonly tooShort: boolean;
}

/**
 * The figures of powers.
 *
 * @internal
 */
export function figuresOf(
  { cycles, tone, distortion, noise, rest, spur, tooShort }: TonePowers,
  { size, unit, fullScale, sampleRate }: Pick<SpectrumReading, 'size' | 'unit' | 'fullScale' | 'sampleRate'>,
): SpectrumFigures {
  const ratio = (above: number, below: number) => (tooShort ? NaN : decibels(above, below));
  const bin = nearest(cycles);
  const divisor = Math.abs(cycles - bin) < WHOLE ? greatestDivisor(bin, size) : 1;
  const sinad = ratio(tone, rest);
  const enob = (sinad - decibels(3, 2)) / decibels(4, 1);
  return Object.freeze({
    cycles,
    bin,
    divisor,
    locked: divisor > 1,
    tooShort,
    level: decibels(tone, unit),
    sinad,
    snr: ratio(tone, noise),
    thd: ratio(distortion, tone),
    sfdr: ratio(tone, spur),
    enob,
    fullScaleEnob: enob + decibels(fullScale ** 2 / 2, tone) / decibels(4, 1),
    noiseFloor: ratio(noise / (size / 2), unit),
    noiseDensity: sampleRate === undefined ? NaN : ratio(noise / (sampleRate / 2), unit),
  });
}

/** Cycles this near to a whole number are whole. */
const WHOLE = 0.01;

/** How {@link spectrumFigures} reads a spectrum. */
export interface SpectrumReading {
  /** Samples a window. */
  readonly size: number;
  /** Bins on each side of a peak; undefined: those that fall from it. */
  readonly sideBins: number | undefined;
  /** Half the width of a main lobe, in bins; 0 where not known. */
  readonly lobe: number;
  /** The highest harmonic. */
  readonly harmonics: number;
  /** Whether harmonics above half the sample rate are looked for where they fold to. */
  readonly fold: boolean;
  /** Cycles of the tone a window, where known. */
  readonly cycles: number | undefined;
  /** Power of 0 dB. */
  readonly unit: number;
  /** Amplitude of full scale. */
  readonly fullScale: number;
  readonly sampleRate: number | undefined;
}

const [NOISE, DC, TONE, HARMONIC] = [0, 1, 2, 3];

/**
 * The figures of a one-sided power spectrum whose bins add to the mean power.
 *
 * Each bin belongs to DC, the tone, a harmonic or the noise, in this order. Where components are all bins that fall from
 * their peak they take a broad part of the spectrum, so the noise under them is put back: the median of the noise bins, or
 * the bin itself where it is lower, as MATLAB does. With a fixed number of bins nothing is put back.
 *
 * @internal
 */
export function spectrumFigures(power: Float64Array, reading: SpectrumReading): SpectrumFigures {
  const { size, sideBins, lobe, harmonics, fold, cycles } = reading;
  const owner = new Uint8Array(power.length);
  const claim = (peak: number, kind: number): number => {
    const [first, last] = extentOf(power, peak, sideBins);
    let sum = 0;
    for (let k = first; k <= last; k++) {
      if (owner[k] !== NOISE) continue;
      owner[k] = kind;
      sum += power[k];
    }
    return sum;
  };
  claim(0, DC);
  const bin = cycles ?? peakOf(power, 1, power.length - 1, owner);
  const tone = claim(bin, TONE);
  const [first, last] = extentOf(power, bin, sideBins);
  const centre = sideBins === undefined ? centroid(power, first, last) : bin;

  const spurBin = peakOf(power, 0, power.length - 1, owner);
  const spur = owner[spurBin] === NOISE ? sumOf(power, extentOf(power, spurBin, sideBins), owner) : 0;
  let distortion = 0;
  for (let h = 2; h <= harmonics; h++) {
    const at = h * centre;
    if (!fold && at > size / 2) break;
    const near = nearest(foldedCycles(at, size));
    const peak = sideBins === undefined ? peakOf(power, near - 1, near + 1, owner) : near;
    if (owner[peak] === NOISE) distortion += claim(peak, HARMONIC);
  }

  const noiseBins = power.filter((_, k) => owner[k] === NOISE);
  const floor = medianOf(noiseBins);
  const fill = (without: (kind: number) => boolean) =>
    sideBins === undefined ? power.reduce((sum, p, k) => (without(owner[k]) ? sum + Math.min(p, floor) : sum), 0) : 0;
  const others = noiseBins.reduce((sum, p) => sum + p, 0);
  const noise = others + fill(kind => kind !== NOISE);
  const rest = others + distortion + fill(kind => kind === DC || kind === TONE);
  const tooShort = noiseBins.length === 0 || bin <= (sideBins === undefined ? 2 * lobe : 2 * sideBins);
  return figuresOf({ cycles: cycles ?? centre, tone, distortion, noise, rest, spur, tooShort }, reading);
}

/**
 * Where a frequency above half the sample rate, in cycles a window, folds to.
 *
 * @internal
 */
export function foldedCycles(cycles: number, size: number): number {
  return Math.abs(cycles - size * nearest(cycles / size));
}

/** First and last bin of the component around a peak. */
function extentOf(power: Float64Array, peak: number, sideBins: number | undefined): readonly [number, number] {
  const end = power.length - 1;
  if (sideBins !== undefined) return [Math.max(peak - sideBins, 0), Math.min(peak + sideBins, end)];
  // DC has no twin in a one-sided spectrum: doubled, it stands in line with its neighbours
  const height = (k: number) => (k === 0 ? 2 * power[0] : power[k]);
  let [first, last] = [peak, peak];
  while (first > 0 && height(first - 1) <= height(first)) first--;
  while (last < end && height(last + 1) <= height(last)) last++;
  return [first, last];
}

/** The largest free bin in [first, last]; `first`, brought into the spectrum, where none is free. */
function peakOf(power: Float64Array, first: number, last: number, owner: Uint8Array): number {
  const end = power.length - 1;
  let peak = -1;
  for (let k = Math.max(first, 0); k <= Math.min(last, end); k++) {
    if (owner[k] === NOISE && (peak < 0 || power[k] > power[peak])) peak = k;
  }
  return peak < 0 ? Math.min(Math.max(first, 0), end) : peak;
}

function sumOf(power: Float64Array, [first, last]: readonly [number, number], owner: Uint8Array): number {
  let sum = 0;
  for (let k = first; k <= last; k++) if (owner[k] === NOISE) sum += power[k];
  return sum;
}

function centroid(power: Float64Array, first: number, last: number): number {
  let [sum, moment] = [0, 0];
  for (let k = first; k <= last; k++) {
    sum += power[k];
    moment += power[k] * (k - first);
  }
  return sum > 0 ? first + moment / sum : first;
}

/** The nearest integer to a number that is not negative. */
function nearest(x: number): number {
  return Math.floor(x + 0.5);
}

function medianOf(values: Float64Array): number {
  if (values.length === 0) return 0;
  const sorted = values.sort();
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

/**
 * The largest integer that divides both.
 *
 * @internal
 */
export function greatestDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestDivisor(b, a % b);
}
