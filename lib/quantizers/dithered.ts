import { checkBoolean, checkInteger, checkOneOf } from '../check.js';
import { OptionRangeError } from '../errors.js';
import type { Frame } from '../frame.js';
import { type Dither, ditherOf, type DitherShape, ditherShapes } from '../kernels/dither.js';
import { checkOptions, type OptionKeys } from '../options.js';
import { freezeParams } from '../qparams.js';
import { perRange } from '../ranges/perRange.js';
import { fixedRange, type Range, range as rangeOf } from '../range.js';
import { stateless } from '../stage.js';
import { encodeFrame, type Quantizer, type StreamQuantizer } from './quantizer.js';
import { checkUniform, stepOf, type UniformParams } from './uniformGrid.js';

export type { DitherShape };

/** Options of {@link dithered}. */
export interface DitheredOptions {
  /** A rule with equal steps: `affine`, `symmetric`, `midRise`, `powerOfTwo`, `fixedPoint`. */
  readonly quantizer: Quantizer<UniformParams>;
  /** Distribution of what is added, in steps; see {@link DitherShape}. Defaults to `tpdf`, or to `rpdf` when subtractive. */
  readonly dither?: DitherShape;
  /** Whether the receiver takes the dither off again; needs `rpdf` and affine parameters. Defaults to false. */
  readonly subtractive?: boolean;
  /** Seed of the dither, an integer in [0, 2^32); streams that are mixed later want different ones. */
  readonly seed: number;
  /** A fixed range: [min, max] for all channels, or one a channel. By default each frame's own. */
  readonly range?: Range | readonly [min: number, max: number];
}

const OPTIONS: OptionKeys<DitheredOptions> = {
  quantizer: true,
  dither: true,
  subtractive: true,
  seed: true,
  range: true,
};

/**
 * Adds dither of a step or two before a uniform quantizer, so that the error no longer depends on the signal.
 *
 * Inside the range, under rounding to the nearest, the mean of the output is the signal itself. The error power in units of step^2 / 12 is
 * 3 under `tpdf`, at any input, and 1 under subtractive `rpdf`; plain `rpdf` leaves it between 0 and 3: 12 f (1 - f) at a fraction f of a step.
 * What the dither drives over the ends meets the quantizer's overflow rule and is counted: clipping comes after dither.
 * Zero is kept by the grid, not by each sample. NaN is an error.
 *
 * The dither is a function of seed, channel and absolute index. There is no state: gaps and cuts change nothing.
 *
 * @see S. P. Lipshitz, R. A. Wannamaker and J. Vanderkooy, Quantization and dither: a theoretical survey, JAES 40 (1992), 355-375
 */
export function dithered(options: DitheredOptions): StreamQuantizer {
  const {
    quantizer,
    subtractive = false,
    dither = subtractive ? 'rpdf' : 'tpdf',
    seed,
    range,
  } = checkOptions('dithered', options, OPTIONS);
  checkUniform('dithered', quantizer);
  checkBoolean('dithered', 'subtractive', subtractive);
  checkOneOf('dithered', 'dither', dither, ditherShapes);
  checkInteger('dithered', 'seed', seed, 0, 2 ** 32 - 1);
  if (subtractive && dither !== 'rpdf') {
    throw new OptionRangeError(`dithered: dither must be rpdf when subtractive, got "${dither}"`);
  }
  const design = subtractive ? (r: Range) => withSeed(quantizer.design(r), seed) : (r: Range) => quantizer.design(r);
  const fixed = fixedRange(range);
  design(rangeOf(-1, 1)); // refuses the wrong kind of parameters at the call
  const noise = ditherOf(dither, seed);
  const rule: Quantizer<UniformParams> = {
    name: 'dithered',
    design,
    encode: (x, begin, end, params, c, out) => quantizer.encode(x, begin, end, params, c, out),
  };

  return {
    name: 'dithered',
    encoder() {
      const paramsOf = perRange('dithered', fixed, design);
      return stateless('dithered', f => {
        const params = paramsOf(f);
        return { ...encodeFrame(rule, addDither(f, params, noise), params), reference: f.reference ?? f };
      });
    },
  };
}

function withSeed(params: UniformParams, ditherSeed: number): UniformParams {
  if (params.kind === 'affine') return freezeParams({ ...params, ditherSeed });
  throw new OptionRangeError(
    `dithered: subtractive needs a quantizer with affine parameters (affine, symmetric, midRise), got ${params.kind}`,
  );
}

function addDither(f: Frame, params: UniformParams, dither: Dither): Frame {
  const { channels, length, start } = f;
  const data = new Float32Array(f.data.length);
  for (let c = 0; c < channels; c++) {
    const step = stepOf(params, c);
    const row = c * length;
    for (let i = 0; i < length; i++) data[row + i] = f.data[row + i] + step * dither(c, start + i);
  }
  return { ...f, data };
}
