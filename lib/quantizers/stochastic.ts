import { checkInteger, checkStrategy } from '../check.js';
import { OptionRangeError } from '../errors.js';
import type { Frame, RangedFrame } from '../frame.js';
import { counterUniform } from '../kernels/counterRandom.js';
import { checkOptions, type OptionKeys } from '../options.js';
import { perRange } from '../ranges/perRange.js';
import { fixedRange, type Range } from '../range.js';
import { stochasticRound } from '../rounding.js';
import { loadState } from '../state.js';
import { levelGrid, type LevelParams } from './levelGrid.js';
import { encodeFrame, type Quantizer, type StreamQuantizer } from './quantizer.js';

/** Options of {@link stochastic}. */
export interface StochasticOptions<P extends LevelParams = LevelParams> {
  /** The memoryless rule whose levels are used: `affine({ bits: 8 })`, `minifloat({ format: e4m3fn })`, ... */
  readonly quantizer: Quantizer<P>;
  /** Seed of the random numbers, an integer in [0, 2^32). */
  readonly seed: number;
  /** A fixed range: [min, max] for all channels, or one a channel. By default each frame's own, from trackRange or calibrate. */
  readonly range?: Range | readonly [min: number, max: number];
  /** Fixed parameters, instead of a range. */
  readonly params?: P;
}

const OPTIONS: OptionKeys<StochasticOptions> = { quantizer: true, seed: true, range: true, params: true };

/**
 * Stochastic rounding, the eighth rounding mode: between two levels a sample goes to the upper one with the probability
 * (x - lower) / (upper - lower), so that decoded values have the mean x, whatever the levels. A sample that is a level, to
 * float32, keeps its code; zero is kept where the quantizer keeps it.
 *
 * The error power depends on the input: f (1 - f) step^2 at the fraction f, on average step^2 / 6, 3.01 dB above rounding to
 * nearest. Outside the outermost levels no mean can be kept: there the quantizer's own rounding, overflow and NaN rules hold.
 *
 * The random number of a sample is a function of the seed, the channel and the absolute index: the same for any cutting.
 *
 * @throws {RangeError} when both range and params are given
 * @throws {DataError} from the stage at a NaN, or where a frame carries no range
 * @see M. Croci et al., Stochastic rounding: implementation, error analysis and applications, R. Soc. Open Sci. 9 (2022)
 */
export function stochastic<P extends LevelParams>(given: StochasticOptions<P>): StreamQuantizer<RangedFrame>;
export function stochastic(given: Omit<StochasticOptions, 'params'>): StreamQuantizer<RangedFrame>;
export function stochastic(given: StochasticOptions): StreamQuantizer<RangedFrame> {
  const { quantizer, seed, range, params } = checkOptions('stochastic', given, OPTIONS);
  checkStrategy('stochastic', 'quantizer', quantizer, 'encode');
  checkInteger('stochastic', 'seed', seed, 0, 0xffffffff);
  if (range && params) throw new OptionRangeError('stochastic: give either range or params, got both');
  const fixed = fixedRange(range);

  return {
    name: 'stochastic',
    encoder() {
      const paramsOf = params ? () => params : perRange('stochastic', fixed, r => quantizer.design(r));
      const randomly = randomized(quantizer, seed);
      return {
        process: (f, emit) => emit(encodeFrame(randomly(f), f, paramsOf(f))),
        flush: () => {},
        save: () => ({ who: 'stochastic', version: 2, options: { seed } }),
        restore: saved => void loadState('stochastic', 2, saved, { seed }),
      };
    },
  };
}

/** The quantizer with its rounding made random, for the samples of one frame. */
function randomized<P extends LevelParams>(quantizer: Quantizer<P>, seed: number): (f: Frame) => Quantizer<P> {
  let designedFor: P | undefined;
  let grids: ReturnType<typeof levelGrid>[] = [];

  return f => ({
    name: 'stochastic',
    design: range => quantizer.design(range),
    encode(x, begin, end, params, c, out) {
      if (params !== designedFor) [designedFor, grids] = [params, []];
      const { low, high, level, find, codeOf } = (grids[c] ??= levelGrid(params, c));
      const first = f.start - c * f.length; // x[i] has the absolute index first + i
      let clipped = 0;
      for (let i = begin; i < end; i++) {
        const v = x[i];
        if (v >= low && v <= high) {
          const k = find(v);
          const below = level(k);
          const part = v === below ? 0 : (v - below) / (level(k + 1) - below);
          out[i] = codeOf(stochasticRound(k + part, counterUniform(seed, c, first + i)));
        } else {
          const count = quantizer.encode(x, i, i + 1, params, c, out);
          if (count < 0) return ~i;
          clipped += count;
        }
      }
      return clipped;
    },
  });
}
