import { DataError, FormatError } from '../errors.js';
import { checkSameStream, type Frame, loadInfo, type RangedFrame, saveInfo, type StreamInfo } from '../frame.js';
import { reframeStage } from '../framing/reframeStage.js';
import { gainOf } from '../sensorDomain.js';
import { fuse, type Stage } from '../stage.js';
import { loadNumbers, loadState, saveNumbers } from '../state.js';
import { applyCentres, exactCentre } from './centring.js';
import { refuseNonFinite } from './refuseNonFinite.js';

/**
 * Centres by a one-pole low-pass of the signal, held over blocks.
 *
 * @internal
 */
export function slowCentre(corner: number, every: number): Stage<Frame | RangedFrame, Frame | RangedFrame> {
  return fuse<Frame | RangedFrame>(reframeStage({ size: every }), lowPassed(corner, every));
}

function lowPassed(corner: number, every: number): Stage<Frame | RangedFrame, Frame | RangedFrame> {
  const options = { corner };
  let info: StreamInfo | undefined;
  let means = new Float64Array(0); // the low-pass of each channel, in the sensor's unit
  let peaks = new Float64Array(0);

  function open(f: Frame): void {
    const rate = f.info.sampleRate;
    if (rate === undefined) {
      throw new DataError(
        'data-info',
        `centre: the stream has no sample rate, so a corner of ${corner} Hz is no number of samples; give the source a sampleRate`,
      );
    }
    const constant = rate / (2 * Math.PI * corner);
    if (every > constant) {
      throw new DataError(
        'data-info',
        `centre: every must be at most the time constant of the corner, ${constant.toPrecision(3)} samples at ${rate} Hz, ` +
          `got ${every}; choose a shorter block or a lower corner`,
      );
    }
    info = f.info;
    peaks = new Float64Array(f.channels);
    means = Float64Array.from({ length: f.channels }, (_, c) => meanOf(f, c) / gainOf(f, c));
  }

  return {
    process(f, emit) {
      if (f.length === 0) return;
      refuseNonFinite('centre', f);
      if (info) checkSameStream('centre', f, info);
      else open(f);
      const step = -Math.expm1((-2 * Math.PI * corner) / (f.info.sampleRate ?? 1));
      const centres = Array.from(means, (_, c) => {
        const gain = gainOf(f, c);
        let [mean, peak] = [means[c], peaks[c]];
        for (let i = c * f.length; i < (c + 1) * f.length; i++) {
          const x = f.data[i] / gain;
          mean += step * (x - mean);
          if (x > peak) peak = x;
          else if (-x > peak) peak = -x;
        }
        [means[c], peaks[c]] = [mean, peak];
        return exactCentre(mean, peak);
      });
      emit(applyCentres(f, centres));
    },
    flush: () => {},
    save: () => ({
      who: 'centre',
      version: 1,
      options,
      info: info ? saveInfo(info) : null,
      means: saveNumbers(means),
      peaks: saveNumbers(peaks),
    }),
    restore(saved) {
      const state = loadState('centre', 1, saved, options);
      const known = state.info === null ? undefined : loadInfo('centre', state.info);
      const channels = known?.names.length ?? 0;
      const [low, high] = [state.means, state.peaks].map(list => loadNumbers('centre', list, channels));
      if (low.some(x => !Number.isFinite(x)) || high.some(x => !(x >= 0 && x < Infinity))) {
        throw new FormatError('format-state', `centre: the saved means and peaks must be finite`);
      }
      [info, means, peaks] = [known, Float64Array.from(low), Float64Array.from(high)];
    },
  };
}

function meanOf(f: Frame, c: number): number {
  let sum = 0;
  for (let i = c * f.length; i < (c + 1) * f.length; i++) sum += f.data[i];
  return sum / f.length;
}
