import type { AnyFrame } from '../frame.js';
import type { NetworkInput, Values } from '../graph/network.js';
import { allocate } from '../graph/tensor.js';
import { placeOf, timeLayout } from '../graph/timeLayout.js';

/** The samples of a run that one input of a network takes: the last ones of the run, as many as the input has. */
export interface Entrance {
  /** As the network takes them, row-major. */
  readonly values: Values;
  /** Takes `count` samples of a frame of the input's channels, from `from` on; `filled` samples of the run were there before. */
  fill(f: AnyFrame, from: number, count: number, filled: number): void;
  /** The last samples of a run become the first ones of the next one, `hop` samples later. */
  slide(hop: number): void;
  /** All samples become zeros. */
  clear(): void;
  /** What is there after `filled` samples of a run, (time, channels). */
  save(filled: number): number[];
  /** How many numbers there are after `filled` samples of a run. */
  held(filled: number): number;
  /** Takes up what was saved. */
  restore(numbers: readonly number[]): void;
}

/**
 * @internal
 *
 * @param run samples of a run; the input has at most as many
 */
export function entrance(input: NetworkInput, run: number): Entrance {
  const layout = timeLayout(input);
  const { time, channels, step } = layout;
  const { params } = input;
  const late = run - time; // samples of a run before the input's first one
  const values = allocate(params, time * channels);
  const held = (filled: number) => Math.max(filled - late, 0) * channels;

  return {
    values,
    fill({ data, length }, from, count, filled) {
      const first = Math.max(late - filled, 0);
      for (let c = 0; c < channels; c++) {
        let at = placeOf(layout, c) + (filled + first - late) * step;
        const stop = c * length + from + count;
        for (let i = c * length + from + first; i < stop; i++, at += step) values[at] = data[i];
      }
    },
    slide(hop) {
      if (hop >= time) return;
      for (let c = 0; c < channels; c += step) {
        const first = placeOf(layout, c);
        values.copyWithin(first, first + hop * step, first + time * step);
      }
    },
    clear: () => void values.fill(params?.zeroPoint[0] ?? 0),
    held,
    save: filled =>
      Array.from({ length: held(filled) }, (_, k) => {
        return values[placeOf(layout, k % channels) + Math.floor(k / channels) * step];
      }),
    restore(numbers) {
      for (let k = 0; k < numbers.length; k++) {
        values[placeOf(layout, k % channels) + Math.floor(k / channels) * step] = numbers[k];
      }
    },
  };
}
