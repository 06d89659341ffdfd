import { fixedRealFft } from './fixedRealFft.js';
import { hannWindow } from './hannWindow.js';
import { logScale } from './logScale.js';
import { melFilterBank } from './melFilterBank.js';
import type { ResolvedSettings } from './microFrontendSettings.js';
import { noiseReduction } from './noiseReduction.js';
import { pcanGain } from './pcanGain.js';

/** The arithmetic of the micro front end, window by window. */
export interface WindowFeatures {
  /** The noise of each channel, uint32: all that goes from window to window. */
  readonly noise: Uint32Array;
  /**
   * Features of the next window.
   *
   * @param samples int16, shape (size)
   * @param out uint16, shape (channels)
   */
  next(samples: Int16Array, out: Uint16Array): void;
}

/**
 * Window, transform, filter bank, noise reduction, gain and logarithm one after the other, all in integers, without an allocation.
 *
 * @internal
 */
export function windowFeatures(settings: ResolvedSettings): WindowFeatures {
  const { size, channels, fft, correctionBits, pcan, log, scaleShift } = settings;
  const window = hannWindow(size);
  const transform = fixedRealFft(fft);
  const bank = melFilterBank({ ...settings, bins: fft / 2 + 1 });
  const reduction = noiseReduction(settings);
  const gain = pcan ? pcanGain(settings) : undefined;
  const block = new Int16Array(fft);
  const bins = new Int16Array(fft + 2);
  const signal = new Uint32Array(channels);

  return {
    noise: reduction.estimate,
    next(samples, out) {
      // scaled up as far as int16 goes, so that the transform loses as little as it may
      const shift = Math.clz32(window.apply(samples, block)) - 17;
      for (let i = 0; i < size; i++) block[i] <<= shift;
      transform.run(block, bins);
      bank.amplitudes(bins, shift, signal);
      reduction.apply(signal);
      gain?.apply(signal, reduction.estimate);
      if (log) logScale(signal, correctionBits, scaleShift, out);
      else for (let c = 0; c < channels; c++) out[c] = Math.min(signal[c], 65535);
    },
  };
}
