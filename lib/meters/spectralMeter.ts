import type { Accumulator } from '../accumulator.js';
import { checkBoolean, checkInteger, checkOneOf, checkPositive, checkStrategy } from '../check.js';
import { decodeFrame } from '../decode.js';
import { DataError, FormatError, OptionRangeError, OptionTypeError } from '../errors.js';
import { checkSameStream, type Frame, loadInfo, type QFrame, saveInfo, type StreamInfo, when } from '../frame.js';
import { checkOptions, type OptionKeys } from '../options.js';
import { type Json, loadNumbers, loadState, saveNumbers } from '../state.js';
import { MAX_SPECTRUM, realSpectrum, type RealSpectrum } from './realSpectrum.js';
import type { SpectralWindow } from './spectralWindows.js';
import { greatestDivisor, type SpectrumFigures, spectrumFigures } from './spectrumFigures.js';
import { FIT_SUMS, fitFigures, ToneFit } from './toneFit.js';
import { checkPiece, leftInWindow, WindowPieces } from './windowPieces.js';

/**
 * What 0 dB means for levels, by its name in converter testing; a sine that fills full scale has the level in the second column.
 *
 * | scale | full-scale sine | 0 dB |
 * |---|---|---|
 * | `dbfsSin` | 0 dB | a full-scale sine |
 * | `dbfsDc` | -3.01 dB | a constant at full scale |
 * | `native` | -6.02 dB | a line of amplitude 1 in the two-sided spectrum: a sine of twice full scale |
 */
export type DbScale = 'dbfsSin' | 'dbfsDc' | 'native';

/** Options of {@link spectralMeter}. */
export interface SpectralOptions {
  /** Samples a window, an integer in [16, 2^20]; need not be a power of two. */
  readonly size: number;
  /**
   * Reads the tone and the rest off a windowed spectrum, as analysers do: one of `spectralWindows`. By default the tone is
   * fitted, which is right for tones of any frequency and for short windows.
   */
  readonly window?: SpectralWindow;
  /** Whole cycles of the tone in a window, an integer in [1, size / 2), where known. By default the largest line is the tone, of any frequency. */
  readonly cycles?: number;
  /**
   * What happens when the tone's cycles and `size` have a common divisor, so that the error may hide on the tone: `flag`
   * reports it, `error` refuses, at the call where `cycles` says so and else when the value is asked for. Defaults to `flag`.
   */
  readonly locked?: 'flag' | 'error';
  /** The highest harmonic, an integer in [2, 100]. Defaults to 6. */
  readonly harmonics?: number;
  /** Whether harmonics above half the sample rate are looked for where they fold to. Defaults to true. */
  readonly fold?: boolean;
  /** Amplitude of full scale, in the samples' unit. Defaults to 1. */
  readonly fullScale?: number;
  /** What 0 dB means for `level`, `noiseFloor` and `noiseDensity`. Defaults to `dbfsSin`. */
  readonly scale?: DbScale;
}

/** The value of a {@link spectralMeter}; one entry a channel. */
export type SpectralReport = readonly (SpectrumFigures & {
  readonly name: string;
  /** Windows in the mean. */
  readonly windows: number;
  /** Windows left out because they hold a NaN or an infinity. */
  readonly skipped: number;
})[];

/** The most bins, over all channels. */
const MOST = 2 ** 24;

const OPTIONS: OptionKeys<SpectralOptions> = {
  size: true,
  window: true,
  cycles: true,
  locked: true,
  harmonics: true,
  fold: true,
  fullScale: true,
  scale: true,
};

/**
 * SINAD, SNR, THD, SFDR, ENOB and noise floor of a tone, over windows of a stream.
 *
 * Window k covers the absolute indices [k size, (k + 1) size), each without its mean. Powers are added, windows left
 * incomplete by the stream's ends or gaps do not count, and parts of one stream merge to the whole: what a part has of a window
 * is kept, for the 256 latest of such windows. Codes are decoded first. SINAD is not the raw SQNR: it forgives the quantizer's gain
 * error.
 *
 * By default the tone, then each harmonic, is fitted by least squares and taken off: no window, no leakage, and what is left is
 * the noise of these very samples. The tone needs one cycle a window; harmonics within half a cycle of DC, of half the sample rate or of
 * the tone are left in the noise.
 *
 * With a `window`, the tone, DC and each harmonic are the bins around their peak that the window says; where it says those that
 * fall from the peak, the median of the noise is put back under them. Windows of a fixed number of side bins need a whole number
 * of cycles.
 *
 * @throws {DataError} from `push` when channels times size / 2 exceed 2^24; from `value` under `locked: 'error'`
 * @see IEEE Std 1241-2010, sections 8 and 9, annex B for the fits; MATLAB `sinad`, `thd`, `snr`, `sfdr` for `kaiser(38)` with
 *   `fold: false`
 */
export function spectralMeter(options: SpectralOptions): Accumulator<Frame | QFrame, SpectralReport> {
  const {
    size,
    window,
    cycles,
    locked = 'flag',
    harmonics = 6,
    fold = true,
    fullScale = 1,
    scale = 'dbfsSin',
  } = checkOptions('spectralMeter', options, OPTIONS);
  checkInteger('spectralMeter', 'size', size, 16, MAX_SPECTRUM);
  if (window !== undefined) checkWindow(size, checkStrategy('spectralMeter', 'window', window, 'samples'));
  checkOneOf('spectralMeter', 'locked', locked, ['flag', 'error']);
  checkInteger('spectralMeter', 'harmonics', harmonics, 2, 100);
  checkBoolean('spectralMeter', 'fold', fold);
  checkPositive('spectralMeter', 'fullScale', fullScale);
  checkOneOf('spectralMeter', 'scale', scale, ['dbfsSin', 'dbfsDc', 'native']);
  if (cycles !== undefined) {
    checkInteger('spectralMeter', 'cycles', cycles, 1, Math.ceil(size / 2) - 1);
    const divisor = greatestDivisor(cycles, size);
    if (locked === 'error' && divisor > 1) {
      throw new OptionRangeError(
        `spectralMeter: cycles must have no divisor in common with size ${size}, got ${cycles}, which shares ${divisor}: ` +
          `the error would repeat every ${size / divisor} samples and hide on the tone; take an odd number near it`,
      );
    }
  }
  const unit = fullScale ** 2 * { dbfsSin: 0.5, dbfsDc: 1, native: 2 }[scale];
  return new SpectralMeter({ size, window, cycles, locked, harmonics, fold, fullScale, unit });
}

/** Bins that DC and a tone take of a spectrum, and a quarter of them more for noise: a window that has fewer says nothing. */
function checkWindow(size: number, { name, sideBins, lobe = 1 }: SpectralWindow): void {
  const taken = sideBins === undefined ? 3 * lobe : 3 * sideBins + 2;
  const least = 2 * Math.ceil(1.25 * taken);
  if (size >= least) return;
  throw new OptionRangeError(
    `spectralMeter: size must be at least ${least} under ${name}, whose lobes fill shorter spectra, got ${size}; ` +
      `leave window out to fit the tone instead`,
  );
}

interface Settings {
  readonly size: number;
  readonly window: SpectralWindow | undefined;
  readonly cycles: number | undefined;
  readonly locked: 'flag' | 'error';
  readonly harmonics: number;
  readonly fold: boolean;
  readonly fullScale: number;
  readonly unit: number;
}

class SpectralMeter implements Accumulator<Frame | QFrame, SpectralReport> {
  private info: StreamInfo | undefined;
  private sums: Float64Array[] = []; // of the power spectra, one list per channel
  private fits: Float64Array[] = []; // of the fits, one list per channel
  private counts = new Float64Array(0); // windows, skipped: (channels, 2)
  private open: WindowPieces<Float32Array>; // samples in their places, (channels, size)
  private readonly bins: number;
  private readonly fit: ToneFit | undefined;
  private readonly taper: Float64Array;
  private readonly transform: RealSpectrum;
  private readonly tapered: Float64Array;
  private readonly lines: Float64Array;

  constructor(private readonly settings: Settings) {
    const { size, window } = settings;
    this.bins = (size >> 1) + 1;
    this.transform = realSpectrum(size);
    if (window === undefined) this.fit = new ToneFit(settings, this.transform);
    const taper = window?.samples(size) ?? new Float64Array(0);
    const energy = taper.reduce((sum, w) => sum + w * w, 0);
    // so that the one-sided bins of a window add to the mean power
    this.taper = taper.map(w => w * Math.sqrt(2 / (size * energy)));
    [this.tapered, this.lines] = [new Float64Array(size), new Float64Array(this.bins)];
    this.open = this.fresh();
  }

  push(input: Frame | QFrame): void {
    const f = 'params' in input ? decodeFrame(input) : input;
    if (this.info) checkSameStream('spectralMeter', f, this.info);
    else this.begin(f.info);
    const { channels, length, start, data } = f;
    const { size } = this.settings;
    for (let at = 0; at < length;) {
      const count = Math.min(leftInWindow(start + at, size), length - at);
      const piece = this.open.pieceAt(start + at, () => new Float32Array(channels * size));
      const place = size - leftInWindow(start + at, size);
      for (let c = 0; c < channels; c++) {
        piece.content.set(data.subarray(c * length + at, c * length + at + count), c * size + place);
      }
      this.open.advance(piece, start + at + count);
      at += count;
    }
  }

  value(): SpectralReport {
    const { locked, size } = this.settings;
    return (this.info?.names ?? []).map((name, c) => {
      const [windows, skipped] = this.counts.subarray(2 * c, 2 * c + 2);
      const over = (sums: Float64Array) => sums.map(sum => (windows === 0 ? 0 : sum / windows));
      const { window, ...reading } = { ...this.settings, sampleRate: this.info?.sampleRate };
      const figures = window
        ? spectrumFigures(over(this.sums[c]), { ...reading, sideBins: window.sideBins, lobe: window.lobe ?? 0 })
        : fitFigures(over(this.fits[c]), over(this.sums[c]), reading);
      if (locked === 'error' && figures.locked && windows > 0) {
        throw new DataError(
          'data-params',
          `spectralMeter: channel ${name} has a tone of ${figures.bin} cycles in ${size} samples, which share the divisor ` +
            `${figures.divisor}: its quantization error repeats and may hide on the tone; take a number of cycles without one`,
        );
      }
      return { name, windows, skipped, ...figures };
    });
  }

  merge(other: Accumulator<Frame | QFrame, SpectralReport>): void {
    if (!(other instanceof SpectralMeter) || other.key() !== this.key()) {
      throw new OptionTypeError('spectralMeter: merges only with another spectralMeter of the same size and window');
    }
    if (!other.info) return;
    if (!this.info) this.begin(other.info);
    if (other.sums.length !== this.sums.length) {
      throw new DataError(
        'data-channels',
        `spectralMeter: cannot merge ${other.sums.length} channels into ${this.sums.length}`,
      );
    }
    this.sums.forEach((sum, c) => other.sums[c].forEach((p, k) => (sum[k] += p)));
    this.fits.forEach((sum, c) => other.fits[c].forEach((p, k) => (sum[k] += p)));
    other.counts.forEach((count, k) => (this.counts[k] += count));
    for (const piece of other.open.pieces.slice()) this.open.add({ ...piece, content: piece.content.slice() });
  }

  save(): Json {
    return {
      who: 'spectralMeter',
      version: 2,
      options: this.key(),
      info: this.info ? saveInfo(this.info) : null,
      sums: this.sums.map(saveNumbers),
      fits: this.fits.map(saveNumbers),
      counts: saveNumbers(this.counts),
      open: this.open.pieces.map(({ start, end, content }) => ({ start, end, samples: saveNumbers(content) })),
    };
  }

  restore(saved: unknown): void {
    const { options, info, sums, fits, counts, open } = loadState('spectralMeter', 2, saved);
    this.reset();
    if (options !== this.key() || !Array.isArray(open) || !Array.isArray(sums) || !Array.isArray(fits)) {
      throw new FormatError('format-state', 'spectralMeter: the saved state is damaged, or of another size or window');
    }
    if (info === null) return;
    const stream = loadInfo('spectralMeter', info);
    const channels = stream.names.length;
    if (sums.length !== channels || fits.length !== channels)
      throw new FormatError('format-state', 'spectralMeter: a channel is missing');
    const loaded = sums.map(sum => Float64Array.from(loadNumbers('spectralMeter', sum, this.bins)));
    const loadedFits = fits.map(sum => Float64Array.from(loadNumbers('spectralMeter', sum, FIT_SUMS)));
    const numbers = loadNumbers('spectralMeter', counts, 2 * channels);
    this.begin(stream);
    [this.sums, this.fits, this.counts] = [loaded, loadedFits, Float64Array.from(numbers)];
    const { size } = this.settings;
    for (const piece of open as readonly unknown[]) {
      const { start, end, samples } = (piece ?? {}) as { start?: unknown; end?: unknown; samples?: unknown };
      const content = Float32Array.from(loadNumbers('spectralMeter', samples, channels * size));
      this.open.pieces.push({ ...checkPiece('spectralMeter', start, end, size), content });
    }
  }

  reset(): void {
    this.info = undefined;
    this.sums = [];
    this.fits = [];
    this.counts = new Float64Array(0);
    this.open = this.fresh();
  }

  private begin(info: StreamInfo): void {
    const channels = info.names.length;
    if (channels * this.bins > MOST) {
      throw new DataError(
        'data-channels',
        `spectralMeter: channels times bins must be at most ${MOST}, got ${channels} x ${this.bins} at ${when(info, 0)}`,
      );
    }
    this.info = info;
    this.sums = info.names.map(() => new Float64Array(this.bins));
    this.fits = info.names.map(() => new Float64Array(FIT_SUMS));
    this.counts = new Float64Array(2 * channels);
  }

  /** What two meters must agree in; the rest is only about reading the powers. */
  private key(): string {
    const { size, window, harmonics, fold, cycles } = this.settings;
    return window ? `${size} ${window.name}` : `${size} fit ${harmonics} ${fold} ${cycles ?? ''}`;
  }

  private fresh(): WindowPieces<Float32Array> {
    // the places that the two pieces do not have are 0
    return new WindowPieces<Float32Array>(
      this.settings.size,
      (into, more) => more.forEach((x, k) => (into[k] += x)),
      samples => this.count(samples),
    );
  }

  /** Takes a whole window. */
  private count(samples: Float32Array): void {
    const { size } = this.settings;
    const { taper, tapered, lines, bins } = this;
    for (let c = 0; c < samples.length / size; c++) {
      let sum = 0;
      for (let i = 0; i < size; i++) sum += samples[c * size + i];
      if (sum - sum !== 0) {
        this.counts[2 * c + 1]++;
        continue;
      }
      if (this.fit) {
        for (let i = 0; i < size; i++) tapered[i] = samples[c * size + i];
        this.fit.add(tapered, this.fits[c], this.sums[c]);
        this.counts[2 * c]++;
        continue;
      }
      const mean = sum / size;
      for (let i = 0; i < size; i++) tapered[i] = taper[i] * (samples[c * size + i] - mean);
      this.transform(tapered, lines);
      lines[0] /= 2; // DC and half the sample rate have no twin
      if (size % 2 === 0) lines[bins - 1] /= 2;
      const sums = this.sums[c];
      for (let k = 0; k < bins; k++) sums[k] += lines[k];
      this.counts[2 * c]++;
    }
  }
}
