import { checkInteger, checkStrategy } from '../check.js';
import type { Density } from '../codebooks/density.js';
import { gaussianDensity } from '../codebooks/gaussianDensity.js';
import { lloydMaxDesign } from '../codebooks/lloydMaxDesign.js';
import { checkOptions, type OptionKeys } from '../options.js';
import type { CodebookParams } from '../qparams.js';
import { codebookOf, codebookParams, type CodebookScaling } from './codebook.js';
import type { Quantizer } from './quantizer.js';

/** Options of {@link lloydMax}. */
export interface LloydMaxOptions extends CodebookScaling {
  /** Number of levels, an integer in [1, 4096]. Defaults to 16. */
  readonly levels?: number;
  /**
   * What the samples are distributed like: {@link gaussianDensity}, {@link laplacianDensity}, {@link densityOf}. Defaults to
   * gaussianDensity.
   */
  readonly density?: Density;
}

const OPTIONS: OptionKeys<LloydMaxOptions> = { levels: true, density: true, axis: true, load: true };

/**
 * Lloyd-Max quantizer: the levels of least mean squared error for a density, thresholds midway. Codes ascend with the level.
 *
 * With `load` the density's unit (one standard deviation, where its variance is 1) is the range's larger magnitude divided by
 * it; without, one unit of the samples. Zero is kept where it is a level: under a symmetric density, for an odd number
 * of levels. Ties, overload, infinities and NaN as in {@link codebook}.
 *
 * For levels made from samples see {@link kMeans}, {@link liveLloydMax} and `codebook(lloydMaxDesigner(...).value())`.
 *
 * @see J. Max, IRE Trans. IT-6 (1960), 7-12; S. P. Lloyd, IEEE Trans. IT-28 (1982), 129-137
 */
export function lloydMax(options: LloydMaxOptions = {}): Quantizer<CodebookParams> {
  const { levels = 16, density = gaussianDensity, axis, load } = checkOptions('lloydMax', options, OPTIONS);
  checkInteger('lloydMax', 'levels', levels, 1, 4096);
  checkStrategy('lloydMax', 'density', density, 'pdf');
  const design = lloydMaxDesign({ levels, density });
  return codebookOf('lloydMax', codebookParams(design.levels), { axis: axis ?? 'tensor', load });
}
