import { floatFormat } from './floatFormat.js';

/** FP8, 4 exponent and 3 mantissa bits: largest 448, smallest 2^-9; one NaN a sign, no infinity. ONNX `FLOAT8E4M3FN`. */
export const e4m3fn = floatFormat({ name: 'e4m3fn', exponentBits: 4, mantissaBits: 3, specials: 'nan' });

/** FP8, 5 exponent and 2 mantissa bits: largest 57344, smallest 2^-16; infinity and NaN as in IEEE 754. ONNX `FLOAT8E5M2`. */
export const e5m2 = floatFormat({ name: 'e5m2', exponentBits: 5, mantissaBits: 2, specials: 'ieee' });

/** FP6, 3 exponent and 2 mantissa bits: largest 28, smallest 2^-4; every code finite. */
export const e3m2 = floatFormat({ name: 'e3m2', exponentBits: 3, mantissaBits: 2, specials: 'none' });

/** FP6, 2 exponent and 3 mantissa bits: largest 7.5, smallest 2^-3; every code finite. */
export const e2m3 = floatFormat({ name: 'e2m3', exponentBits: 2, mantissaBits: 3, specials: 'none' });

/** FP4: 0, 0.5, 1, 1.5, 2, 3, 4, 6 and their negatives. ONNX `FLOAT4E2M1`. */
export const e2m1 = floatFormat({ name: 'e2m1', exponentBits: 2, mantissaBits: 1, specials: 'none' });
