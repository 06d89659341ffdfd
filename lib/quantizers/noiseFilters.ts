/**
 * Sample rate in Hz that the filters after the ear, E and F, are made for. At another rate they move the noise to other
 * frequencies than the ear is deaf to.
 *
 * @internal
 */
export const NOISE_FILTER_RATE = 44_100;

/** Names of known feedback filters. */
export type NoiseFilter =
  'firstOrder' | 'secondOrder' | 'modifiedE9' | 'improvedE5' | 'improvedE9' | 'optimalF3' | 'optimalF9';

/**
 * Known feedback filters c_1, c_2, ... for error-feedback quantizers; the noise gets the transfer function 1 - sum of c_k z^-k.
 * `firstOrder` and `secondOrder` are zeros at 0 Hz, (1 - z^-1) and its square. The others follow the ear's sensitivity at 44.1 kHz
 * (E- and F-weighting), the number is that of coefficients.
 *
 * @see S. P. Lipshitz, J. Vanderkooy and R. A. Wannamaker, Minimally audible noise shaping, JAES 39 (1991), 836-852 (E);
 *   R. A. Wannamaker, Psychoacoustically optimal noise shaping, JAES 40 (1992), 611-620 (F)
 */
export const noiseFilters: Readonly<Record<NoiseFilter, readonly number[]>> = Object.freeze({
  firstOrder: Object.freeze([1]),
  secondOrder: Object.freeze([2, -1]),
  modifiedE9: Object.freeze([1.662, -1.263, 0.4827, -0.2913, 0.1268, -0.1124, 0.03252, -0.01265, -0.03524]),
  improvedE5: Object.freeze([2.033, -2.165, 1.959, -1.59, 0.6149]),
  improvedE9: Object.freeze([2.847, -4.685, 6.214, -7.184, 6.639, -5.032, 3.263, -1.632, 0.4191]),
  optimalF3: Object.freeze([1.623, -0.982, 0.109]),
  optimalF9: Object.freeze([2.412, -3.37, 3.937, -4.174, 3.353, -2.205, 1.281, -0.569, 0.0847]),
});
