/** Integers of RFC 8949, appendix A. */
export const INTEGERS: readonly (readonly [bigint, string])[] = [
  [0n, '00'],
  [1n, '01'],
  [10n, '0a'],
  [23n, '17'],
  [24n, '1818'],
  [25n, '1819'],
  [100n, '1864'],
  [1000n, '1903e8'],
  [1000000n, '1a000f4240'],
  [1000000000000n, '1b000000e8d4a51000'],
  [18446744073709551615n, '1bffffffffffffffff'],
  [-18446744073709551616n, '3bffffffffffffffff'],
  [-1n, '20'],
  [-10n, '29'],
  [-100n, '3863'],
  [-1000n, '3903e7'],
];
/** Floats of RFC 8949, appendix A. */
export const FLOATS: readonly (readonly [number, string])[] = [
  [0, 'f90000'],
  [-0, 'f98000'],
  [1, 'f93c00'],
  [1.1, 'fb3ff199999999999a'],
  [1.5, 'f93e00'],
  [65504, 'f97bff'],
  [100000, 'fa47c35000'],
  [3.4028234663852886e38, 'fa7f7fffff'],
  [1e300, 'fb7e37e43c8800759c'],
  [5.960464477539063e-8, 'f90001'],
  [0.00006103515625, 'f90400'],
  [-4, 'f9c400'],
  [-4.1, 'fbc010666666666666'],
];
/** Texts of RFC 8949, appendix A. */
export const TEXTS: readonly (readonly [string, string])[] = [
  ['', '60'],
  ['a', '6161'],
  ['IETF', '6449455446'],
  ['"\\', '62225c'],
  ['\u00fc', '62c3bc'],
  ['\u6c34', '63e6b0b4'],
  ['\ud800\udd51', '64f0908591'],
];
