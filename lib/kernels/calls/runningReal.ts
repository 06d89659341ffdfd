import type { Codes } from '../../qparams.js';
import type { Kernel } from '../kernel.js';
import { averagePoolReal, type AveragePoolRealConstants } from './averagePoolReal.js';
import { reduceReal, type ReduceRealConstants } from './reduceReal.js';
import type { TimeWindowConstants } from './timeWindow.js';

/** A sum of real numbers over the newest columns of a stream, which depends on their order: it is made anew in every run. */
export interface RunningRealConstants extends TimeWindowConstants {
  /** What is computed over the window, shape (outer, size, inner). */
  readonly over:
    | { readonly kernel: 'reduceReal'; readonly constants: ReduceRealConstants }
    | { readonly kernel: 'averagePoolReal'; readonly constants: AveragePoolRealConstants };
}

/** As `runningSum`, with the same state, for arithmetic in real numbers: the ring is laid out from the oldest column on, and summed. */
export const runningReal: Kernel<RunningRealConstants> = (constants, [x], [out, ring, , place], tools) => {
  const { outer, size, added, inner, every, over } = constants;
  const window = (ring as Codes).slice(0, outer * size * inner); // an array of its type
  const sum =
    over.kernel === 'reduceReal'
      ? reduceReal(over.constants, [window], [out], tools)
      : averagePoolReal(over.constants, [window], [out], tools);
  return () => {
    const [turn, head] = place;
    const next = (head + added) % size;
    for (let o = 0; o < outer; o++) {
      const [from, row] = [o * added * inner, o * size * inner];
      const held = turn * outer * size * inner + row;
      for (let i = 0; i < added; i++) {
        const to = held + ((head + i) % size) * inner;
        for (let k = 0; k < inner; k++) ring[to + k] = x[from + i * inner + k];
      }
      for (let i = 0; i < size; i++) {
        const at = held + ((next + i) % size) * inner;
        for (let k = 0; k < inner; k++) window[row + i * inner + k] = ring[at + k];
      }
    }
    place[0] = turn + 1 === every ? 0 : turn + 1;
    if (place[0] === 0) place[1] = next;
    sum();
  };
};
