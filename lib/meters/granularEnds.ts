import { granularInterval } from '../decode.js';
import { entry, type QParams } from '../qparams.js';

/**
 * The smallest and the largest float32 input of channel `c` that is no overload: `granularInterval`, but without an end that a quantizer
 * rounds outwards and counts as clipped.
 *
 * Half a step beyond an outermost level is a tie. It goes to the even multiple of the step (`halfEven`, the default of all
 * rules; codes do not tell of another): outwards, where the outermost level is an odd one. Of mid-rise steps the upper end
 * is the first value outside.
 *
 * @internal
 */
export function granularEnds(params: QParams, c: number): readonly [low: number, high: number] {
  const [low, high] = granularInterval(params, c);
  if (params.kind !== 'affine' && params.kind !== 'powerOfTwo' && params.kind !== 'fixedPoint') return [low, high];
  if (params.kind === 'affine' && params.ditherSeed !== undefined) return [low, high];
  const zeroPoint = params.kind === 'fixedPoint' ? 0 : entry(params.zeroPoint, c);
  const midRise = !Number.isInteger(zeroPoint);
  const outwards = (q: number) => Math.abs(q - zeroPoint) % 2 === 1;
  return [
    !midRise && outwards(params.qmin) ? 0 - below(0 - low) : low,
    midRise || outwards(params.qmax) ? below(high) : high,
  ];
}

/** The largest float32 below x. */
function below(x: number): number {
  const near = Math.fround(x);
  if (near < x) return near;
  const bits = new Int32Array(Float32Array.of(near).buffer);
  if (near === 0) return -(2 ** -149);
  bits[0] += near > 0 ? -1 : 1;
  return new Float32Array(bits.buffer)[0];
}
