import { checkInteger } from '../check.js';

/** What a coded block costs: its bits over the samples it stands for; 0 for none. */
export function bitsPerSample(bytes: Uint8Array, samples: number): number {
  checkInteger('bitsPerSample', 'samples', samples, 0);
  return samples === 0 ? 0 : (8 * bytes.length) / samples;
}
