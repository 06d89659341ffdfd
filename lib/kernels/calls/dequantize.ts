import type { Kernel } from '../kernel.js';

/** What codes stand for. */
export interface DequantizeConstants {
  readonly scale: number;
  readonly zeroPoint: number;
}

/** Codes as real numbers: scale * (code - zero point), rounded to float32 once. */
export const dequantize: Kernel<DequantizeConstants> =
  ({ scale, zeroPoint }, [x], [out]) =>
  () => {
    for (let i = 0; i < x.length; i++) out[i] = scale * (x[i] - zeroPoint);
  };
