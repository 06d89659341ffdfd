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
  { group: 'activity 128 x 6: two conv1d, mean', name: 'hop 1', ratio: 50, limit: 'a call a layer' },
  { group: 'activity 128 x 6: two conv1d, mean', name: 'hop 4', ratio: 20, limit: 'a call a layer' },
  { group: 'activity 128 x 6: two conv1d, mean', name: 'hop 16', ratio: 6, limit: 'a call a layer' },
  { group: 'CSV', name: 'csv, to frames', ratio: 8, limit: 'one pass over bytes in JavaScript' },
];
