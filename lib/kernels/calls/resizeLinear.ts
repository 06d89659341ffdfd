import type { Codes } from '../../qparams.js';
import type { Kernel } from '../kernel.js';

/** How an axis gets another length: each new entry is made of two old ones. */
export interface ResizedAxis {
  /** Entries before. */
  readonly length: number;
  /** For each entry of the output, the two entries that it lies between. */
  readonly low: Int32Array;
  readonly high: Int32Array;
  /** Weight of the higher one, in parts of 2^bits; the lower one has the rest. */
  readonly weight: Int32Array;
}

/** Planes (height, width, channels) interpolated linearly along both axes. */
export interface ResizeLinearConstants {
  readonly rows: ResizedAxis;
  readonly columns: ResizedAxis;
  readonly channels: number;
  /** Bits of the weights. */
  readonly bits: number;
  /** Where a mean that lies in the middle of two codes goes. */
  readonly ties: 'away' | 'up';
}

/** Codes interpolated linearly: the sum of four is exact, and rounded once. */
export const resizeLinear: Kernel<ResizeLinearConstants> = (constants, [x], [made]) => {
  const { rows, columns, channels, bits, ties } = constants;
  const out = made as Codes;
  const one = 2 ** bits;
  const whole = one * one;
  const half = whole / 2;
  const line = columns.length * channels;
  const plane = rows.length * line;
  return () => {
    for (let begin = 0, at = 0; begin < x.length; begin += plane) {
      for (let i = 0; i < rows.low.length; i++) {
        const [top, bottom] = [begin + rows.low[i] * line, begin + rows.high[i] * line];
        const down = rows.weight[i];
        for (let j = 0; j < columns.low.length; j++) {
          const [left, right] = [columns.low[j] * channels, columns.high[j] * channels];
          const across = columns.weight[j];
          for (let c = 0; c < channels; c++) {
            const upper = x[top + left + c] * (one - across) + x[top + right + c] * across;
            const lower = x[bottom + left + c] * (one - across) + x[bottom + right + c] * across;
            const sum = upper * (one - down) + lower * down;
            out[at++] =
              ties === 'up'
                ? Math.floor((sum + half) / whole)
                : Math.trunc((sum > 0 ? sum + half : sum - half) / whole);
          }
        }
      }
    }
  };
};
