import { checkFunction } from '../check.js';
import { checkDuration, type Duration, samplesIn } from '../duration.js';
import { FormatError } from '../errors.js';
import { checkSameStream, type Frame, loadInfo, saveInfo, type StreamInfo, withoutOriginal } from '../frame.js';
import { halfEven } from '../rounding.js';
import { sliceFrame } from '../sliceFrame.js';
import type { Stage } from '../stage.js';
import { loadCount, loadState } from '../state.js';
import { checkOptions, type OptionKeys } from '../options.js';

/** That a source began anew, and how its samples go on. */
export interface Restart {
  /** Index of the first sample of the new run. */
  readonly start: number;
  /** Samples between the old run and the new one; exact where both runs have an epoch, else `gap`. */
  readonly missing: number;
  /** Whether the epochs of both runs told the time between them. */
  readonly byClock: boolean;
  /** How often the source has begun anew, this time included. */
  readonly restarts: number;
}

/** Options of {@link restampStage}. */
export interface RestampOptions {
  /** Samples taken as missing between two runs where no epoch tells; 1 sample at least, or a time such as `'1s'`. Defaults to 1. */
  readonly gap?: Duration | undefined;
  /** Called at every restart. */
  readonly onRestart?: ((restart: Restart) => void) | undefined;
}

const MOST = 2 ** 40;

const OPTIONS: OptionKeys<RestampOptions> = { gap: true, onRestart: true };

/**
 * Lets the indices of a source go on where it begins anew: after `retry`, a reconnection, a boot. A frame that starts before the end of
 * what came begins a new run; its samples stand behind a gap.
 *
 * Where both runs have an epoch and a sample rate, the gap is the true one, and samples that came before (a file that is read again from
 * its beginning) are left out. Without, the gap is `gap` samples: no window or filter joins the two runs.
 *
 * The description of the first run stays, so that all frames are of one stream. Frames of another source, other channels or another rate
 * are an error: those are other sensors.
 *
 * @throws {DataError} from `process`
 */
export function restampStage(given: RestampOptions = {}): Stage<Frame, Frame> {
  const { gap = 1, onRestart } = checkOptions('restamp', given, OPTIONS);
  checkDuration('restamp', 'gap', gap, 1, MOST);
  if (onRestart !== undefined) checkFunction('restamp', 'onRestart', onRestart);
  const options = { gap };
  let info: StreamInfo | undefined; // of the first run
  let offset = 0; // index that leaves - index that came
  let came = 0; // behind the last sample that came, by its own index
  let left = 0; // behind the last sample that left
  let restarts = 0;

  function begin(f: Frame, first: StreamInfo): Restart | undefined {
    const rate = first.sampleRate;
    restarts++;
    if (rate !== undefined && first.epoch !== undefined && f.info.epoch !== undefined) {
      offset = halfEven((Number(f.info.epoch - first.epoch) / 1e9) * rate);
      const start = Math.max(f.start + offset, left);
      return { start, missing: start - left, byClock: true, restarts };
    }
    const missing = samplesIn('restamp', 'gap', gap, rate, 1, MOST);
    offset = left + missing - f.start;
    return { start: left + missing, missing, byClock: false, restarts };
  }

  return {
    process(f, emit) {
      let restart: Restart | undefined;
      if (!info) {
        info = f.info;
        came = left = f.start;
      }
      checkSameStream('restamp', f, info);
      if (f.start < came) restart = begin(f, info);
      came = f.start + f.length;
      const repeated = Math.min(Math.max(left - (f.start + offset), 0), f.length);
      const fresh = sliceFrame(f, repeated, f.length);
      const start = f.start + offset + repeated;
      if (restart) onRestart?.(restart);
      if (fresh.length === 0 && f.length > 0) return;
      left = Math.max(left, start + fresh.length);
      emit(offset === 0 && f.info === info ? fresh : { ...withoutOriginal(fresh), start, info });
    },
    flush: () => {},
    save: () => ({
      who: 'restamp',
      version: 1,
      options,
      info: info ? saveInfo(info) : null,
      offset,
      came,
      left,
      restarts,
    }),
    restore(saved) {
      const state = loadState('restamp', 1, saved, options);
      const indices = [state.offset, state.came, state.left];
      if (!indices.every(Number.isSafeInteger))
        throw new FormatError('format-state', 'restamp: the saved indices are damaged');
      restarts = loadCount('restamp', 'restarts', state.restarts);
      info = state.info === null ? undefined : loadInfo('restamp', state.info);
      [offset, came, left] = indices as number[];
    },
  };
}
