import { checkOneOf } from '../check.js';
import { OptionRangeError } from '../errors.js';
import { checkOptions, type OptionKeys } from '../options.js';

/** Options of {@link codeDensity}. */
export interface CodeDensityOptions {
  /** Samples of each code, the lowest first; at least 4 codes, as `codeUsageMeter` counts them. */
  readonly counts: ArrayLike<number>;
  /** What was fed in: `ramp`, every value as likely as any other, or `sine`. Either must overdrive both ends. */
  readonly source: 'ramp' | 'sine';
  /** The line that INL is measured from: through the outermost transitions, or with the least squared distance. Defaults to `ends`. */
  readonly line?: 'ends' | 'best';
}

/** Widths and places of a staircase's steps, in steps (LSB). */
export interface CodeDensity {
  /** Width of each inner code, counts[1] to the last but one, less 1. -1 is a missing code. */
  readonly dnl: Float64Array;
  /** Place of each transition, one more than inner codes, less its place on the line. */
  readonly inl: Float64Array;
  /** Largest |dnl|. */
  readonly worstDnl: number;
  /** Largest |inl|. */
  readonly worstInl: number;
}

const OPTIONS: OptionKeys<CodeDensityOptions> = { counts: true, source: true, line: true };

/**
 * Differential and integral nonlinearity of a converter or a quantizer from how often each code occurs.
 *
 * With H_k samples below code k of S in all, transition k stands at H_k / S for a ramp and at -cos(pi H_k / S) for a sine, up to gain
 * and offset. The step is the mean width of the inner codes. The outermost codes have no width: what overdrives the converter
 * lands there. Noise: a sine needs about pi 2^(b - 1) (1.96 / d)^2 samples for DNL to d steps with 95 % confidence.
 *
 * @throws {RangeError} when there are fewer than 4 codes, or no samples at an end
 * @see IEEE Std 1241-2010, section 4.7 (sine-wave histogram); J. Doernberg, H.-S. Lee and D. A. Hodges, Full-speed testing of A/D
 * converters, IEEE J. Solid-State Circuits 19 (1984), 820-827
 */
export function codeDensity(options: CodeDensityOptions): CodeDensity {
  const { counts, source, line = 'ends' } = checkOptions('codeDensity', options, OPTIONS);
  checkOneOf('codeDensity', 'source', source, ['ramp', 'sine']);
  checkOneOf('codeDensity', 'line', line, ['ends', 'best']);
  const n = counts.length;
  if (n < 4) throw new OptionRangeError(`codeDensity: counts must hold at least 4 codes, got ${n}`);
  let samples = 0;
  for (let k = 0; k < n; k++) {
    if (!Number.isSafeInteger(counts[k]) || counts[k] < 0) {
      throw new OptionRangeError(`codeDensity: counts[${k}] must be a count, got ${counts[k]}`);
    }
    samples += counts[k];
  }
  if (counts[0] === 0 || counts[n - 1] === 0) {
    throw new OptionRangeError(
      'codeDensity: counts must not be 0 at an end, as the outermost transitions cannot be placed; drive the input beyond both ends',
    );
  }

  const transitions = new Float64Array(n - 1);
  for (let k = 0, below = counts[0]; k < n - 1; below += counts[++k]) {
    transitions[k] = source === 'ramp' ? below / samples : -Math.cos((Math.PI * below) / samples);
  }
  const step = (transitions[n - 2] - transitions[0]) / (n - 2);
  if (!(step > 0)) throw new OptionRangeError('codeDensity: counts must hold samples between the ends, got none');
  const dnl = Float64Array.from({ length: n - 2 }, (_, k) => (transitions[k + 1] - transitions[k]) / step - 1);
  const inl = transitions.map((t, k) => (t - transitions[0]) / step - k);
  if (line === 'best') takeOffLine(inl);
  return { dnl, inl, worstDnl: worst(dnl), worstInl: worst(inl) };
}

/** Takes the least-squares line off. */
function takeOffLine(y: Float64Array): void {
  const centre = (y.length - 1) / 2;
  let [sum, slope, spread] = [0, 0, 0];
  y.forEach((v, k) => {
    sum += v;
    slope += v * (k - centre);
    spread += (k - centre) ** 2;
  });
  y.forEach((v, k) => (y[k] = v - sum / y.length - (slope / spread) * (k - centre)));
}

function worst(values: Float64Array): number {
  return values.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
}
