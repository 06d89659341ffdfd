/** What a row is to reach: its ratio to the first row of its group. */
export interface Goal {
  /** How the group's title begins. */
  readonly group: string;
  readonly name: string;
  readonly ratio: number;
  /** What limits it where it is not met. */
  readonly limit: string;
}

const OURS = 'bitstair, WebAssembly';
const VNNI = 'onnxruntime multiplies int8 in 512-bit vectors (VNNI); WebAssembly has 128-bit vectors of int16';

export const goals: readonly Goal[] = [
  { group: 'autoencoder 640', name: OURS, ratio: 2.5, limit: VNNI },
  { group: 'ad01_int8', name: OURS, ratio: 2.5, limit: VNNI },
  { group: 'tiny dense', name: OURS, ratio: 60, limit: 'checks and copies of a run, about 0.1 us' },
  { group: 'activity 128 x 6: two conv1d, pool', name: OURS, ratio: 0.8, limit: VNNI },
  {
    group: 'kws_ref_model',
    name: OURS,
    ratio: 0.45,
    limit: `${VNNI}; depthwise layers requantize once every 9 products`,
  },
  { group: 'resnet8', name: OURS, ratio: 0.5, limit: VNNI },
  { group: 'st_har', name: OURS, ratio: 6, limit: 'the layers that have no vector kernel' },
  ...(['TypeScript', 'WebAssembly'] as const).flatMap(kernels =>
    ([1, 4, 16] as const).map((hop, k) => ({
      group: `activity 128 x 6: two conv1d, mean over time, dense, streaming, ${kernels}`,
      name: `hop ${hop}:`,
      ratio: kernels === 'TypeScript' ? [50, 20, 6][k] : [70, 22, 6][k],
      limit: 'the layers that move windows have no vector kernel, and each layer is a call',
    })),
  ),
  { group: 'CSV', name: 'csv, to frames', ratio: 8, limit: 'one pass over bytes in JavaScript' },
];
