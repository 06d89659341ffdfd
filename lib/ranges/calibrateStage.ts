import { checkFunction, checkInteger } from '../check.js';
import { FormatError } from '../errors.js';
import { checkFollows, type Frame, loadInfo, type RangedFrame, saveInfo, sliceFrame } from '../frame.js';
import type { Emit, Stage } from '../stage.js';
import { loadCount, loadNumbers, loadState, saveNumbers } from '../state.js';
import { minMax } from './minMax.js';
import { loadRange, type Range, type RangeTracker, saveRange } from './range.js';

/** Options of {@link calibrateStage}. */
export interface CalibrateOptions {
  /** Samples in each channel that the range is taken from, an integer in [1, 2^24]. */
  readonly samples: number;
  /** Makes the tracker; called once for each subscription. Defaults to {@link minMax}. */
  readonly tracker?: () => RangeTracker;
  /** Told of the frozen range, once. */
  readonly onRange?: (range: Range) => void;
}

/**
 * Takes the range of the first `samples` samples and freezes it for the whole stream. The samples it looked at are held and
 * then given out too, in order: nothing is lost. A shorter stream is calibrated on what there is.
 *
 * Holds at most `samples` samples and one input frame.
 */
export function calibrateStage({ samples, tracker = minMax, onRange }: CalibrateOptions): Stage<Frame, RangedFrame> {
  checkInteger('calibrate', 'samples', samples, 1, 2 ** 24);
  checkFunction('calibrate', 'tracker', tracker);
  const statistics = tracker();
  let held: Frame[] = [];
  let seen = 0;
  let range: Range | undefined;
  let last: Frame | undefined; // shape of the stream, for checks

  function freeze(emit: Emit<RangedFrame>): void {
    range = statistics.value();
    const frozen = range;
    onRange?.(frozen);
    const frames = held;
    held = [];
    for (const f of frames) emit({ ...f, range: frozen });
  }

  return {
    process(f, emit) {
      if (range) {
        emit({ ...f, range });
        return;
      }
      if (last) checkFollows('calibrate', f, last.info, last.start + last.length);
      last = f;
      const count = Math.min(f.length, samples - seen);
      statistics.push(sliceFrame(f, 0, count));
      held.push(f);
      seen += count;
      if (seen === samples) freeze(emit);
    },
    flush(emit) {
      if (!range && held.length > 0) freeze(emit);
    },
    save: () => ({
      who: 'calibrate',
      version: 1,
      statistics: statistics.save(),
      seen,
      range: range ? saveRange(range) : null,
      info: held.length > 0 ? saveInfo(held[0].info) : null,
      held: held.map(f => ({ start: f.start, length: f.length, samples: saveNumbers(f.data) })),
    }),
    restore(saved) {
      const state = loadState('calibrate', 1, saved);
      statistics.restore(state.statistics);
      seen = loadCount('calibrate', 'seen', state.seen);
      range = state.range === null ? undefined : loadRange('calibrate', state.range);
      const frames = state.held;
      if (!Array.isArray(frames)) throw new FormatError('format-state', 'calibrate: the saved frames are damaged');
      const info = frames.length > 0 ? loadInfo('calibrate', state.info) : undefined;
      held = frames.map((f: Record<string, unknown>) => {
        const length = loadCount('calibrate', 'length', f.length);
        const start = f.start as number;
        if (!info || !Number.isSafeInteger(start))
          throw new FormatError('format-state', 'calibrate: the saved frames are damaged');
        const channels = info.names.length;
        const data = Float32Array.from(loadNumbers('calibrate', f.samples, channels * length));
        return { data, channels, length, start, info };
      });
      last = held.at(-1);
    },
  };
}
