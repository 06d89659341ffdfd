import { checkBoolean, checkFunction, checkInteger, checkNumber, checkPositive } from '../check.js';
import { OptionRangeError } from '../errors.js';
import type { IncompleteWindow } from '../framing/reframeStage.js';
import { checkOptions, type OptionKeys } from '../options.js';
import { WEIGHT_BITS } from './melFilterBank.js';
import { RATIO_BITS } from './pcanGain.js';

/** How the micro front end computes: the settings of TensorFlow Lite's `AudioMicrofrontend`, with its defaults. */
export interface MicroFrontendSettings {
  /** Samples a second (Hz), an integer of at least 1. Defaults to 16000. */
  readonly sampleRate?: number;
  /** Samples of a window, an integer in [8, 32768]. Defaults to 25 ms. */
  readonly size?: number;
  /** Samples from window to window, an integer in [1, size]. Defaults to 10 ms. */
  readonly hop?: number;
  /** Bands of the mel filter bank, an integer in [1, 1024]: the channels of the output. Defaults to 32. */
  readonly channels?: number;
  /** Lower edge of the first band in Hz, >= 0. Defaults to 125. */
  readonly lowerBandLimit?: number;
  /** Upper edge of the last band in Hz, above the lower one and below half the sample rate. Defaults to 7500. */
  readonly upperBandLimit?: number;
  /** Bits by which amplitudes are scaled up before they are smoothed, an integer in [0, 24]. Defaults to 10. */
  readonly smoothingBits?: number;
  /** Share of the new amplitude in the noise of channels 0, 2, 4 ..., in [0, 1]. Defaults to 0.025. */
  readonly evenSmoothing?: number;
  /** The same of channels 1, 3, 5 ... Defaults to 0.06. */
  readonly oddSmoothing?: number;
  /** Share of an amplitude that no noise takes away, in [0, 1]. Defaults to 0.05. */
  readonly minSignalRemaining?: number;
  /** Whether amplitudes are divided by a power of their noise. Defaults to false. */
  readonly pcan?: boolean;
  /** That power, >= 0. Defaults to 0.95. */
  readonly pcanStrength?: number;
  /** What is added to the noise before, > 0. Defaults to 80. */
  readonly pcanOffset?: number;
  /** Fractional bits of the gain, an integer in [0, 31]. Defaults to 21. */
  readonly gainBits?: number;
  /** Whether the output is a logarithm; otherwise it is an amplitude, at most 65535. Defaults to true. */
  readonly log?: boolean;
  /** Bits by which logarithms are scaled up, an integer in [0, 15]. Defaults to 6. */
  readonly scaleShift?: number;
}

/** Options of {@link microFrontendStage}. */
export interface MicroFrontendOptions extends MicroFrontendSettings {
  /**
   * Value of real samples that stands for the int16 code 32768, > 0. Defaults to 1: samples in [-1, 1). 32768 takes codes that are
   * held as real numbers.
   */
  readonly fullScale?: number;
  /** Called with the count of samples of a frame that did not fit int16 and were clipped. */
  readonly onClipped?: (samples: number) => void;
  /** Called with samples that are in no window: before the first multiple of `hop`, before a gap, at the end. */
  readonly onIncomplete?: (window: IncompleteWindow) => void;
}

/** All settings, with what follows from them. */
export interface ResolvedSettings extends Required<MicroFrontendSettings> {
  /** Length of the transform: the power of two that holds a window. */
  readonly fft: number;
  /** Bits that the transform has taken from amplitudes. */
  readonly correctionBits: number;
}

const OPTIONS: OptionKeys<MicroFrontendOptions> = {
  sampleRate: true,
  size: true,
  hop: true,
  channels: true,
  lowerBandLimit: true,
  upperBandLimit: true,
  smoothingBits: true,
  evenSmoothing: true,
  oddSmoothing: true,
  minSignalRemaining: true,
  pcan: true,
  pcanStrength: true,
  pcanOffset: true,
  gainBits: true,
  log: true,
  scaleShift: true,
  fullScale: true,
  onClipped: true,
  onIncomplete: true,
};

const share = (x: number) => x >= 0 && x <= 1;

/**
 * Settings with defaults, checked.
 *
 * @internal
 *
 * @throws {RangeError} for settings that the arithmetic has no room for
 */
export function microFrontendSettings(options: MicroFrontendOptions): ResolvedSettings {
  const {
    sampleRate = 16000,
    size,
    hop,
    channels = 32,
    lowerBandLimit = 125,
    upperBandLimit = 7500,
    smoothingBits = 10,
    evenSmoothing = 0.025,
    oddSmoothing = 0.06,
    minSignalRemaining = 0.05,
    pcan = false,
    pcanStrength = 0.95,
    pcanOffset = 80,
    gainBits = 21,
    log = true,
    scaleShift = 6,
    fullScale = 1,
    onClipped = () => {},
    onIncomplete = () => {},
  } = checkOptions('microFrontend', options, OPTIONS);
  const who = 'microFrontend';
  checkInteger(who, 'sampleRate', sampleRate, 1, 2 ** 24);
  const window = checkInteger(who, 'size', size ?? Math.floor((25 * sampleRate) / 1000), 8, 32768);
  const step = checkInteger(who, 'hop', hop ?? Math.floor((10 * sampleRate) / 1000), 1, window);
  checkInteger(who, 'channels', channels, 1, 1024);
  checkNumber(who, 'lowerBandLimit', lowerBandLimit, 'a finite number of at least 0', x => x >= 0);
  checkNumber(
    who,
    'upperBandLimit',
    upperBandLimit,
    `above lowerBandLimit and below ${sampleRate / 2} Hz, half the sample rate`,
    x => x > lowerBandLimit && x < sampleRate / 2,
  );
  checkInteger(who, 'smoothingBits', smoothingBits, 0, 24);
  for (const [option, value] of Object.entries({ evenSmoothing, oddSmoothing, minSignalRemaining })) {
    checkNumber(who, option, value, 'in [0, 1]', share);
  }
  checkBoolean(who, 'pcan', pcan);
  checkNumber(who, 'pcanStrength', pcanStrength, 'a finite number of at least 0', x => x >= 0);
  checkPositive(who, 'pcanOffset', pcanOffset);
  checkInteger(who, 'gainBits', gainBits, 0, 31);
  checkBoolean(who, 'log', log);
  checkInteger(who, 'scaleShift', scaleShift, 0, 15);
  checkPositive(who, 'fullScale', fullScale);
  checkFunction(who, 'onClipped', onClipped);
  checkFunction(who, 'onIncomplete', onIncomplete);
  const fftBits = 32 - Math.clz32(window - 1);
  const correctionBits = fftBits - WEIGHT_BITS / 2;
  if (pcan && (gainBits < correctionBits + RATIO_BITS || smoothingBits < correctionBits)) {
    throw new OptionRangeError(
      `${who}: pcan must have gainBits of at least ${correctionBits + RATIO_BITS} and smoothingBits of at least ` +
        `${correctionBits} for windows of ${window} samples, got ${gainBits} and ${smoothingBits}`,
    );
  }
  return {
    ...{ sampleRate, size: window, hop: step, channels, lowerBandLimit, upperBandLimit },
    ...{ smoothingBits, evenSmoothing, oddSmoothing, minSignalRemaining },
    ...{ pcan, pcanStrength, pcanOffset, gainBits, log, scaleShift },
    ...{ fft: 2 ** fftBits, correctionBits },
  };
}
