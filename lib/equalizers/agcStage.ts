import { checkBoolean, checkNumber, checkPositive, checkStrategy } from '../check.js';
import { DataError, FormatError } from '../errors.js';
import { type Frame, MAX_CHANNELS, when } from '../frame.js';
import { reframeStage } from '../framing/reframeStage.js';
import { checkOptions, type OptionKeys } from '../options.js';
import { fuse, type Stage } from '../stage.js';
import { loadCount, loadNumbers, loadState, type SavedOptions, saveNumbers } from '../state.js';
import { boundGain, checkMaxGain } from './boundGain.js';
import { applyGains } from './equalizer.js';
import type { Level } from './level.js';
import { peakLevel } from './peakLevel.js';

/** Options of {@link agcStage}. */
export interface AgcOptions {
  /** Level that every channel is brought to, > 0, in the unit of the samples. */
  readonly target: number;
  /** Time constant in seconds, >= 0, of the envelope while the level rises (gain falls). */
  readonly attack: number;
  /** Time constant in seconds, >= 0, of the envelope while the level falls (gain rises). */
  readonly release: number;
  /** Seconds, >= 0, for which the level must have stayed below the envelope before the release begins. Defaults to 0. */
  readonly hold?: number;
  /** Seconds of signal, >= 0, after which the gains stay for good. By default they never do. */
  readonly lock?: number;
  /** How a block is measured: `peakLevel()`, `rmsLevel()`, `percentileLevel()`. Defaults to the peak. */
  readonly level?: Level;
  /**
   * Largest gain, in [1, 2^126]: silence is not blown up beyond it. Defaults to 16 (24 dB), as speech has it (20 to 30 dB). Loud
   * signals are turned down as far as 2^-20.
   */
  readonly maxGain?: number;
  /**
   * Noise gate: blocks whose level is at most this, >= 0, in the unit of the samples, leave the gain as it is, so that pauses are not
   * turned up. Defaults to 0: none.
   */
  readonly gate?: number;
  /** Gains are powers of two, so that the inverse is a shift; see the rule below. Defaults to false. */
  readonly powerOfTwo?: boolean;
  /** Samples between changes of the gains, counted in absolute indices, an integer of at least 1. Defaults to 64. */
  readonly every?: number;
}

/** How far a signal may be turned down. */
const MAX_LOSS = 2 ** 20;

/** Octaves between gain and wanted gain before a power of two gives way: half an octave is the rounding, the rest hysteresis. */
const RELUCTANCE = 0.75;

const OPTIONS: OptionKeys<AgcOptions> = {
  target: true,
  attack: true,
  release: true,
  hold: true,
  lock: true,
  level: true,
  maxGain: true,
  gate: true,
  powerOfTwo: true,
  every: true,
};

/**
 * Automatic gain control, channel by channel: follows the level of the signal with an attack and a release, and multiplies by
 * target / envelope. Gains are constant over blocks of `every` samples at absolute indices and travel with the frame, so the
 * receiver inverts them exactly; a block's gain takes the block itself into account.
 *
 * With L the level of a block of n samples at f Hz, the envelope moves by (L - envelope)(1 - exp(-n / (f tau))), tau the attack
 * where L is above the envelope, else the release once the hold is over. So a step of the level is answered by 1 - exp(-t / tau) at
 * the end of each block. Under {@link rmsLevel} it is the power that moves so. The first block that is not silent sets the
 * envelope at once; before it the gain is 1. Gaps stop the clock; hold and lock are counted in whole blocks, rounded up.
 *
 * Slow adaptation is a long attack and release; a static gain from the first seconds is attack 0, a long release and a lock.
 *
 * The level is one about the mean: that of the samples so far, and once release (at least a second) has passed a running one with that
 * time constant. So an offset changes no gain. The gain multiplies the offset, though: put `centre` before where a signal has one.
 *
 * With power-of-two gains a gain changes only when the wanted one is more than 3/4 octave away: a level at rest never makes it
 * flutter, and the output stays within a factor of 2^0.75 (4.5 dB) of the target, unless `maxGain` forbids it.
 *
 * @throws {DataError} from `process` when the stream has no sample rate, or at a NaN or an infinity
 * @see D. Giannoulis, M. Massberg, J. D. Reiss, Digital Dynamic Range Compressor Design, JAES 60 (2012), section 2, for the detector
 */
export function agcStage(given: AgcOptions): Stage<Frame, Frame> {
  const {
    target,
    attack,
    release,
    hold = 0,
    lock,
    level = peakLevel(),
    maxGain = 16,
    gate = 0,
    powerOfTwo = false,
    every = 64,
  } = checkOptions('agc', given, OPTIONS);
  checkPositive('agc', 'target', target);
  for (const [option, seconds] of Object.entries({ attack, release, hold, lock: lock ?? 0 })) {
    checkNumber('agc', option, seconds, 'a finite number of seconds, at least 0', x => x >= 0);
  }
  checkStrategy('agc', 'level', level, 'of');
  checkMaxGain('agc', maxGain);
  checkNumber('agc', 'gate', gate, 'a finite number of at least 0', x => x >= 0);
  checkBoolean('agc', 'powerOfTwo', powerOfTwo);
  const options = { target, attack, release, hold, lock: lock ?? null, level: level.name, maxGain, gate, powerOfTwo };
  return fuse(
    reframeStage({ size: every }),
    gainOfBlocks({ target, attack, release, hold, lock, level, gate, gain, options }),
  );

  function gain(wanted: number, now: number, fresh: boolean): number {
    if (powerOfTwo && !fresh && Math.abs(Math.log2(wanted) - Math.log2(now)) <= RELUCTANCE) return now;
    return boundGain(wanted, maxGain, powerOfTwo, MAX_LOSS);
  }
}

/** The settings of the loop over blocks. */
interface Loop {
  readonly target: number;
  readonly attack: number;
  readonly release: number;
  readonly hold: number;
  readonly lock: number | undefined;
  readonly level: Level;
  readonly gate: number;
  /** The gain for a wanted one, given the one in force; `fresh` where none has been chosen yet. */
  readonly gain: (wanted: number, now: number, fresh: boolean) => number;
  /** All of them, for saved states. */
  readonly options: SavedOptions;
}

function gainOfBlocks(loop: Loop): Stage<Frame, Frame> {
  const { target, attack, release, hold, lock = Infinity, level, gate, gain, options } = loop;
  let envelope = new Float64Array(0); // smoothed measure of each channel; 0 until it has been heard
  let means = new Float64Array(0); // of each channel
  let averaged = 0; // samples that they are of
  let centred = new Float32Array(0); // a block less its mean
  let below = new Float64Array(0); // samples for which the level has been below the envelope
  let gains: readonly number[] = [];
  let seen = 0;

  function open(channels: number): void {
    envelope = new Float64Array(channels);
    below = new Float64Array(channels);
    means = new Float64Array(channels);
    gains = Object.freeze(new Array<number>(channels).fill(1));
  }

  /** Channel `c` less its mean, which takes this block in. */
  function deviations(f: Frame, c: number, rate: number): Float32Array {
    const { data, length } = f;
    if (centred.length < length) centred = new Float32Array(length);
    const from = c * length;
    let sum = 0;
    for (let i = from; i < from + length; i++) sum += data[i];
    const share = Math.max(length / (averaged + length), approach(length, Math.max(release, 1) * rate));
    means[c] += (sum / length - means[c]) * share;
    const mean = means[c];
    for (let i = 0; i < length; i++) centred[i] = data[from + i] - mean;
    return centred;
  }

  /** The gain of channel `c` for this block. */
  function follow(f: Frame, c: number, rate: number): number {
    const measure = level.of(deviations(f, c, rate), 0, f.length);
    if (!Number.isFinite(measure)) throw nonFinite(f, c);
    if (level.amplitude(measure) <= gate) return gains[c]; // the envelope and the hold wait
    const fresh = envelope[c] === 0;
    if (fresh) {
      envelope[c] = measure;
    } else if (measure >= envelope[c]) {
      envelope[c] += (measure - envelope[c]) * approach(f.length, attack * rate);
      below[c] = 0;
    } else if (below[c] >= hold * rate) {
      envelope[c] += (measure - envelope[c]) * approach(f.length, release * rate);
    } else {
      below[c] += f.length;
    }
    return envelope[c] === 0 ? gains[c] : gain(target / level.amplitude(envelope[c]), gains[c], fresh);
  }

  return {
    process(f, emit) {
      const rate = f.info.sampleRate;
      if (rate === undefined) {
        throw new DataError(
          'data-info',
          `agc: the stream has no sample rate, so its attack of ${attack} s is no number of samples; ` +
            `give the source a sampleRate`,
        );
      }
      if (gains.length === 0) open(f.channels);
      if (f.channels !== gains.length) {
        throw new DataError(
          'data-channels',
          `agc: the number of channels must not change, got ${f.channels} after ${gains.length} at ${when(f.info, f.start)}`,
        );
      }
      if (seen < lock * rate) {
        const next = gains.map((_, c) => follow(f, c, rate));
        averaged += f.length;
        if (next.some((g, c) => g !== gains[c])) gains = Object.freeze(next);
      }
      seen += f.length;
      emit(applyGains(f, gains));
    },
    flush: () => {},
    save: () => ({
      who: 'agc',
      version: 3,
      options,
      means: saveNumbers(means),
      averaged,
      envelope: saveNumbers(envelope),
      below: saveNumbers(below),
      gains,
      seen,
    }),
    restore(saved) {
      const state = loadState('agc', 3, saved, options);
      const savedGains = loadNumbers('agc', state.gains, { max: MAX_CHANNELS });
      const [high, low] = [state.envelope, state.below].map(list => loadNumbers('agc', list, savedGains.length));
      if (savedGains.some(g => !(g > 0 && g < Infinity)) || [...high, ...low].some(x => !(x >= 0 && x < Infinity))) {
        throw new FormatError('format-state', 'agc: the saved gains and envelopes must be finite and not negative');
      }
      const savedMeans = loadNumbers('agc', state.means, savedGains.length);
      if (!savedMeans.every(Number.isFinite))
        throw new FormatError('format-state', 'agc: the saved means must be finite');
      means = Float64Array.from(savedMeans);
      averaged = loadCount('agc', 'averaged', state.averaged);
      seen = loadCount('agc', 'seen', state.seen);
      [envelope, below, gains] = [Float64Array.from(high), Float64Array.from(low), Object.freeze(savedGains)];
    },
  };
}

/** Part of the way to its goal that a first-order lag goes in `samples`, its time constant counted in samples. */
function approach(samples: number, constant: number): number {
  return -Math.expm1(-samples / constant);
}

function nonFinite(f: Frame, c: number): DataError {
  const i = f.data.subarray(c * f.length, (c + 1) * f.length).findIndex(x => !Number.isFinite(x));
  return new DataError(
    'data-non-finite',
    `agc: channel ${f.info.names[c]} is ${f.data[c * f.length + i]} at ${when(f.info, f.start + i)}; put fillMissing in front`,
  );
}
