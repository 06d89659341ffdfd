import type { Rules } from '../../dialects/dialect.js';
import { limitTo } from '../../kernels/limitTo.js';
import type { AffineParams } from '../../qparams.js';
import { halfAway, halfEven } from '../../rounding.js';

/**
 * A real function from code to code; every step in float32. NaN becomes the smallest code.
 *
 * @internal
 *
 * @param rule how a real number becomes a code
 * @see TensorFlow Lite, `LUTPopulate` for int8 and uint8; ONNX, DequantizeLinear and QuantizeLinear
 */
export function realCode(
  from: AffineParams,
  to: AffineParams,
  f: (x: number) => number,
  rule: Rules['nearest'],
): (q: number) => number {
  const [scale, zeroPoint, outScale, outZero] = [from.scale[0], from.zeroPoint[0], to.scale[0], to.zeroPoint[0]];
  const inverse = Math.fround(1 / outScale);
  const steps =
    rule === 'lite'
      ? (y: number) => halfAway(Math.fround(y * inverse))
      : (y: number) => halfEven(Math.fround(y / outScale));
  return q => {
    const y = Math.fround(f(Math.fround(scale * (q - zeroPoint))));
    return limitTo(steps(y) + outZero, to.qmin, to.qmax);
  };
}

/** The code of a real number, rounded half away from zero; the quotient in float32. */
export function realCodeOf({ scale, zeroPoint, qmin, qmax }: AffineParams, x: number): number {
  return limitTo(halfAway(Math.fround(x / scale[0])) + zeroPoint[0], qmin, qmax);
}
