import { FormatError } from '../errors.js';
import { type Json, loadNumbers } from '../state.js';

const PAGE = 256;

/**
 * Counts of float32 numbers by the upper half of their bits: cells of 1/128 of their magnitude, whatever the range. No spike
 * widens them. Pages of 2 KB are made where numbers fall: 512 KB at most.
 *
 * @internal
 */
export class HalfCells {
  private readonly pages = new Array<Float64Array | undefined>(PAGE).fill(undefined);

  /** Counts the finite ones of words[0] to words[length - 1], the bits of float32 numbers. */
  add(words: Int32Array, length: number): void {
    for (let i = 0; i < length; i++) {
      const half = words[i] >>> 16;
      if ((half & 0x7f80) === 0x7f80) continue;
      const page = (this.pages[half >>> 8] ??= new Float64Array(PAGE));
      page[half & 255]++;
    }
  }

  merge(other: HalfCells): void {
    other.pages.forEach((counts, p) => {
      if (!counts) return;
      const page = (this.pages[p] ??= new Float64Array(PAGE));
      for (let k = 0; k < PAGE; k++) page[k] += counts[k];
    });
  }

  /** The cells that hold numbers: their middles, widths and counts, in no order; both zeros are one, of no width. */
  cells(): readonly Cell[] {
    const [words, out] = [new Int32Array(1), [] as Cell[]];
    const real = new Float32Array(words.buffer);
    const value = (half: number) => ((words[0] = half << 16), real[0]);
    let zeros = 0;
    this.pages.forEach((counts, p) =>
      counts?.forEach((count, k) => {
        if (count === 0) return;
        const half = p * PAGE + k;
        const low = value(half);
        if (low === 0) zeros += count;
        else out.push({ value: (low + value(half + 1)) / 2, width: Math.abs(value(half + 1) - low), count });
      }),
    );
    return zeros > 0 ? [...out, { value: 0, width: 0, count: zeros }] : out;
  }

  save(): Json {
    const pairs: number[] = [];
    this.pages.forEach((counts, p) => counts?.forEach((n, k) => n > 0 && pairs.push(p * PAGE + k, n)));
    return pairs;
  }

  static restore(who: string, saved: unknown): HalfCells {
    const pairs = loadNumbers(who, saved, { max: 2 * PAGE * PAGE });
    const cells = new HalfCells();
    for (let i = 0; i < pairs.length; i += 2) {
      const [half, count] = [pairs[i], pairs[i + 1]];
      const known = Number.isSafeInteger(half) && half >= 0 && half < PAGE * PAGE && (half & 0x7f80) !== 0x7f80;
      if (!known || !Number.isSafeInteger(count) || count < 1) {
        throw new FormatError('format-state', `${who}: the saved differences are damaged`);
      }
      (cells.pages[half >>> 8] ??= new Float64Array(PAGE))[half & 255] += count;
    }
    return cells;
  }
}

/** Numbers of nearly one value. */
export interface Cell {
  readonly value: number;
  readonly width: number;
  readonly count: number;
}
