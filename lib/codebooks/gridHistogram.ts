import type { Accumulator } from '../accumulator.js';
import { checkInteger } from '../check.js';
import { DataError, OptionRangeError, OptionTypeError } from '../errors.js';
import { type Frame, streamInfo, when } from '../frame.js';
import { pointsOf } from '../statistics/histogram.js';
import { Sketch } from '../statistics/sketch.js';
import { type Json, loadState } from '../state.js';

/** Options of {@link gridHistogram}. */
export interface GridHistogramOptions {
  /** The most cells, a power of two in [2^4, 2^14]. Defaults to 4096. */
  readonly cells?: number | undefined;
  /** Who asks, for messages. Defaults to `gridHistogram`. */
  readonly who?: string;
}

/** What a {@link gridHistogram} has counted: the cells that hold samples, ascending. */
export interface CellCounts {
  /** The middle of each cell; where a cell holds one value, as codes of a converter, that value. */
  readonly values: readonly number[];
  /** Samples in each. */
  readonly counts: readonly number[];
}

/**
 * Counts of all samples of all channels on the sketch's grid of powers of two, as weighted points. NaN and infinities are errors.
 * Frames may differ in shape.
 *
 * @internal
 *
 * @see sketch for what the grid promises
 */
export function gridHistogram({ cells = 4096, who = 'gridHistogram' }: GridHistogramOptions = {}): Accumulator<
  Frame,
  CellCounts
> {
  checkInteger(who, 'cells', cells, 16, 16384);
  if (!Number.isInteger(Math.log2(cells))) {
    throw new OptionRangeError(`${who}: cells must be a power of two, got ${cells}`);
  }
  return new GridHistogram(new Sketch('gridHistogram', cells, 'error'), who);
}

const info = streamInfo({ channels: 1 });

class GridHistogram implements Accumulator<Frame, CellCounts> {
  constructor(
    private readonly sketch: Sketch,
    private readonly who: string,
  ) {}

  push(f: Frame): void {
    const { data } = f;
    let poison = 0; // becomes NaN at the first sample that is not finite
    for (let i = 0; i < data.length; i++) poison += data[i] * 0;
    if (poison !== 0) {
      const i = data.findIndex(x => !Number.isFinite(x));
      const c = Math.floor(i / f.length);
      throw new DataError(
        'data-non-finite',
        `${this.who}: channel ${f.info.names[c]} is ${data[i]} at ${when(f.info, f.start + i - c * f.length)}; put fillMissing in front`,
      );
    }
    this.sketch.push({ data, channels: 1, length: data.length, start: 0, info });
  }

  value(): CellCounts {
    const [h] = this.sketch.value();
    if (!h) return Object.freeze({ values: Object.freeze([]), counts: Object.freeze([]) });
    const { values, counts } = pointsOf(h);
    return Object.freeze({ values: Object.freeze(values), counts: Object.freeze(counts) });
  }

  merge(other: Accumulator<Frame, CellCounts>): void {
    if (!(other instanceof GridHistogram))
      throw new OptionTypeError('gridHistogram: merges only with another gridHistogram');
    this.sketch.merge(other.sketch);
  }

  save(): Json {
    return { who: 'gridHistogram', version: 2, sketch: this.sketch.save() };
  }

  restore(saved: unknown): void {
    this.sketch.restore(loadState('gridHistogram', 2, saved).sketch);
  }

  reset(): void {
    this.sketch.reset();
  }
}
