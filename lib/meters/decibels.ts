/**
 * `10 log10(signal / noise)` in dB. Infinity when there is no noise, -Infinity when there is no signal but noise, NaN when
 * there is neither.
 */
export function decibels(signalPower: number, noisePower: number): number {
  return 10 * Math.log10(signalPower / noisePower);
}
