import type { Step } from '../../kernels/kernel.js';
import { type AffineParams, newCodes } from '../../qparams.js';
import { halfAway } from '../../rounding.js';
import type { CodeTensor } from '../integerOp.js';

/**
 * A function of every code: for codes of 8 bits a table made once.
 *
 * @internal
 *
 * @param of a code of the output for every code of the input's type
 */
export function codeMap({ data: x }: CodeTensor, { data: out, params }: CodeTensor, of: (q: number) => number): Step {
  if (x.BYTES_PER_ELEMENT > 1) {
    return () => {
      for (let i = 0; i < x.length; i++) out[i] = of(x[i]);
    };
  }
  const first = x instanceof Int8Array ? -128 : 0;
  const table = newCodes(params, 256);
  for (let k = 0; k < 256; k++) table[k] = of(first + k);
  return () => {
    for (let i = 0; i < x.length; i++) out[i] = table[x[i] - first];
  };
}

/**
 * A real function from code to code, rounded half away from zero; every step in float32. NaN becomes the smallest code.
 *
 * @see TensorFlow Lite, `LUTPopulate` for int8 and uint8
 */
export function realCode(from: AffineParams, to: AffineParams, f: (x: number) => number): (q: number) => number {
  const [scale, zeroPoint, outZero] = [from.scale[0], from.zeroPoint[0], to.zeroPoint[0]];
  const inverse = Math.fround(1 / to.scale[0]);
  return q => {
    const y = Math.fround(f(Math.fround(scale * (q - zeroPoint))));
    return limitTo(halfAway(Math.fround(y * inverse)) + outZero, to.qmin, to.qmax);
  };
}

/** A function of int16 codes as a table of all of them; of 8-bit codes {@link codeMap} makes one. */
export function tabulated({ data }: CodeTensor, of: (q: number) => number): (q: number) => number {
  if (!(data instanceof Int16Array)) return of;
  const table = new Int16Array(65536);
  for (let q = -32768; q < 32768; q++) table[q & 0xffff] = of(q);
  return q => table[q & 0xffff];
}

/** The code of a real number, rounded half away from zero; the quotient in float32. */
export function realCodeOf({ scale, zeroPoint, qmin, qmax }: AffineParams, x: number): number {
  return limitTo(halfAway(Math.fround(x / scale[0])) + zeroPoint[0], qmin, qmax);
}

/** An integer limited to [low, high]; NaN becomes low. */
export function limitTo(q: number, low: number, high: number): number {
  return q > low ? (q > high ? high : q) : low;
}
