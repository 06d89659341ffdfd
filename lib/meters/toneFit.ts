import { spectralWindows } from './spectralWindows.js';
import type { RealSpectrum } from './realSpectrum.js';
import { sineFit } from './sineFit.js';
import { figuresOf, foldedCycles, type SpectrumFigures, type SpectrumReading } from './spectrumFigures.js';

/** Sums over windows: cycles, power of the tone, of all else, of the harmonics, of the largest of these, of the rest. */
export const FIT_SUMS = 6;

/** Bins on each side of a spur that belong to it under the window below, wherever between two bins it stands. */
const SIDE_BINS = 4;

/** Takes windows apart into a tone, harmonics and the rest, by fits; one object serves a meter for good. */
export class ToneFit {
  private readonly taper: Float64Array;
  private readonly lines: Float64Array;
  private readonly left: Float64Array;
  private readonly rest: Float64Array;

  constructor(
    private readonly reading: Pick<SpectrumReading, 'size' | 'harmonics' | 'fold' | 'cycles'>,
    private readonly transform: RealSpectrum,
  ) {
    const { size } = reading;
    const window = spectralWindows.blackmanHarris.samples(size);
    const energy = window.reduce((sum, w) => sum + w * w, 0);
    this.taper = window.map(w => w * Math.sqrt(2 / (size * energy)));
    this.lines = new Float64Array((size >> 1) + 1);
    [this.left, this.rest] = [new Float64Array(size), new Float64Array(size)];
  }

  /**
   * Adds the figures of a window.
   *
   * @param x    samples, shape (size); overwritten
   * @param sums takes sums, shape ({@link FIT_SUMS})
   * @param rest takes the power spectrum of what is neither the tone nor a harmonic, shape (bins)
   */
  add(x: Float64Array, sums: Float64Array, rest: Float64Array): void {
    const { size, harmonics, fold, cycles: known } = this.reading;
    const { lines, taper } = this;
    let [left, other] = [this.left, this.rest];
    const mean = x.reduce((sum, v) => sum + v, 0) / size;
    for (let n = 0; n < size; n++) left[n] = x[n] - mean;
    const fit = sineFit(left, known ?? this.largestBin(left), known !== undefined, other);
    const { cycles, residual } = fit;
    let tone = 0; // over these samples, whole cycles or not
    for (let n = 0; n < size; n++) tone += (left[n] - other[n] - fit.offset) ** 2 / size;
    [left, other] = [other, left];
    let [distortion, largest, noise] = [0, 0, residual];
    for (let h = 2; h <= harmonics; h++) {
      const at = h * cycles;
      if (!fold && at > size / 2) break;
      const folded = foldedCycles(at, size);
      // on DC, half the rate or the tone itself it cannot be told apart
      if (folded < 0.5 || folded > size / 2 - 0.5 || Math.abs(folded - cycles) < 0.5) continue;
      const harmonic = sineFit(left, folded, true, other);
      [left, other] = [other, left];
      const power = harmonic.amplitude ** 2 / 2;
      noise = harmonic.residual;
      distortion += power;
      if (power > largest) largest = power;
    }
    sums[0] += cycles;
    sums[1] += tone;
    sums[2] += residual;
    sums[3] += distortion;
    sums[4] += largest;
    sums[5] += noise;
    for (let n = 0; n < size; n++) other[n] = taper[n] * left[n];
    this.transform(other, lines);
    lines[0] /= 2;
    if (size % 2 === 0) lines[lines.length - 1] /= 2;
    for (let k = 0; k < lines.length; k++) rest[k] += lines[k];
  }

  private largestBin(x: Float64Array): number {
    const { lines } = this;
    this.transform(x, lines);
    let peak = 1;
    for (let k = 2; k < lines.length - 1; k++) if (lines[k] > lines[peak]) peak = k;
    return peak;
  }
}

/**
 * The figures of mean sums and a mean spectrum of the rest.
 *
 * @internal
 */
export function fitFigures(
  [cycles, tone, residual, distortion, largest, noise]: Float64Array,
  rest: Float64Array,
  reading: Omit<SpectrumReading, 'sideBins' | 'lobe' | 'harmonics' | 'fold' | 'cycles'>,
): SpectrumFigures {
  const floor = noise / (reading.size / 2);
  let peak = 0;
  for (let k = 1; k < rest.length; k++) if (rest[k] > rest[peak]) peak = k;
  const [first, end] = [Math.max(peak - SIDE_BINS, 0), Math.min(peak + SIDE_BINS + 1, rest.length)];
  let lobe = 0;
  for (let k = first; k < end; k++) lobe += rest[k];
  const spur = Math.max(largest, lobe - (end - first) * floor, rest[peak]);
  const tooShort = !(cycles >= 1);
  return figuresOf({ cycles, tone, distortion, noise, rest: residual, spur, tooShort }, reading);
}
