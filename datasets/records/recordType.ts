import type { OptionKeys } from '../../lib/options.js';
import type { SampleName } from '../bytes/sampleType.js';

/** Options of `records` and `recordFile`. */
export interface RecordsOptions {
  /**
   * How numbers are stored: as the inputs take them, or `float32`, which is quantized to the codes of an input that has some, ties away
   * from zero. By default as the header of a .npy file says, else as the inputs take them.
   */
  readonly type?: SampleName;
}

/** Their keys. @internal */
export const RECORD_OPTIONS: OptionKeys<RecordsOptions> = { type: true };
