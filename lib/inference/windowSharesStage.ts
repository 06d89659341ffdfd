import type { Frame } from '../frame.js';
import { reframeStage } from '../framing/reframeStage.js';
import { countMarks, marksOf } from '../marks.js';
import { halfEven } from '../rounding.js';
import { fuse, type Stage, stateless } from '../stage.js';

/** What of a window's samples, over all channels, is no measurement; shares from 0 to 1. */
export interface WindowShares {
  /** Index of the window: it covers the samples from index * hop on. */
  readonly index: number;
  /** Held or interpolated by `fillMissing`, or marked as missing. */
  readonly held: number;
  /** In runs of equal samples: a second of them at least, or half of the window where that is less; never fewer than 8. */
  readonly flat: number;
  /** At the smallest or largest value of their channel in the window, three in a row at least, where it takes 16 values or more. */
  readonly railed: number;
  /** Beyond the range of the network's input; 0 where it takes real numbers. */
  readonly clipped: number;
}

const FEWEST = 8;
const RAIL_RUN = 3;
const RAIL_VALUES = 16;

/**
 * The shares of each whole window [k * hop, k * hop + window) that no gap cuts: the windows that a network is run on.
 *
 * @internal
 *
 * @param low  least sample that is not clipped
 * @param high largest one
 */
export function windowSharesStage(window: number, hop: number, low: number, high: number): Stage<Frame, WindowShares> {
  const bare = stateless('windowShares', ({ data, channels, length, start, info, ...rest }: Frame): Frame => {
    return { data, channels, length, start, info, ...marksOf(rest) };
  });
  const measure = stateless('windowShares', (f: Frame): WindowShares => {
    const second = Math.max(16, halfEven(f.info.sampleRate ?? 64));
    const run = Math.max(FEWEST, Math.min(second, Math.floor(window / 2)));
    const total = f.data.length;
    let [flat, railed, clipped] = [0, 0, 0];
    for (let i = 0; i < total; i++) if (f.data[i] < low || f.data[i] > high) clipped++;
    for (let c = 0; c < f.channels; c++) {
      flat += inRuns(f.data, c * f.length, (c + 1) * f.length, run, undefined);
      railed += atRails(f.data, c * f.length, (c + 1) * f.length, run);
    }
    const held = countMarks(f.missing, 0, total) + countMarks(f.filled, 0, total);
    return {
      index: f.start / hop,
      held: held / total,
      flat: flat / total,
      railed: railed / total,
      clipped: clipped / total,
    };
  });
  return fuse(bare, reframeStage({ size: window, hop, tail: 'drop' }), measure);
}

/** Samples in runs of at least `least` equal ones; of `at` alone where it is given. */
function inRuns(x: Float32Array, begin: number, end: number, least: number, at: number | undefined): number {
  let count = 0;
  for (let i = begin; i < end;) {
    let next = i + 1;
    while (next < end && x[next] === x[i]) next++;
    if (next - i >= least && (at === undefined || x[i] === at)) count += next - i;
    i = next;
  }
  return count;
}

/** Samples at the extremes of a channel that moves; runs of `flat` samples are flat, not railed. */
function atRails(x: Float32Array, begin: number, end: number, flat: number): number {
  let [min, max] = [Infinity, -Infinity];
  const values = new Set<number>();
  for (let i = begin; i < end; i++) {
    if (values.size < RAIL_VALUES) values.add(x[i]);
    if (x[i] < min) min = x[i];
    if (x[i] > max) max = x[i];
  }
  if (values.size < RAIL_VALUES) return 0;
  let count = 0;
  for (const rail of [min, max]) count += inRuns(x, begin, end, RAIL_RUN, rail) - inRuns(x, begin, end, flat, rail);
  return count;
}
