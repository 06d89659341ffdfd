import { DataError } from '../errors.js';
import { checkFollows, type Frame, loadInfo, saveInfo, type StreamInfo, when, withoutOriginal } from '../frame.js';
import type { Stage } from '../stage.js';
import { loadNumbers, loadState, saveNumbers } from '../state.js';
import { FormatError } from '../errors.js';
import type { PredictionLoop } from './prediction.js';

/**
 * A stage around one of the prediction loops. The memory is 0 at the start and behind every gap, on both sides alike.
 *
 * @internal
 *
 * @param predictors one for all channels, or one a channel, each of the same order
 */
export function predictorStage(
  who: string,
  loop: PredictionLoop,
  predictors: readonly Float64Array[],
): Stage<Frame, Frame> {
  const order = predictors[0].length;
  const options = { predictors: predictors.map(p => Array.from(p)) };
  let info: StreamInfo | undefined;
  let end = 0; // absolute index behind the last sample
  let past: Float64Array[] = []; // the receiver's last samples of each channel, newest first

  function open(f: Frame): void {
    if (predictors.length !== 1 && predictors.length !== f.channels) {
      throw new DataError(
        'data-channels',
        `${who}: frame at ${when(f.info, f.start)} has ${f.channels} channels, there are predictors for ${predictors.length}`,
      );
    }
    info = f.info;
    past = Array.from({ length: f.channels }, () => new Float64Array(order));
  }

  return {
    process(f, emit) {
      if ('range' in f) {
        throw new DataError(
          'data-order',
          `${who}: changes the range of the samples, so it comes before trackRange and calibrate; ` +
            `got a frame at ${when(f.info, f.start)} that has been through them`,
        );
      }
      if (!info) open(f);
      else checkFollows(who, f, info, end);
      if (f.start > end) for (const p of past) p.fill(0);
      const data = new Float32Array(f.data.length);
      for (let c = 0; c < f.channels; c++) {
        const [begin, stop] = [c * f.length, (c + 1) * f.length];
        const predictor = predictors[predictors.length === 1 ? 0 : c];
        const reached = loop(f.data, begin, stop, predictor, past[c], data);
        if (reached < stop) throw nonFinite(who, f, c, reached);
      }
      end = f.start + f.length;
      emit({ ...withoutOriginal(f), data });
    },
    flush: () => {
      info = undefined;
    },
    save: () => ({
      who,
      version: 2,
      options,
      info: info ? saveInfo(info) : null,
      end,
      past: past.map(p => saveNumbers(p)),
    }),
    restore(saved) {
      const state = loadState(who, 2, saved, options);
      const stream = state.info === null ? undefined : loadInfo(who, state.info);
      const channels = stream?.names.length ?? 0;
      const rows = state.past;
      if (!Number.isSafeInteger(state.end) || !Array.isArray(rows) || (stream && rows.length !== channels)) {
        throw new FormatError('format-state', `${who}: the saved state is damaged`);
      }
      past = rows.slice(0, channels).map(row => Float64Array.from(loadNumbers(who, row, order)));
      [info, end] = [stream, state.end as number];
    },
  };
}

function nonFinite(who: string, f: Frame, c: number, at: number): DataError {
  return new DataError(
    'data-non-finite',
    `${who}: channel ${f.info.names[c]} is ${f.data[at]} at ${when(f.info, f.start + at - c * f.length)}, ` +
      `which leaves float32; fill gaps and limit the samples first`,
  );
}
