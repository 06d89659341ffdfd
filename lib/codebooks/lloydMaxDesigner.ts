import type { Accumulator } from '../accumulator.js';
import { checkInteger } from '../check.js';
import { OptionTypeError } from '../errors.js';
import type { Frame } from '../frame.js';
import { checkOptions, type OptionKeys } from '../options.js';
import { type Json, loadState } from '../state.js';
import { gridHistogram } from './gridHistogram.js';
import type { LevelDesign } from './levelDesign.js';
import { pointDesign } from './pointDesign.js';

/** Options of {@link lloydMaxDesigner}. */
export interface LloydMaxDesignerOptions {
  /** The most levels, an integer in [1, 4096]. */
  readonly levels: number;
  /** The most cells of the histogram, a power of two in [2^4, 2^14]. Defaults to 4096. */
  readonly cells?: number;
}

const OPTIONS: OptionKeys<LloydMaxDesignerOptions> = { levels: true, cells: true };

/**
 * Levels of least mean squared error for all samples seen so far, of all channels together: the optimum for a histogram whose
 * cells are the least power of two at which the samples span no more than `cells` of them, found when the value is asked for.
 *
 * Samples of fewer distinct cells than `levels` get a level each; before the first sample the only level is 0. Exact: the same
 * bit for bit for any cutting, order and merging.
 */
export function lloydMaxDesigner(options: LloydMaxDesignerOptions): Accumulator<Frame, LevelDesign> {
  const { levels, cells } = checkOptions('lloydMaxDesigner', options, OPTIONS);
  checkInteger('lloydMaxDesigner', 'levels', levels, 1, 4096);
  return new LloydMaxDesigner(levels, gridHistogram({ cells, who: 'lloydMaxDesigner' }));
}

class LloydMaxDesigner implements Accumulator<Frame, LevelDesign> {
  constructor(
    private readonly levels: number,
    private readonly histogram: ReturnType<typeof gridHistogram>,
  ) {}

  push(f: Frame): void {
    this.histogram.push(f);
  }

  value(): LevelDesign {
    const { values, counts } = this.histogram.value();
    return pointDesign({ values: values, counts: counts }, this.levels);
  }

  merge(other: Accumulator<Frame, LevelDesign>): void {
    if (!(other instanceof LloydMaxDesigner) || other.levels !== this.levels) {
      throw new OptionTypeError(`lloydMaxDesigner: merges only with another lloydMaxDesigner of ${this.levels} levels`);
    }
    this.histogram.merge(other.histogram);
  }

  save(): Json {
    return { who: 'lloydMaxDesigner', version: 1, histogram: this.histogram.save() };
  }

  restore(saved: unknown): void {
    this.histogram.restore(loadState('lloydMaxDesigner', 1, saved).histogram);
  }

  reset(): void {
    this.histogram.reset();
  }
}
