import { checkFollows, type Frame, type RangedFrame, saveInfo } from '../frame.js';
import { loadFrames, saveFrame } from '../ranges/heldFrames.js';
import { gainOf } from '../sensorDomain.js';
import { type Emit, inTurn, type Stage } from '../stage.js';
import { loadNumbers, loadState, saveNumbers } from '../state.js';
import { applyCentres, exactCentre } from './centring.js';
import { refuseNonFinite } from './refuseNonFinite.js';

/**
 * Centres by the mean or the median of the first `samples` samples, which are held.
 *
 * @internal
 */
export function calibratedCentre(
  samples: number,
  statistic: 'mean' | 'median',
): Stage<Frame | RangedFrame, Frame | RangedFrame> {
  const options = { samples, statistic };
  const find = statistic === 'mean' ? meanOf : medianOf;
  let held: (Frame | RangedFrame)[] = [];
  let seen = 0;
  let centres: readonly number[] | undefined;

  /** The first samples of channel `c`, in order, their gains divided out. */
  function firstSamples(c: number): Float64Array {
    const all = new Float64Array(Math.min(seen, samples));
    let at = 0;
    for (const f of held) {
      const [from, gain] = [c * f.length, gainOf(f, c)];
      const count = Math.min(f.length, all.length - at);
      for (let i = 0; i < count; i++) all[at + i] = f.data[from + i] / gain;
      at += count;
    }
    return all;
  }

  function settle(emit: Emit<Frame | RangedFrame>): void {
    const frames = held;
    const [first] = frames;
    centres = Object.freeze(
      Array.from({ length: first.channels }, (_, c) => {
        const x = firstSamples(c);
        return x.length === 0 ? 0 : exactCentre(find(x), peakOf(x));
      }),
    );
    held = [];
    for (const f of frames) emit(applyCentres(f, centres));
  }

  return inTurn({
    process(f, emit) {
      if (centres) {
        emit(applyCentres(f, centres));
        return;
      }
      const last = held.at(-1);
      if (last) checkFollows('centre', f, last.info, last.start + last.length);
      refuseNonFinite('centre', f);
      held.push(f);
      seen += f.length;
      if (seen >= samples) settle(emit);
    },
    flush(emit) {
      if (!centres && held.length > 0) settle(emit);
    },
    save: () => ({
      who: 'centre',
      version: 1,
      options,
      centres: centres ? saveNumbers(centres) : null,
      info: held.length > 0 ? saveInfo(held[0].info) : null,
      held: held.map(saveFrame),
    }),
    restore(saved) {
      const state = loadState('centre', 1, saved, options);
      const loaded = state.centres === null ? undefined : loadNumbers('centre', state.centres);
      held = loadFrames('centre', state.info, state.held);
      seen = held.reduce((sum, f) => sum + f.length, 0);
      centres = loaded && Object.freeze(loaded);
    },
  });
}

function meanOf(x: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i];
  return sum / x.length;
}

function medianOf(x: Float64Array): number {
  const sorted = x.slice().sort();
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function peakOf(x: Float64Array): number {
  let peak = 0;
  for (let i = 0; i < x.length; i++) peak = Math.max(peak, Math.abs(x[i]));
  return peak;
}
