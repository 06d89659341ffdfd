import { counterUniform } from './counterRandom.js';

/**
 * Distributions of dither.
 *
 * | shape | steps | power, step^2 / 12 | spectrum |
 * |---|---|---|---|
 * | `rpdf` | uniform in [-1/2, 1/2) | 1 | white |
 * | `tpdf` | sum of two of these, in [-1, 1) | 2 | white |
 * | `highPassTpdf` | difference of two neighbours, in (-1, 1) | 2 | 1 - cos(omega) |
 */
export type DitherShape = 'rpdf' | 'tpdf' | 'highPassTpdf';

/** The names of the shapes. */
export const ditherShapes: readonly DitherShape[] = Object.freeze(['rpdf', 'tpdf', 'highPassTpdf']);

/** Dither in steps for a sample known by channel and absolute index. */
export type Dither = (channel: number, index: number) => number;

/**
 * Dither as a function of the sample's place, made from {@link counterUniform}: it needs no state, and a receiver that knows the
 * seed makes the same numbers. `rpdf` is what `AffineParams.ditherSeed` means.
 *
 * @param seed an integer in [0, 2^32)
 * @see S. P. Lipshitz, R. A. Wannamaker and J. Vanderkooy, Quantization and dither: a theoretical survey, JAES 40 (1992), 355-375
 */
export function ditherOf(shape: DitherShape, seed: number): Dither {
  switch (shape) {
    case 'rpdf':
      return (c, i) => counterUniform(seed, c, i) - 0.5;
    case 'tpdf':
      return (c, i) => counterUniform(seed, 2 * c, i) + counterUniform(seed, 2 * c + 1, i) - 1;
    case 'highPassTpdf':
      return (c, i) => counterUniform(seed, c, i) - counterUniform(seed, c, i - 1);
  }
}
