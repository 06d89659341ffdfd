import { type AffineParams, freezeParams } from '../qparams.js';

const signed = { kind: 'affine', bits: 8, qmin: -128, qmax: 127 } as const;
const unsigned = { kind: 'affine', bits: 8, qmin: 0, qmax: 255 } as const;
const wide = { kind: 'affine', bits: 16, qmin: -32768, qmax: 32767, scale: [1 / 32768], zeroPoint: [0] } as const;

/** The params of what a layer counts or sums for itself. */
export const counter: AffineParams = freezeParams<AffineParams>({
  kind: 'affine',
  bits: 32,
  qmin: -(2 ** 31),
  qmax: 2 ** 31 - 1,
  scale: [1],
  zeroPoint: [0],
});

/** The params of outputs in [0, 1]. @see TensorFlow Lite 8-bit quantization specification, LOGISTIC and SOFTMAX */
export const zeroToOne: readonly AffineParams[] = [
  freezeParams<AffineParams>({ ...signed, scale: [1 / 256], zeroPoint: [-128] }),
  freezeParams<AffineParams>({ ...unsigned, scale: [1 / 256], zeroPoint: [0] }),
  freezeParams<AffineParams>(wide),
];

/** The same, or the 16 bits of a softmax of int8 codes. @see TensorFlow Lite, kernels/activations.cc, `SoftmaxPrepare` */
export const softmaxParams: readonly AffineParams[] = [
  ...zeroToOne,
  freezeParams<AffineParams>({ ...wide, scale: [1 / 65536], zeroPoint: [-32768] }),
];

/** The params of outputs in [-1, 1]. @see TensorFlow Lite 8-bit quantization specification, TANH */
export const minusOneToOne: readonly AffineParams[] = [
  freezeParams<AffineParams>({ ...signed, scale: [1 / 128], zeroPoint: [0] }),
  freezeParams<AffineParams>({ ...unsigned, scale: [1 / 128], zeroPoint: [128] }),
  freezeParams<AffineParams>(wide),
];
