import { checkNumber } from '../check.js';
import { halfEven } from '../rounding.js';

/**
 * The float32 gain nearest to `wanted` that lies in [1 / maxLoss, maxGain], both ends enforced after all rounding.
 *
 * @internal
 *
 * @param wanted above 0; may be infinite
 * @param powerOfTwo round to the power of two that is nearest in the logarithm
 */
export function boundGain(wanted: number, maxGain: number, powerOfTwo: boolean, maxLoss = maxGain): number {
  if (powerOfTwo) {
    const [least, most] = [-Math.floor(Math.log2(maxLoss)), Math.floor(Math.log2(maxGain))];
    return 2 ** Math.min(Math.max(halfEven(Math.log2(wanted)), least), most);
  }
  const gain = Math.fround(Math.min(Math.max(wanted, 1 / maxLoss), maxGain));
  // the step to float32 may have left the interval: one or two units back in
  if (gain > maxGain) return Math.fround(gain * (1 - 2 ** -23));
  return gain < 1 / maxLoss ? Math.fround(gain * (1 + 2 ** -23)) : gain;
}

/** `maxGain` when it is in [1, 2^126], so that neither it nor its inverse leaves float32. */
export function checkMaxGain(who: string, maxGain: unknown): number {
  return checkNumber(who, 'maxGain', maxGain, 'a finite number in [1, 2^126]', g => g >= 1 && g <= 2 ** 126);
}
