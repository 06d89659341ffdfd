/** Codes less their zero point, as `dotRows` takes them: padding is then 0, and no correction is left to do. */
export function centre(codes: Int8Array, zeroPoint: number, out: Int16Array): void {
  for (let i = 0; i < codes.length; i++) out[i] = codes[i] - zeroPoint;
}
