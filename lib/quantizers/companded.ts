import { checkFunction, checkInteger, checkOneOf, show } from '../check.js';
import { OptionRangeError } from '../errors.js';
import { staircase, stepEnd } from '../kernels/staircase.js';
import { checkOptions, type OptionKeys } from '../options.js';
import type { CodebookParams } from '../qparams.js';
import { codebookOf, codebookParams } from './codebook.js';
import { invertCurve } from './invertCurve.js';
import type { Quantizer } from './quantizer.js';

/** Options of {@link companded}. */
export interface CompandedOptions {
  /** The curve: a rising function of x = sample / peak. Any start and end values, as only its shape counts. */
  readonly compress: (x: number) => number;
  /** Its inverse where known; found numerically by default. */
  readonly expand?: (y: number) => number;
  /** Its derivative where known: a second check that the curve rises. */
  readonly derivative?: (x: number) => number;
  /**
   * Where the curve is defined: `half`, on [0, 1] and mirrored for negative samples; `full`, on [-1, 1]. Defaults to
   * `half`.
   */
  readonly domain?: 'half' | 'full';
  /**
   * `midTread`: a level in the middle of the curve, 2^b - 1 codes; `midRise`: a threshold there, 2^b codes. Defaults to
   * `midTread`.
   */
  readonly steps?: 'midTread' | 'midRise';
  /** Code width in bits, an integer in [2, 12]. Defaults to 8. */
  readonly bits?: number;
  /** One peak for the whole frame (`tensor`) or one for each channel. Defaults to `channel`. */
  readonly axis?: 'tensor' | 'channel';
}

/** Points at which a curve is checked, on each side of 0. */
const POINTS = 4096;

const OPTIONS: OptionKeys<CompandedOptions> = {
  compress: true,
  expand: true,
  derivative: true,
  domain: true,
  steps: true,
  bits: true,
  axis: true,
};

/**
 * Compands with any rising curve and rounds to equal steps behind it. With y the curve shifted and scaled to [-1, 1]:
 * mid-tread `q = round(qmax y)`, qmax = 2^(b-1) - 1, and level q stands at y = q / qmax; mid-rise `q = floor(2^(b-1) y)`,
 * and level q at y = (q + 1/2) / 2^(b-1). The levels go into the parameters, so that decoding needs no function.
 *
 * Thresholds and levels are the curve's inverse to the last bit of a double, by bisection. Under `half` and `midTread` zero
 * is kept exactly, and q(-x) = -q(x); a sample on a threshold goes to the step nearer to 0. The peak is the larger
 * magnitude of the range's ends. Samples more than half the outermost step beyond the outermost level, infinities among
 * them, get the outermost code and count as clipped; a channel that is 0 throughout gets peak 1; NaN is an error.
 *
 * @throws {RangeError} when the curve is not finite or does not rise somewhere on 4096 points of [0, 1] (and of [-1, 0]),
 * or rises so little that two levels are one float32 number
 * @see W. R. Bennett, "Spectra of Quantized Signals", BSTJ 27 (1948), 446-472
 */
export function companded(options: CompandedOptions): Quantizer<CodebookParams> {
  const {
    compress,
    expand,
    derivative,
    domain = 'half',
    steps = 'midTread',
    bits = 8,
    axis = 'channel',
  } = checkOptions('companded', options, OPTIONS);
  checkFunction('companded', 'compress', compress);
  if (expand) checkFunction('companded', 'expand', expand);
  if (derivative) checkFunction('companded', 'derivative', derivative);
  checkOneOf('companded', 'domain', domain, ['half', 'full']);
  checkOneOf('companded', 'steps', steps, ['midTread', 'midRise']);
  checkInteger('companded', 'bits', bits, 2, 12);
  const start = domain === 'half' ? 0 : -1;
  checkRises({ compress, expand, derivative, start });

  const [tread, half] = [steps === 'midTread', 2 ** (bits - 1)];
  const [qmin, qmax] = tread ? [1 - half, half - 1] : [-half, half - 1];
  // x where y = k / places - 1: levels are the even k and thresholds the odd ones (mid-tread), or the other way round
  const places = tread ? 2 * qmax : 2 * half;
  const x = new Float64Array(2 * places + 1);
  const [bottom, top] = [compress(start), compress(1)];
  const invert = expand ?? invertCurve(compress, start);
  const first = domain === 'half' ? places : 0;
  for (let k = first + 1; k < 2 * places; k++) {
    x[k] = invert(bottom + ((k - first) / (2 * places - first)) * (top - bottom));
  }
  x[2 * places] = 1;
  if (domain === 'full') x[0] = -1;
  else for (let k = 0; k < places; k++) x[k] = 0 - x[2 * places - k];

  const isLevel = (k: number) => (k % 2 === 0) === tread;
  const levels = Array.from(x).filter((_, k) => isLevel(k));
  const thresholds = x.filter((_, k) => !isLevel(k) && k > 0 && k < 2 * places).map(stepEnd);
  checkDistinct(x, levels, qmin);
  const n = levels.length;
  const stairs = staircase(
    thresholds,
    Int32Array.from(levels, (_, k) => k),
    levels[0] - (levels[1] - levels[0]) / 2,
    levels[n - 1] + (levels[n - 1] - levels[n - 2]) / 2,
  );
  return codebookOf('companded', codebookParams(Object.freeze(levels), qmin), { axis, load: 1 }, () => stairs);
}

function checkRises({
  compress,
  expand,
  derivative,
  start,
}: Pick<CompandedOptions, 'compress'> & {
  readonly expand: CompandedOptions['expand'] | undefined;
  readonly derivative: CompandedOptions['derivative'] | undefined;
  readonly start: number;
}): void {
  const fail = (option: string, rule: string, x: number, got: unknown) => {
    throw new OptionRangeError(`companded: ${option} must ${rule} on [${start}, 1], got ${show(got)} at ${x}`);
  };
  let before = -Infinity;
  for (let i = start * POINTS; i <= POINTS; i++) {
    const x = i / POINTS;
    const y = compress(x);
    if (!Number.isFinite(y)) fail('compress', 'be finite', x, y);
    if (y <= before) fail('compress', `rise above ${before}, its value 1/${POINTS} before,`, x, y);
    before = y;
    const inside = i > start * POINTS && i < POINTS; // at the ends a slope may be infinite
    if (derivative && inside && !(derivative(x) >= 0)) fail('derivative', 'not be negative', x, derivative(x));
    if (expand && !(Math.abs(expand(y) - x) <= 1e-9)) fail('expand', 'undo compress to 1e-9', x, expand(y));
  }
}

/** Checks that thresholds and levels alternate, and that levels stay apart when decoded. */
function checkDistinct(x: Float64Array, levels: readonly number[], qmin: number): void {
  const ascends = x.every((value, k) => k === 0 || value > x[k - 1]);
  for (let k = 1; k < levels.length; k++) {
    if (ascends && Math.fround(levels[k]) > Math.fround(levels[k - 1])) continue;
    throw new OptionRangeError(
      `companded: levels must differ in float32, got ${levels[k - 1]} and ${levels[k]} for the codes ${qmin + k - 1} and ` +
        `${qmin + k}; take fewer bits or a curve that is less steep`,
    );
  }
}
