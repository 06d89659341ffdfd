import type { SampleName } from '../datasets/bytes/sampleType.js';
import type { AtGap } from '../lib/inference/windowStage.js';
import type { InputChannels } from '../lib/network.js';
import type { DescriptionFlags } from './description.js';
import type { StateFiles } from './modelState.js';

/** How to run a model on data. */
export interface RunModelSettings extends DescriptionFlags, StateFiles {
  /** Samples from window to window. Defaults to the window. */
  readonly hop?: number | undefined;
  /** Name of a dialect. Defaults to the model's own, or `tflm`. */
  readonly dialect?: string | undefined;
  /** Samples a second to bring the data to first. By default they stay as they are. */
  readonly resample?: number | undefined;
  /** Channels of the data that the inputs of the model read. Defaults to all, one input behind the other. */
  readonly inputs?: InputChannels | undefined;
  /** From the unit of the data to the network's, for all channels or one per channel. Defaults to what their units say, or 1. */
  readonly gain?: readonly number[] | undefined;
  /** Name of the audio front end before the model. */
  readonly frontEnd?: string | undefined;
  /** What a gap in the data does to the state. Defaults to `keep`. */
  readonly atGap?: AtGap | undefined;
  /** Whether the data are records of raw values, and not a stream of samples. */
  readonly raw?: boolean | undefined;
  /** How the numbers of records are stored. Defaults to what the file says, else as the model takes them. */
  readonly type?: SampleName | undefined;
  /** The most windows to run. */
  readonly limit?: number | undefined;
}
